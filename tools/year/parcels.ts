/** Every reading that the firmware let through, until the broker has acknowledged it: the counters of what is lost. */

import type { EndReason } from "./machine";
import type { Probe } from "./program";

/** Of `modules/publish/reading-queue`, as `save` gives it. */
const entry = { size: 32, device: 22, at: 24 } as const;

export interface ParcelCounts {
	readings: number;
	thinned: number;
	lostAsleep: number;
	lostInCut: number;
}

interface Parcel {
	/** Where it counts when it never arrives. */
	account: ParcelCounts;
	end: EndReason | undefined;
}

export class Parcels implements Probe {
	readonly #account: () => ParcelCounts;
	readonly #pending = new Map<string, Parcel>();
	/** Between two power cuts, in which the firmware's time begins anew. */
	#life = 0;
	#asleep = false;

	/** @param account that of now. */
	constructor(account: () => ParcelCounts) {
		this.#account = account;
	}

	/** Readings that wait now. */
	get waiting(): number {
		return this.#pending.size;
	}

	put(device: number, at: number): void {
		const key = this.#key(device, at);
		const carried = this.#pending.get(key);
		if (carried !== undefined) {
			// kept through the sleep
			carried.end = undefined;
			return;
		}
		const account = this.#account();
		account.readings++;
		this.#pending.set(key, { account, end: undefined });
	}

	acknowledged(device: number, at: number): void {
		this.#pending.delete(this.#key(device, at));
	}

	thinned(waiting: Uint8Array): void {
		const view = new DataView(waiting.buffer, waiting.byteOffset, waiting.byteLength);
		const alive = new Set<string>();
		for (let place = 0; place + entry.size <= waiting.length; place += entry.size)
			alive.add(
				this.#key(view.getUint16(place + entry.device, true), view.getFloat64(place + entry.at, true)),
			);
		for (const [key, parcel] of this.#pending) {
			if (alive.has(key) || parcel.end !== undefined) continue;
			this.#pending.delete(key);
			parcel.account.thinned++;
		}
	}

	/** A start of the firmware is over. What it left may be carried into the next, unless the power is gone. */
	ended(reason: EndReason): void {
		const cutAsleep = reason === "power cut" && this.#asleep;
		for (const [key, parcel] of this.#pending) {
			if (parcel.end !== undefined && !cutAsleep) this.#lose(key, parcel, parcel.end);
			else if (reason === "power cut") this.#lose(key, parcel, reason);
			else {
				parcel.end = reason;
				parcel.account = this.#account();
			}
		}
		this.#asleep = reason !== "power cut";
		if (reason === "power cut") this.#life++;
	}

	/** The firmware has started and taken up what it kept; the rest is lost. */
	started(): void {
		this.#asleep = false;
		for (const [key, parcel] of this.#pending)
			if (parcel.end !== undefined) this.#lose(key, parcel, parcel.end);
	}

	#lose(key: string, { account }: Parcel, reason: EndReason): void {
		this.#pending.delete(key);
		if (reason === "power cut") account.lostInCut++;
		else account.lostAsleep++;
	}

	#key(device: number, at: number): string {
		return `${this.#life}/${device}/${at}`;
	}
}
