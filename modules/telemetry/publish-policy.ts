/**
 * Decides when a device's reading goes out: a changed one at most every `min`, an unchanged one at least every `max`
 * while the device is heard. The last change inside `min` goes out when `min` is over.
 *
 * One for all devices, with a block for each: an object a device would take more memory than all it knows.
 *
 * | byte  | field                                                                      |
 * |-------|----------------------------------------------------------------------------|
 * | 0-20  | plain record that was heard last                                           |
 * | 21-41 | plain record that was published last                                       |
 * | 42    | signal when it was heard last, in dBm                                      |
 * | 43    | signal of what was published last                                          |
 * | 44    | 1: what was heard is not yet compared; 2: something was published; 4: and  |
 * |       | something was heard since the start                                        |
 * | 48-55 | when it was heard last; monotonic milliseconds, double                     |
 * | 56-63 | when the device said last what was published last                          |
 * | 64-71 | when that was published                                                    |
 */

import { plainRecord, plainRecordSize, sameReading } from "../victron/plain-record";

const place = {
	candidate: 0,
	last: plainRecordSize,
	rssi: 42,
	lastRssi: 43,
	flags: 44,
	heardAt: 48,
	lastAt: 56,
	publishedAt: 64,
} as const;
const blockSize = 72;
const waiting = 1;
const published = 2;
const offered = 4;

export class PublishPolicy {
	/** Milliseconds. */
	readonly min: number;
	readonly max: number;
	private readonly bytes: Uint8Array;
	private readonly view: DataView;

	/**
	 * @param devices how many there are.
	 * @param min milliseconds.
	 * @param max milliseconds.
	 */
	constructor(devices: number, min: number, max: number) {
		this.min = min;
		this.max = max;
		this.bytes = new Uint8Array(devices * blockSize);
		this.view = new DataView(this.bytes.buffer);
	}

	/** The plain record that was published last, for a broker that lost it; undefined before the first. */
	last(device: number): Uint8Array | undefined {
		const base = device * blockSize;
		return this.flags(base) & published ? this.record(base + place.last) : undefined;
	}

	/** The plain record that was heard last, published or not; undefined before the first. */
	latest(device: number): Uint8Array | undefined {
		const base = device * blockSize;
		return this.flags(base) & offered ? this.record(base + place.candidate) : this.last(device);
	}

	/** There is a `latest`. */
	known(device: number): boolean {
		return this.flags(device * blockSize) !== 0;
	}

	/** Record type of `latest`; -1 before the first. */
	recordType(device: number): number {
		const base = device * blockSize;
		const flags = this.flags(base);
		if (flags === 0) return -1;
		const record = base + (flags & offered ? place.candidate : place.last);
		return this.view.getUint16(record + plainRecord.recordType, true);
	}

	/** When `latest` was heard last; monotonic milliseconds, 0 before the first. */
	heardAt(device: number): number {
		return this.view.getFloat64(device * blockSize + place.heardAt, true);
	}

	/** When the device said `last` last before it was published; monotonic milliseconds. */
	lastAt(device: number): number {
		return this.view.getFloat64(device * blockSize + place.lastAt, true);
	}

	/** Signal of it in dBm. */
	lastRssi(device: number): number {
		return this.view.getInt8(device * blockSize + place.lastRssi);
	}

	/**
	 * A new reading.
	 * @param plain its plain record, which is copied.
	 * @param rssi dBm.
	 * @param at monotonic milliseconds.
	 */
	offer(device: number, plain: Uint8Array, rssi: number, at: number): void {
		const base = device * blockSize;
		this.bytes.set(plain, base + place.candidate);
		this.view.setUint8(base + place.flags, this.flags(base) | waiting | offered);
		this.heard(device, rssi, at);
	}

	/** The device repeated its latest reading. */
	heard(device: number, rssi: number, at: number): void {
		const base = device * blockSize;
		this.view.setInt8(base + place.rssi, rssi);
		this.view.setFloat64(base + place.heardAt, at, true);
	}

	/**
	 * Something is to be published now: it is in `last`, and counts as published.
	 * @param now monotonic milliseconds.
	 */
	due(device: number, now: number): boolean {
		const base = device * blockSize;
		const view = this.view;
		const flags = this.flags(base);
		if (flags === 0) return false;
		const age = now - view.getFloat64(base + place.publishedAt, true);
		if (flags & published && age < this.min) return false;
		if (this.takeChange(base)) return this.publish(base, now);
		const repeated =
			view.getFloat64(base + place.heardAt, true) !== view.getFloat64(base + place.lastAt, true);
		return flags & published && repeated && age >= this.max ? this.publish(base, now) : false;
	}

	/** A change that `min` still holds back is in `last` now, for the end. */
	flush(device: number): boolean {
		const base = device * blockSize;
		return this.takeChange(base) && this.publish(base, this.view.getFloat64(base + place.heardAt, true));
	}

	/** Goes on from a reading that was published before a sleep. */
	restore(device: number, plain: Uint8Array, rssi: number, at: number): void {
		const base = device * blockSize;
		this.bytes.set(plain, base + place.last);
		this.heard(device, rssi, at);
		this.publish(base, at);
	}

	private takeChange(base: number): boolean {
		const flags = this.flags(base);
		if (!(flags & waiting)) return false;
		this.view.setUint8(base + place.flags, flags & ~waiting);
		const candidate = this.record(base + place.candidate);
		if (flags & published && sameReading(candidate, this.record(base + place.last))) return false;
		this.bytes.set(candidate, base + place.last);
		return true;
	}

	private publish(base: number, now: number): true {
		const view = this.view;
		view.setUint8(base + place.flags, this.flags(base) | published);
		view.setFloat64(base + place.publishedAt, now, true);
		view.setFloat64(base + place.lastAt, view.getFloat64(base + place.heardAt, true), true);
		view.setInt8(base + place.lastRssi, view.getInt8(base + place.rssi));
		return true;
	}

	private flags(base: number): number {
		return this.bytes[base + place.flags]!;
	}

	private record(at: number): Uint8Array {
		return this.bytes.subarray(at, at + plainRecordSize);
	}
}

/**
 * The message of a reading.
 * @param body JSON of an object that is not empty.
 * @param heardAt UTC in milliseconds since 1970; undefined while the clock is not set.
 * @param rssi dBm; 0 where there is none.
 */
export function readingPayload(body: string, heardAt: number | undefined, rssi: number): string {
	const timestamp = heardAt === undefined ? "" : `,"timestamp":"${new Date(heardAt).toISOString()}"`;
	return `${body.slice(0, -1)}${timestamp}${rssi === 0 ? "" : `,"rssi":${rssi}`}}`;
}
