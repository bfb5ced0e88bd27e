/**
 * Decides when a device's reading goes out: a changed one at most every `min`, an unchanged one at least every `max`
 * while the device is heard. The last change inside `min` goes out when `min` is over.
 */

import type { Reading } from "../victron/record";

export interface Publication {
	/** Of the reading. */
	readonly type: string;
	/** The reading as JSON, without time and signal. */
	readonly body: string;
	/** When the device said so last; monotonic milliseconds. */
	readonly at: number;
	/** dBm. */
	readonly rssi: number;
}

export class PublishPolicy {
	readonly #min: number;
	readonly #max: number;
	/** Not yet compared with what was published. */
	#candidate: Reading | undefined;
	#at = 0;
	#rssi = 0;
	#last: Publication | undefined;
	#publishedAt = 0;
	#unknown: Publication | undefined;
	#unknownSeen = false;

	/**
	 * @param min milliseconds.
	 * @param max milliseconds.
	 */
	constructor(min: number, max: number) {
		this.#min = min;
		this.#max = max;
	}

	/** What was published last, for a broker that lost it. */
	get last(): Publication | undefined {
		return this.#last;
	}

	/**
	 * A new reading. One of an unknown record goes out once and never again.
	 * @param rssi dBm.
	 * @param at monotonic milliseconds.
	 */
	offer(reading: Reading, rssi: number, at: number): void {
		if (reading.type === "unknown") {
			if (this.#unknownSeen) return;
			this.#unknownSeen = true;
			this.#unknown = { type: reading.type, body: JSON.stringify(reading), at, rssi };
			return;
		}
		this.#candidate = reading;
		this.heard(rssi, at);
	}

	/** The device repeated its latest reading. */
	heard(rssi: number, at: number): void {
		this.#rssi = rssi;
		this.#at = at;
	}

	/**
	 * What is to be published now and counts as published.
	 * @param now monotonic milliseconds.
	 */
	due(now: number): Publication | undefined {
		if (this.#unknown !== undefined) return this.#takeUnknown();
		if (this.#last !== undefined && now - this.#publishedAt < this.#min) return undefined;
		const changed = this.#takeChange();
		if (changed !== undefined) return this.#publish(changed, now);
		const last = this.#last;
		if (last === undefined || this.#at === last.at || now - this.#publishedAt < this.#max) return undefined;
		return this.#publish({ type: last.type, body: last.body, at: this.#at, rssi: this.#rssi }, now);
	}

	/** A change that `min` still holds back, for the end. */
	flush(): Publication | undefined {
		if (this.#unknown !== undefined) return this.#takeUnknown();
		const changed = this.#takeChange();
		return changed && this.#publish(changed, changed.at);
	}

	#takeUnknown(): Publication | undefined {
		const unknown = this.#unknown;
		this.#unknown = undefined;
		return unknown;
	}

	#takeChange(): Publication | undefined {
		const reading = this.#candidate;
		if (reading === undefined) return undefined;
		this.#candidate = undefined;
		const body = JSON.stringify(reading);
		if (body === this.#last?.body) return undefined;
		return { type: reading.type, body, at: this.#at, rssi: this.#rssi };
	}

	#publish(publication: Publication, now: number): Publication {
		this.#last = publication;
		this.#publishedAt = now;
		return publication;
	}
}

/**
 * The message of a reading.
 * @param body JSON of an object that is not empty.
 * @param heardAt UTC in milliseconds since 1970; undefined while the clock is not set.
 * @param rssi dBm.
 */
export function readingPayload(body: string, heardAt: number | undefined, rssi: number): string {
	const open = body.slice(0, -1);
	if (heardAt === undefined) return `${open},"rssi":${rssi}}`;
	return `${open},"timestamp":"${new Date(heardAt).toISOString()}","rssi":${rssi}}`;
}
