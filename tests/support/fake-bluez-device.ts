/** A device as BlueZ shows it, with the VE.Smart service of a simulated one behind it. */

import type { DBusError, MessageBus } from "dbus-native";
import { nodeTimers } from "../../hosts/node/node-timers";
import type {
	Characteristic,
	GattConnection,
	GattEvents,
	GattFailure,
} from "../../modules/victron/vreg/port";
import { characteristicPrefixes, serviceUuids } from "../../modules/victron/vreg/services";
import { GattPeer, type PeerDescription, type PeerEvent } from "../../tools/simulate/gatt-peer";
import { DBusObject, nothing } from "./dbus-object";

export interface FakeDevice {
	readonly peer: PeerDescription;
	readonly rssi: number;
	readonly name?: string;
	/** Manufacturer data of Victron, after the company id. */
	readonly payload?: Uint8Array;
	/** UUID of its service, where that is another. */
	readonly service?: string;
	/** This computer is paired with it, but it has forgotten that. */
	readonly stale?: boolean;
	/** Calls that get no answer, such as `Pair`. */
	readonly silent?: readonly string[];
	readonly disturb?: (event: PeerEvent) => readonly PeerEvent[];
}

export const adapterPath = "/org/bluez/hci0";

/** What a device needs to know of its daemon. */
interface Daemon {
	readonly bus: MessageBus;
	readonly agent: { readonly sender: string; readonly path: string } | undefined;
	readonly discovering: boolean;
	called(what: string): void;
}

export class BluezError extends Error {
	readonly dbusName: string;

	constructor(name: string, message = name) {
		super(message);
		this.dbusName = `org.bluez.Error.${name}`;
	}
}

export class FakeBluezDevice implements GattEvents {
	readonly #daemon: Daemon;
	readonly #device: FakeDevice;
	readonly path: string;
	readonly #object: DBusObject;
	readonly #characteristics = new Map<Characteristic, DBusObject>();
	readonly peer: GattPeer;
	#connection: GattConnection | undefined;
	#exported = false;
	/** On its side, too. */
	#bonded = false;
	#settle: ((failure?: GattFailure) => void) | undefined;
	/** What a read or subscription waits for. */
	readonly #waiting = new Map<string, (value?: unknown) => void>();

