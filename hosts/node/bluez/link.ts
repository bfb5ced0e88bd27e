/** An encrypted link to one device: finds it, pairs where that was not done before, and connects. */

import type { GattFailure, GattTarget } from "../../../modules/victron/vreg/port";
import { withAgent } from "./agent";
import { type BluezBus, interfaces, type Properties } from "./bus";
import type { Discovery } from "./discovery";
import { Ending, failureOf } from "./failures";

/** Milliseconds that each step may take. */
export const limits = { find: 15_000, pair: 30_000, connect: 20_000, services: 20_000 };

export interface Bluez {
	readonly bus: BluezBus;
	readonly discovery: Discovery;
	readonly limits: typeof limits;
}

export class BluezLink {
	readonly #bluez: Bluez;
	readonly #target: GattTarget;
	/** Of the device. */
	path = "";
	#up = false;
	#closed = false;
	#ending!: Promise<never>;
	#end!: (reason: GattFailure) => void;

	constructor(bluez: Bluez, target: GattTarget) {
		this.#bluez = bluez;
		this.#target = target;
		this.begin();
		bluez.bus.gone.then(() => this.end("disconnected"));
	}

	/** Once: BlueZ knows the device's services then. @throws Ending, DBusFailure */
	async open(): Promise<void> {
		this.path = await this.find();
		const bonded = this.properties.Paired === true;
		try {
			await this.link();
		} catch (error) {
			// The device may have lost its half of the bond, or have another PIN now.
			const other = failureOf(error) === "not_found";
			if (!bonded || other || this.#target.passkey === undefined || this.#closed) throw error;
			await this.forget();
			if (this.#closed) throw error;
			this.begin();
			this.path = await this.find();
			await this.link();
		}
	}

	/** Rejects with an `Ending` when the link is lost, or `end` is called. */
	get ending(): Promise<never> {
		return this.#ending;
	}

	end(reason: GattFailure): void {
		this.#end(reason);
	}

	/** Also while it opens. */
	close(): void {
		this.#closed = true;
		this.end("disconnected");
	}

	/** Lets go of the device; only one that is paired stays known to BlueZ. Does not fail. */
	async leave(): Promise<void> {
		if (this.path === "") return;
		const left = this.properties.Paired === true ? this.call("Disconnect") : this.forget();
		await left.catch(() => {});
	}

	/** BlueZ tells a change of the device. */
	onChange(): void {
		if (this.#up && this.properties.Connected !== true) this.end("disconnected");
	}

	private begin(): void {
		this.#up = false;
		this.#ending = new Promise((_, reject) => {
			this.#end = (reason) => reject(new Ending(reason));
		});
		this.#ending.catch(() => {});
	}

	/** @returns its path: it is connected already, which is not heard, or it is heard. */
	private async find(): Promise<string> {
		const { bus, discovery } = this.#bluez;
		const wanted = this.#target.address.toUpperCase();
		for (const [path, { Adapter, Address, Connected }] of Object.entries(bus.all(interfaces.device)))
			if (Adapter === discovery.adapter && Address === wanted && Connected === true) return path;
		let found = "";
		const stop = await discovery.start((path, { Address: address }) => {
			if (address === wanted) found = path;
		});
		try {
			await this.until(() => found !== "", this.#bluez.limits.find, "not_found");
		} finally {
			await stop();
		}
		return found;
	}

	private async link(): Promise<void> {
		const { bus, limits: times } = this.#bluez;
		if (this.properties.Paired !== true) {
			const pair = (): Promise<void> => this.orEnd(this.call("Pair", times.pair), "CancelPairing");
			await withAgent(bus, this.path, this.#target.passkey, pair);
		}
		await this.orEnd(this.call("Connect", times.connect)).catch((error) => {
			// BlueZ has many words for a device that does not answer.
			throw failureOf(error) === "disconnected" && !this.#closed ? new Ending("not_found") : error;
		});
		this.#up = true;
		this.onChange();
		await this.until(() => this.properties.ServicesResolved === true, times.services, "disconnected");
	}

	private get properties(): Properties {
		return this.#bluez.bus.properties(this.path, interfaces.device);
	}

	private async forget(): Promise<void> {
		const { bus, discovery } = this.#bluez;
		const call = { path: discovery.adapter, interface: interfaces.adapter, member: "RemoveDevice" };
		await bus.call({ ...call, signature: "o", body: [this.path] });
	}

	private call(member: string, limit?: number): Promise<unknown> {
		const call = { path: this.path, interface: interfaces.device, member };
		return this.#bluez.bus.call(limit === undefined ? call : { ...call, limit });
	}

	/** What is under way when the link ends is taken back by `undo`. */
	private async orEnd(work: Promise<unknown>, undo?: string): Promise<void> {
		try {
			await Promise.race([work, this.#ending]);
		} catch (error) {
			if (undo !== undefined && error instanceof Ending) await this.call(undo).catch(() => {});
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
			unwatch = this.#bluez.bus.watch(() => {
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
