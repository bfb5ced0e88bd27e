/** A connection to one device through BlueZ: finds it, pairs, connects, and is the VE.Smart service's port. */

import { characteristicPrefixes, serviceUuids } from "victron/vreg/services";
import type {
	Characteristic,
	GattConnection,
	GattEvents,
	GattFailure,
	GattTarget,
} from "../../../modules/victron/vreg/port";
import { withAgent } from "./agent";
import { type BluezBus, type DBusFailure, interfaces, type Properties } from "./bus";
import type { Discovery } from "./discovery";

/** Milliseconds that each step may take. */
export const limits = { find: 15_000, pair: 30_000, connect: 20_000, services: 20_000 };
/** ATT MTU where BlueZ does not tell, and what a write has besides its bytes. */
const leastMtu = 23;
const writeHeader = 3;

class Ending extends Error {
	readonly reason: GattFailure;

	constructor(reason: GattFailure) {
		super(reason);
		this.reason = reason;
	}
}

export class BluezConnection implements GattConnection {
	readonly #bus: BluezBus;
	readonly #discovery: Discovery;
	readonly #limits: typeof limits;
	readonly #target: GattTarget;
	readonly #events: GattEvents;
	readonly #paths = new Map<Characteristic, string>();
	/** Of the device. */
	#path = "";
	#linked = false;
	#closed = false;
	/** Values that came while a characteristic is read: BlueZ tells what was read as a change, too. */
	#reading: { readonly characteristic: Characteristic; readonly held: Uint8Array[] } | undefined;
	#end: (reason: GattFailure) => void = () => {};
	readonly #ending = new Promise<never>((_, reject) => {
		this.#end = (reason) => reject(new Ending(reason));
	});
	/** When BlueZ has let go of the device. */
	readonly ended: Promise<void>;

	/** @param before what has to end first. */
	constructor(
		bluez: { readonly bus: BluezBus; readonly discovery: Discovery; readonly limits: typeof limits },
		target: GattTarget,
		events: GattEvents,
		before: Promise<void>,
	) {
		this.#bus = bluez.bus;
		this.#discovery = bluez.discovery;
		this.#limits = bluez.limits;
		this.#target = target;
		this.#events = events;
		this.#ending.catch(() => {});
		this.ended = before.then(() => this.run());
		this.#bus.gone.then(() => this.#end("disconnected"));
	}

	subscribe(characteristic: Characteristic): void {
		this.ask(characteristic, "StartNotify").then(
			() => this.tell(() => this.#events.onSubscribed(characteristic)),
			(error) => this.#end(failureOf(error)),
		);
	}

	read(characteristic: Characteristic): void {
		const reading = { characteristic, held: [] as Uint8Array[] };
		this.#reading = reading;
		this.ask(characteristic, "ReadValue", "a{sv}", {}).then(
			(value) => this.onRead(reading.held, characteristic, value as Uint8Array),
			(error) => this.#end(failureOf(error)),
		);
	}

	write(characteristic: Characteristic, value: Uint8Array): void {
		const options = { type: "command" };
		this.ask(characteristic, "WriteValue", "aya{sv}", Buffer.from(value), options).catch((error) =>
			this.#end(failureOf(error)),
		);
	}

	close(): void {
		this.#closed = true;
		this.#end("disconnected");
	}

	private async run(): Promise<void> {
		const unwatch = this.#bus.watch((path, name, changed) => this.onChange(path, name, changed));
		try {
			const longestWrite = await this.open();
			this.tell(() => this.#events.onConnected(longestWrite));
			await this.#ending;
		} catch (error) {
			this.tell(() => {
				this.#closed = true;
				this.#events.onClosed(failureOf(error));
			});
		} finally {
			this.#closed = true;
			unwatch();
			if (this.#path !== "") await this.device("Disconnect").catch(() => {});
		}
	}

	/** @returns bytes of a write. @throws Ending, DBusFailure */
	private async open(): Promise<number> {
		const path = await this.find();
		this.#path = path;
		const device = (): Properties => this.#bus.properties(path, interfaces.device);
		if (!device().Paired) {
			const pair = (): Promise<unknown> =>
				this.orEnd(this.device("Pair", this.#limits.pair), "CancelPairing");
			await withAgent(this.#bus, path, this.#target.passkey, pair);
		}
		await this.orEnd(this.device("Connect", this.#limits.connect));
		this.#linked = true;
		await this.until(() => device().ServicesResolved === true, this.#limits.services, "disconnected");
		this.findCharacteristics(path);
		const { MTU: mtu } = this.#bus.properties(this.#paths.get("data")!, interfaces.characteristic);
		return (typeof mtu === "number" && mtu > leastMtu ? mtu : leastMtu) - writeHeader;
	}

	/** @returns its path: it is connected already, which is not heard, or it is heard. */
	private async find(): Promise<string> {
		const wanted = this.#target.address.toUpperCase();
		for (const [path, { Adapter, Address, Connected }] of Object.entries(this.#bus.all(interfaces.device)))
			if (Adapter === this.#discovery.adapter && Address === wanted && Connected === true) return path;
		let found = "";
		const stop = await this.#discovery.start((path, { Address: address }) => {
			if (address === wanted) found = path;
		});
		try {
			await this.until(() => found !== "", this.#limits.find, "not_found");
		} finally {
			await stop();
		}
		return found;
	}

	private findCharacteristics(device: string): void {
		const services = Object.entries(this.#bus.all(interfaces.service));
		const [service] =
			services.find(
				([, { Device, UUID }]) => Device === device && serviceUuids.some((one) => one === UUID),
			) ?? [];
		for (const [path, { Service, UUID }] of Object.entries(this.#bus.all(interfaces.characteristic)))
			for (const [name, prefix] of Object.entries(characteristicPrefixes))
				if (service !== undefined && Service === service && String(UUID).startsWith(prefix))
					this.#paths.set(name as Characteristic, path);
		if (this.#paths.size < Object.keys(characteristicPrefixes).length) throw new Ending("no_service");
	}

	private onChange(path: string, name: string | undefined, changed: Properties | undefined): void {
		if (path === this.#path && this.#linked) {
			if (this.#bus.properties(path, interfaces.device).Connected !== true) this.#end("disconnected");
			return;
		}
		if (name !== interfaces.characteristic || !(changed?.Value instanceof Uint8Array)) return;
		const { Value: value } = changed;
		for (const [characteristic, own] of this.#paths)
			if (own === path) {
				if (this.#reading?.characteristic === characteristic) this.#reading.held.push(value);
				else this.tell(() => this.#events.onNotified(characteristic, value));
			}
	}

	private onRead(held: readonly Uint8Array[], characteristic: Characteristic, value: Uint8Array): void {
		this.#reading = undefined;
		this.tell(() => this.#events.onRead(characteristic, value));
		const own = held.findIndex((one) => Buffer.compare(one, value) === 0);
		for (const [index, one] of held.entries())
			if (index !== own) this.tell(() => this.#events.onNotified(characteristic, one));
	}

	private tell(event: () => void): void {
		if (!this.#closed) event();
	}

	private device(member: string, limit?: number): Promise<unknown> {
		const call = { path: this.#path, interface: interfaces.device, member };
		return this.#bus.call(limit === undefined ? call : { ...call, limit });
	}

	private ask(
		characteristic: Characteristic,
		member: string,
		signature?: string,
		...body: unknown[]
	): Promise<unknown> {
		const call = { path: this.#paths.get(characteristic)!, interface: interfaces.characteristic, member };
		return this.#bus.call(signature === undefined ? call : { ...call, signature, body });
	}

	/** What is under way when the connection ends is taken back by `undo`. */
	private async orEnd(work: Promise<unknown>, undo?: string): Promise<void> {
		try {
			await Promise.race([work, this.#ending]);
		} catch (error) {
			if (undo !== undefined && error instanceof Ending) await this.device(undo).catch(() => {});
			throw error;
		}
	}

	/** Waits for a change that BlueZ tells. */
	private async until(done: () => boolean, limit: number, otherwise: GattFailure): Promise<void> {
		let unwatch = (): void => {};
		let timer: NodeJS.Timeout | undefined;
		const change = new Promise<void>((resolve, reject) => {
			if (done()) return resolve();
			timer = setTimeout(() => reject(new Ending(otherwise)), limit);
			unwatch = this.#bus.watch(() => {
				if (done()) resolve();
			});
		});
		try {
			await this.orEnd(change);
		} finally {
			clearTimeout(timer);
			unwatch();
		}
	}
}

const pairingErrors = [
	"org.bluez.Error.AuthenticationFailed",
	"org.bluez.Error.AuthenticationCanceled",
	"org.bluez.Error.AuthenticationRejected",
	"org.bluez.Error.AuthenticationTimeout",
	"org.bluez.Error.NotAuthorized",
	"org.bluez.Error.NotPermitted",
];

function failureOf(error: unknown): GattFailure {
	if (error instanceof Ending) return error.reason;
	const { dbusName = "" } = error as DBusFailure;
	if (pairingErrors.includes(dbusName)) return "pairing_failed";
	// BlueZ forgets a device that was not heard for a while.
	if (dbusName === "org.bluez.Error.ConnectionAttemptFailed" || dbusName.endsWith(".UnknownObject"))
		return "not_found";
	return "disconnected";
}
