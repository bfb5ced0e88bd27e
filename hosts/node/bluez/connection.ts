/** The VE.Smart service of one device through BlueZ. */

import { characteristicPrefixes, serviceUuids } from "victron/vreg/services";
import type {
	Characteristic,
	GattConnection,
	GattEvents,
	GattTarget,
} from "../../../modules/victron/vreg/port";
import { interfaces, type Properties } from "./bus";
import { Ending, failureOf } from "./failures";
import { type Bluez, BluezLink } from "./link";

/** ATT MTU where BlueZ does not tell, and what a write has besides its bytes. */
const leastMtu = 23;
const writeHeader = 3;

export class BluezConnection implements GattConnection {
	readonly #bluez: Bluez;
	readonly #link: BluezLink;
	readonly #events: GattEvents;
	readonly #paths = new Map<Characteristic, string>();
	#closed = false;
	/** Values that came while a characteristic is read: BlueZ tells what was read as a change, too. */
	#reading: { readonly characteristic: Characteristic; readonly held: Uint8Array[] } | undefined;
	/** When BlueZ has let go of the device. */
	readonly ended: Promise<void>;

	/** @param before what has to end first. */
	constructor(bluez: Bluez, target: GattTarget, events: GattEvents, before: Promise<void>) {
		this.#bluez = bluez;
		this.#link = new BluezLink(bluez, target);
		this.#events = events;
		this.ended = before.then(() => this.run());
	}

	subscribe(characteristic: Characteristic): void {
		this.ask(characteristic, "StartNotify").then(
			() => this.tell(() => this.#events.onSubscribed(characteristic)),
			(error) => this.#link.end(failureOf(error)),
		);
	}

	read(characteristic: Characteristic): void {
		const reading = { characteristic, held: [] as Uint8Array[] };
		this.#reading = reading;
		this.ask(characteristic, "ReadValue", "a{sv}", {}).then(
			(value) => this.onRead(reading.held, characteristic, value as Uint8Array),
			(error) => this.#link.end(failureOf(error)),
		);
	}

	write(characteristic: Characteristic, value: Uint8Array): void {
		const options = { type: "command" };
		this.ask(characteristic, "WriteValue", "aya{sv}", Buffer.from(value), options).catch((error) =>
			this.#link.end(failureOf(error)),
		);
	}

	close(): void {
		this.#closed = true;
		this.#link.close();
	}

	private async run(): Promise<void> {
		const unwatch = this.#bluez.bus.watch((path, name, changed) => this.onChange(path, name, changed));
		try {
			await this.#link.open();
			this.findCharacteristics();
			this.tell(() => this.#events.onConnected(this.longestWrite));
			await this.#link.ending;
		} catch (error) {
			this.tell(() => {
				this.#closed = true;
				this.#events.onClosed(failureOf(error));
			});
		} finally {
			this.#closed = true;
			unwatch();
			await this.#link.leave();
		}
	}

	private get longestWrite(): number {
		const { MTU: mtu } = this.#bluez.bus.properties(this.#paths.get("data")!, interfaces.characteristic);
		return (typeof mtu === "number" && mtu > leastMtu ? mtu : leastMtu) - writeHeader;
	}

	private findCharacteristics(): void {
		const services = Object.entries(this.#bluez.bus.all(interfaces.service));
		const [service] =
			services.find(
				([, { Device, UUID }]) => Device === this.#link.path && serviceUuids.some((one) => one === UUID),
			) ?? [];
		for (const [path, { Service, UUID }] of Object.entries(this.#bluez.bus.all(interfaces.characteristic)))
			for (const [name, prefix] of Object.entries(characteristicPrefixes))
				if (service !== undefined && Service === service && String(UUID).startsWith(prefix))
					this.#paths.set(name as Characteristic, path);
		if (this.#paths.size < Object.keys(characteristicPrefixes).length) throw new Ending("no_service");
	}

	private onChange(path: string, name?: string, changed?: Properties): void {
		if (path === this.#link.path) this.#link.onChange();
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

	private ask(
		characteristic: Characteristic,
		member: string,
		signature?: string,
		...body: unknown[]
	): Promise<unknown> {
		const call = { path: this.#paths.get(characteristic)!, interface: interfaces.characteristic, member };
		return this.#bluez.bus.call(signature === undefined ? call : { ...call, signature, body });
	}
}
