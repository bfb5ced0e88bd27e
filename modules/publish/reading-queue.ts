/**
 * Readings on their way to the broker, in order, in a fixed block of memory: each is a plain record with its device,
 * signal and time, and becomes a message only when it is sent. While the connection is away they are stored, and
 * when the block is full, the older half is thinned to every second reading of each device, but never a device's latest.
 *
 * | byte  | field                                                     |
 * |-------|-----------------------------------------------------------|
 * | 0-20  | plain record (`victron/plain-record`)                     |
 * | 21    | signal in dBm, signed                                     |
 * | 22-23 | index of the device, little-endian                        |
 * | 24-31 | monotonic milliseconds, IEEE 754 double, little-endian    |
 */

import { plainRecordSize } from "../victron/plain-record";

const entrySize = 32;
const rssiAt = 21;
const deviceAt = 22;
const timeAt = 24;
/** In place of the device: acknowledged, and gone when those before it are. */
const acknowledged = 0xffff;

export interface QueuedReading {
	/** Index in the list of devices. */
	readonly device: number;
	/** A plain record, valid until the queue changes. */
	readonly plain: Uint8Array;
	/** dBm. */
	readonly rssi: number;
	/** Monotonic milliseconds. */
	readonly at: number;
	/** It waited while the connection was away. */
	readonly stored: boolean;
}

export class ReadingQueue {
	private readonly capacity: number;
	private readonly bytes: Uint8Array;
	private readonly view: DataView;
	/** Number of the oldest entry; entry `n` lies at `n % capacity`. */
	private first = 0;
	/** Number that the next entry gets. */
	private end = 0;
	/** Entries below this number have been handed out. */
	private unsent = 0;
	/** Entries below this number are stored ones. */
	private stored = 0;
	private away = false;
	#thinned = 0;

	/** @param capacity in readings. */
	constructor(capacity: number) {
		this.capacity = capacity;
		this.bytes = new Uint8Array(capacity * entrySize);
		this.view = new DataView(this.bytes.buffer);
	}

	/** Readings that are not acknowledged. */
	get size(): number {
		return this.end - this.first;
	}

	/** Stored readings still wait or are on their way: new ones queue up behind them. */
	get storing(): boolean {
		return this.away || this.stored > this.first;
	}

	/** Readings that were dropped for want of room. */
	get thinned(): number {
		return this.#thinned;
	}

	/**
	 * @param device index, below 65,535.
	 * @param plain a plain record, which is copied.
	 */
	put(device: number, plain: Uint8Array, rssi: number, at: number): void {
		if (this.size === this.capacity && !this.thin()) {
			this.#thinned++;
			return;
		}
		const storing = this.storing;
		const place = this.place(this.end++);
		this.bytes.set(plain, place);
		this.view.setInt8(place + rssiAt, rssi);
		this.view.setUint16(place + deviceAt, device, true);
		this.view.setFloat64(place + timeAt, at, true);
		if (storing) this.stored = this.end;
	}

	/** Hands out the next reading: its number for `at` and `acknowledge`, or undefined when all are handed out. */
	next(): number | undefined {
		return this.unsent < this.end ? this.unsent++ : undefined;
	}

	/** A reading that was handed out and is not acknowledged. */
	at(number: number): QueuedReading {
		const place = this.place(number);
		return {
			device: this.view.getUint16(place + deviceAt, true),
			plain: this.bytes.subarray(place, place + plainRecordSize),
			rssi: this.view.getInt8(place + rssiAt),
			at: this.view.getFloat64(place + timeAt, true),
			stored: number < this.stored,
		};
	}

	/** The broker has it. */
	acknowledge(number: number): void {
		this.view.setUint16(this.place(number) + deviceAt, acknowledged, true);
		while (this.first < this.unsent && this.device(this.first) === acknowledged) this.first++;
	}

	/** No connection: what is not acknowledged is handed out again, and all that waits is stored. */
	leave(): void {
		this.unsent = this.first;
		this.compact(this.first);
		this.away = true;
		this.stored = this.end;
	}

	/** A reading of that device is not acknowledged. */
	holds(device: number): boolean {
		for (let number = this.first; number < this.end; number++)
			if (this.device(number) === device) return true;
		return false;
	}

	/** There is a connection. */
	join(): void {
		this.away = false;
	}

	/** What waits, as many of the latest as fit in `limit` bytes, for `restore`. */
	save(limit: number): Uint8Array {
		const count = Math.min(this.size, Math.floor(limit / entrySize));
		const saved = new Uint8Array(count * entrySize);
		for (let i = 0; i < count; i++) {
			const place = this.place(this.end - count + i);
			saved.set(this.bytes.subarray(place, place + entrySize), i * entrySize);
		}
		return saved;
	}

	/**
	 * Stores what `save` gave, in a queue that is empty; what is no such thing is ignored.
	 * @param devices how many there are.
	 */
	restore(saved: Uint8Array, devices: number): void {
		const view = new DataView(saved.buffer, saved.byteOffset, saved.byteLength);
		for (let place = 0; place + entrySize <= saved.length; place += entrySize) {
			const device = view.getUint16(place + deviceAt, true);
			if (device >= devices) continue;
			const plain = saved.subarray(place, place + plainRecordSize);
			this.put(device, plain, view.getInt8(place + rssiAt), view.getFloat64(place + timeAt, true));
		}
		this.stored = this.end;
	}

	private place(number: number): number {
		return (number % this.capacity) * entrySize;
	}

	private device(number: number): number {
		return this.view.getUint16(this.place(number) + deviceAt, true);
	}

	/** Marks every second reading of each device in the older half, from its latest backwards, and closes the gaps. */
	private thin(): boolean {
		if (this.unsent === this.end) return false; // all of them are on their way
		const before = this.size;
		const dropOlder = new Set<number>();
		const half = this.first + (this.capacity >> 1);
		for (let number = this.end - 1; number >= this.unsent; number--) {
			const device = this.device(number);
			if (number >= half) dropOlder.add(device);
			else if (dropOlder.delete(device))
				this.view.setUint16(this.place(number) + deviceAt, acknowledged, true);
			else dropOlder.add(device);
		}
		this.compact(this.unsent);
		if (this.size === before) {
			// as many devices as places: the oldest goes
			this.view.setUint16(this.place(this.unsent) + deviceAt, acknowledged, true);
			this.compact(this.unsent);
		}
		this.#thinned += before - this.size;
		return true;
	}

	/** Closes the gaps that marked readings leave, from a number on. */
	private compact(from: number): void {
		let to = from;
		let stored = this.stored;
		for (let number = from; number < this.end; number++) {
			if (this.device(number) === acknowledged) {
				if (number < this.stored) stored--;
				continue;
			}
			if (to !== number) {
				const place = this.place(number);
				this.bytes.copyWithin(this.place(to), place, place + entrySize);
			}
			to++;
		}
		this.end = to;
		this.stored = stored;
	}
}