	constructor(daemon: Daemon, device: FakeDevice) {
		this.#daemon = daemon;
		this.#device = device;
		const { peer, name, payload } = device;
		this.peer = new GattPeer(
			peer,
			device.disturb ? { timers: nodeTimers(), disturb: device.disturb } : { timers: nodeTimers() },
		);
		const address = peer.address.toUpperCase();
		this.path = `${adapterPath}/dev_${address.replaceAll(":", "_")}`;
		const member = (run: () => unknown, what: string) =>
			[
				"",
				"",
				async () => {
					daemon.called(`Device1.${what}`);
					if (device.silent?.includes(what)) await new Promise(() => {});
					await run();
					return nothing;
				},
			] as const;
		this.#object = new DBusObject(daemon.bus, this.path, "org.bluez.Device1", {
			Pair: member(() => this.pair(), "Pair"),
			CancelPairing: member(() => {}, "CancelPairing"),
			Connect: member(() => this.connect(), "Connect"),
			Disconnect: member(() => this.drop(), "Disconnect"),
		});
		this.#object.put("Adapter", "o", adapterPath);
		this.#object.put("Address", "s", address);
		this.#object.put("Paired", "b", device.stale ?? false);
		this.#object.put("Connected", "b", false);
		this.#object.put("ServicesResolved", "b", false);
		if (name !== undefined) this.#object.put("Name", "s", name);
		if (payload) this.#object.put("ManufacturerData", "a{qv}", [[0x02e1, ["ay", Buffer.from(payload)]]]);
	}

	heard(on: boolean): void {
		if (on && !this.#exported) {
			this.#exported = true;
			this.#object.put("RSSI", "n", this.#device.rssi);
			this.#object.export();
		} else if (on) this.#object.set("RSSI", "n", this.#device.rssi);
		else if (this.#exported) this.#object.unset("RSSI");
	}

	stop(): void {
		this.#connection?.close();
		this.#connection = undefined;
	}

	/** The link is gone. */
	private drop(): void {
		this.stop();
		this.onClosed("disconnected");
	}

	onConnected(longestWrite: number): void {
		this.#object.set("Connected", "b", true);
		this.export(longestWrite + 3);
		this.#settle?.();
	}

	onSubscribed(characteristic: Characteristic): void {
		this.#waiting.get(`StartNotify ${characteristic}`)?.(nothing);
	}

	onRead(characteristic: Characteristic, value: Uint8Array): void {
		this.onNotified(characteristic, value);
		this.#waiting.get(`ReadValue ${characteristic}`)?.(Buffer.from(value));
	}

	onNotified(characteristic: Characteristic, value: Uint8Array): void {
		this.#characteristics.get(characteristic)?.set("Value", "ay", Buffer.from(value));
	}

	onClosed(reason: GattFailure): void {
		this.#connection = undefined;
		this.#settle?.(reason);
		if (this.#object.get("Connected") !== true) return;
		this.#object.set("ServicesResolved", "b", false);
		this.#object.set("Connected", "b", false);
	}

	/** Asks the agent of who has called, as BlueZ does. */
	private async pair(): Promise<void> {
		const { agent, bus } = this.#daemon;
		if (!agent) throw new BluezError("AuthenticationFailed");
		let passkey: number;
		try {
			passkey = await bus.invoke<number>({
				destination: agent.sender,
				path: agent.path,
				interface: "org.bluez.Agent1",
				member: "RequestPasskey",
				signature: "o",
				body: [this.path],
			});
		} catch (error) {
			const rejected = (error as DBusError).dbusName === "org.bluez.Error.Rejected";
			throw new BluezError(rejected ? "AuthenticationRejected" : "AuthenticationFailed");
		}
		await this.link(passkey);
		this.#bonded = true;
		this.#object.set("Paired", "b", true);
	}

	forget(): void {
		this.drop();
		this.#object.put("Paired", "b", false);
		this.#object.unexport();
		this.#exported = false;
		this.heard(this.#daemon.discovering);
	}

	private async connect(): Promise<void> {
		if (this.#object.get("Paired") === true && !this.#bonded) {
			this.#object.set("Connected", "b", true);
			setImmediate(() => this.#object.set("Connected", "b", false));
			return;
		}
		if (!this.#connection) await this.link(undefined);
		this.#object.set("ServicesResolved", "b", true);
	}

	private async link(passkey: number | undefined): Promise<void> {
		const failure = await new Promise<GattFailure | undefined>((resolve) => {
			this.#settle = resolve;
			this.#connection = this.peer.connect({ address: this.#device.peer.address, passkey }, this);
		});
		this.#settle = undefined;
		if (failure === "pairing_failed") throw new BluezError("AuthenticationFailed");
		if (failure) throw new BluezError("ConnectionAttemptFailed", "Page Timeout");
	}

	private export(mtu: number): void {
		const { bus } = this.#daemon;
		const path = `${this.path}/service0010`;
		const uuid = this.#device.service ?? serviceUuids[0];
		const service = new DBusObject(bus, path, "org.bluez.GattService1", {});
		service.put("UUID", "s", uuid);
		service.put("Device", "o", this.path);
		service.export();
		for (const [index, [name, prefix]] of Object.entries(characteristicPrefixes).entries()) {
			const characteristic = name as Characteristic;
			const object = new DBusObject(bus, `${path}/char000${index}`, "org.bluez.GattCharacteristic1", {
				StartNotify: ["", "", () => this.ask("StartNotify", characteristic)],
				ReadValue: ["a{sv}", "ay", () => this.ask("ReadValue", characteristic)],
				WriteValue: [
					"aya{sv}",
					"",
					(value: Uint8Array, { type }: { type: string }) => {
						this.#daemon.called(`GattCharacteristic1.WriteValue ${type}`);
						if (!this.#connection) throw new BluezError("NotConnected", "Not Connected");
						this.#connection.write(characteristic, value);
						return nothing;
					},
				],
			});
			object.put("UUID", "s", `${prefix}${uuid.slice(8)}`);
			object.put("Service", "o", path);
			object.put("MTU", "q", mtu);
			object.put("Value", "ay", Buffer.alloc(0));
			object.export();
			this.#characteristics.set(characteristic, object);
		}
	}

	private ask(what: "StartNotify" | "ReadValue", characteristic: Characteristic): Promise<unknown> {
		this.#daemon.called(`GattCharacteristic1.${what}`);
		const connection = this.#connection;
		if (!connection) throw new BluezError("NotConnected", "Not Connected");
		return new Promise((resolve) => {
			this.#waiting.set(`${what} ${characteristic}`, resolve);
			if (what === "StartNotify") connection.subscribe(characteristic);
			else connection.read(characteristic);
		});
	}
}
