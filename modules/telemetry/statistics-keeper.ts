/**
 * Feeds the statistics and keeps them in the store, a value for each device: every hour, when the local day ends, and
 * when the firmware ends in order. A power cut costs at most the hour since.
 */

import type { Clock, Store, Timers } from "../../hosts/ports";
import type { Reading } from "../victron/record";
import { type Device, plainAddress } from "./device";
import type { ReadingSink } from "./receiver";
import type { Statistics } from "./statistics";

export interface StatisticsKeeperOptions {
	readonly statistics: Statistics;
	readonly devices: readonly Device[];
	readonly store: Store;
	readonly timers: Timers;
	readonly clock: Clock;
	/** Whole local days since 1970 of a UTC in milliseconds. */
	readonly timeZone: { day(utc: number): number };
	/** Takes a line for people. */
	readonly log: { log(level: "warning", line: string): void };
}

const domain = "statistics";
/** In the store, where a key has 15 characters at most. */
function keyOf({ address }: Device): string {
	return plainAddress(address).slice(0, 15);
}

/** Bytes of `saveTimes`. */
export const keeperSize = 16;
const tickInterval = 60_000;
const keepInterval = 3_600_000;

export class StatisticsKeeper implements ReadingSink {
	private readonly options: StatisticsKeeperOptions;
	private keptAt: number;
	/** Local day of what is stored; undefined before the clock was set. */
	private day: number | undefined;
	private failed = false;

	constructor(options: StatisticsKeeperOptions) {
		this.options = options;
		this.keptAt = options.clock.monotonic();
		this.day = this.today();
	}

	start(): void {
		this.options.timers.repeat(() => this.tick(), tickInterval);
	}

	/** What of itself has to survive a sleep. */
	saveTimes(): Uint8Array {
		const view = new DataView(new ArrayBuffer(keeperSize));
		view.setFloat64(0, this.keptAt, true);
		view.setFloat64(8, this.day ?? Number.NaN, true);
		return new Uint8Array(view.buffer);
	}

	/** Goes on from what `saveTimes` gave. */
	restoreTimes(saved: Uint8Array | undefined): void {
		if (saved?.length !== keeperSize) return;
		const view = new DataView(saved.buffer, saved.byteOffset, keeperSize);
		this.keptAt = Math.min(this.keptAt, view.getFloat64(0, true));
		const day = view.getFloat64(8, true);
		this.day = Number.isNaN(day) ? undefined : day;
	}

	/** Before a sleep: stores what would be older than an hour at its end. Milliseconds. */
	prepare(duration: number): void {
		this.options.statistics.tick(this.options.clock.monotonic(), this.options.clock.utc());
		this.keepIfDue(duration);
	}

	/** Goes on from what a sleep retained of a device, or else from the store. */
	restore(index: number, retained: Uint8Array | undefined): void {
		const { devices, statistics, store } = this.options;
		if (retained !== undefined && statistics.restore(index, retained.slice().buffer as ArrayBuffer)) return;
		let kept: unknown;
		try {
			kept = store.get(domain, keyOf(devices[index]!));
		} catch {
			// as if there were none
		}
		if (kept instanceof ArrayBuffer) statistics.restore(index, kept);
	}

	/** What a sleep is to retain of a device; what does not fit in `limit` bytes is stored instead. */
	save(index: number, limit: number): Uint8Array | undefined {
		const saved = this.options.statistics.save(index);
		if (saved.byteLength <= limit) return new Uint8Array(saved);
		this.keep(index);
		return undefined;
	}

	/** Puts a device's into the store; nothing is thrown, the first failure is told. */
	private keep(index: number): void {
		const { devices, log, statistics, store } = this.options;
		try {
			store.set(domain, keyOf(devices[index]!), statistics.save(index));
			this.failed = false;
		} catch {
			if (!this.failed)
				log.log("warning", "statistics cannot be stored: there is no room, or the store is damaged");
			this.failed = true;
		}
	}

	/** Begins a device's statistics anew, in the store, too. */
	reset(index: number): void {
		const { devices, log, statistics, store } = this.options;
		statistics.reset(index);
		try {
			store.delete(domain, keyOf(devices[index]!));
		} catch {
			log.log("warning", "stored statistics cannot be deleted: the store is damaged");
		}
	}

	keepAll(): void {
		this.keptAt = this.options.clock.monotonic();
		const { devices, statistics } = this.options;
		for (const { index } of devices) if (statistics.known(index)) this.keep(index);
	}

	reading(device: Device, reading: Reading, _plain: Uint8Array, _rssi: number, at: number): void {
		this.options.statistics.reading(device.index, reading, at, this.options.clock.utc());
	}

	heard(): void {}

	wrongKey(): void {}

	private tick(): void {
		const { clock, statistics } = this.options;
		statistics.tick(clock.monotonic(), clock.utc());
		this.keepIfDue(0);
	}

	private keepIfDue(ahead: number): void {
		const day = this.today();
		const turned = day !== this.day;
		this.day = day;
		if (turned || this.options.clock.monotonic() + ahead - this.keptAt >= keepInterval) this.keepAll();
	}

	private today(): number | undefined {
		const utc = this.options.clock.utc();
		return utc === undefined ? undefined : this.options.timeZone.day(utc);
	}
}
