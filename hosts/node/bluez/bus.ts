/** BlueZ, Linux's Bluetooth, over D-Bus: its objects with their properties, and calls that have a time limit. */

import { createClient, type DefinedInterface, type ManagedObjects, type MessageBus } from "dbus-native";

const service = "org.bluez";
/** Where the standard has it; the variable is the standard's, too. */
const defaultAddress = "unix:path=/var/run/dbus/system_bus_socket";
/** Milliseconds. */
const callLimit = 5_000;

export const interfaces = {
	adapter: "org.bluez.Adapter1",
	device: "org.bluez.Device1",
	service: "org.bluez.GattService1",
	characteristic: "org.bluez.GattCharacteristic1",
	agents: "org.bluez.AgentManager1",
} as const;

export type Properties = Readonly<Record<string, unknown>>;

export interface Call {
	readonly path: string;
	readonly interface: string;
	readonly member: string;
	/** D-Bus signature of `body`. */
	readonly signature?: string;
	readonly body?: unknown[];
	/** Milliseconds; 5 s when absent. */
	readonly limit?: number;
}

export class BluezBus {
	readonly #bus: MessageBus;
	readonly #objects: ManagedObjects;
	/** BlueZ or D-Bus went away. */
	readonly gone: Promise<void>;

	/** @throws Error in a sentence. */
	static async open(): Promise<BluezBus> {
		if (process.platform !== "linux") throw new Error("Bluetooth on this computer needs Linux with BlueZ");
		let bus: MessageBus | undefined;
		const { promise: tooLate, clear } = after(callLimit);
		try {
			bus = createClient({
				busAddress: process.env.DBUS_SYSTEM_BUS_ADDRESS || defaultAddress,
				authMethods: ["EXTERNAL"],
			});
			const failed = failureOf(bus);
			const objects = bus.objects(service, "/");
			return new BluezBus(bus, await Promise.race([objects, failed, tooLate]));
		} catch (error) {
			bus?.connection.end();
			throw new Error(sentence(error as DBusFailure));
		} finally {
			clear();
		}
	}

	private constructor(bus: MessageBus, objects: ManagedObjects) {
		this.#bus = bus;
		this.#objects = objects;
		this.gone = new Promise((resolve) => {
			objects.on("stale", () => resolve());
			bus.connection.on("close", () => resolve());
		});
	}

	/** The objects with this interface, by path. */
	all(name: string): Readonly<Record<string, Properties>> {
		return this.#objects.filter(name);
	}

	/** What is known of an object; nothing once it is gone. */
	properties(path: string, name: string): Properties {
		return this.#objects.get(path)?.[name] ?? {};
	}

	/**
	 * @param onChange an object appeared, changed or went away: its path; of a change the interface and what changed.
	 * @returns what ends it.
	 */
	watch(onChange: (path: string, name?: string, changed?: Properties) => void): () => void {
		const onPath = (path: string): void => onChange(path);
		this.#objects.on("added", onPath).on("removed", onPath).on("changed", onChange);
		return () => {
			this.#objects.off("added", onPath).off("removed", onPath).off("changed", onChange);
		};
	}

	/** Sends at once. @throws DBusFailure */
	async call({ path, interface: name, member, signature, body, limit }: Call): Promise<unknown> {
		const message = { destination: service, path, interface: name, member };
		return await this.#bus.invoke(
			signature === undefined ? message : { ...message, signature, body: body! },
			{
				timeout: limit ?? callLimit,
			},
		);
	}

	/** Whether BlueZ itself sent this. */
	isBluez(sender: string | undefined): boolean {
		return sender === this.#objects.owner;
	}

	/** @returns what takes it away again. */
	async export(path: string, definition: DefinedInterface): Promise<() => Promise<void>> {
		const registration = await this.#bus.export(path, definition);
		return () => registration.remove();
	}

	async close(): Promise<void> {
		await this.#bus.close();
	}
}

export interface DBusFailure extends Error {
	/** Such as `org.bluez.Error.Failed`. */
	readonly dbusName?: string;
	/** The system's. */
	readonly code?: string;
}

/** Rejects when the connection fails, whether somebody waits for it or not. */
function failureOf({ connection }: MessageBus): Promise<never> {
	const failed = new Promise<never>((_, reject) => {
		connection.on("error", reject);
		connection.on("handlerError", reject);
	});
	failed.catch(() => {});
	return failed;
}

function after(delay: number): { promise: Promise<never>; clear: () => void } {
	let timer: NodeJS.Timeout;
	const promise = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error("no answer")), delay);
	});
	return { promise, clear: () => clearTimeout(timer) };
}

const sentences: Readonly<Record<string, string>> = {
	ENOENT: "this computer has no D-Bus (Debian: apt-get install bluez)",
	ECONNREFUSED: "D-Bus does not run on this computer",
	EACCES: "no permission to use D-Bus",
	"org.freedesktop.DBus.Error.NameHasNoOwner":
		"BlueZ does not run on this computer (Debian: apt-get install bluez; systemctl start bluetooth)",
	"org.freedesktop.DBus.Error.AccessDenied":
		"no permission to use Bluetooth (Debian: add yourself to the group bluetooth)",
};

export function sentence({ code, dbusName, message }: DBusFailure): string {
	const known = sentences[dbusName ?? code ?? ""];
	if (known !== undefined) return known;
	return dbusName === undefined ? "D-Bus does not answer, or refuses this user" : `BlueZ: ${message}`;
}
