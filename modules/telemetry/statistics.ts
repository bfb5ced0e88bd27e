/**
 * What each device did today, yesterday and in its lifetime, in 352 bytes a device.
 *
 * Voltage, current and power between two readings are taken for a straight line, charge stage and deficit for
 * constant; it all goes by monotonic time. Where a device was not heard for more than five minutes nothing is added,
 * and the gap is counted. An interval over midnight counts for the new day.
 *
 * - Days are local ones; `turnDay` says what happens when the clock is set or jumps. After a restart, until the clock
 *   is set, measurements go on into the day that was restored; yield and times wait for the clock.
 * - `yield` is what the charger's own counter rose. At the first sight of a charger its counter counts whole while
 *   there is PV power: in the dark it may show what was made the day before.
 * - `bulk`, `absorption` (repeated, too) and `float` are minutes by the device's state, `time_full` those at a state of
 *   charge of 100 % where the device knows it, and else in float or storage.
 * - Consumption is PV power less what goes into the battery. So it is reached (`break_even_at`) as soon as there is PV
 *   power and the battery monitor's current is not negative; while it is, minutes are `deficit_minutes`.
 */

import type { Reading } from "../victron/record";
import { turnDay, undatedEvent } from "./statistics-day";
import { fieldBit, fieldsOf } from "./statistics-fields";
import { hadBit, latest, sliceSize, sliceVersion, today } from "./statistics-layout";
import { networkPayload, statisticsPayload } from "./statistics-payload";
import { gapLimit, ReadingStatistics } from "./statistics-reading";
import { sampleVoltage } from "./statistics-sum";

/** Local days; UTC in milliseconds since 1970. */
export interface LocalDays {
	/** Whole local days since 1970-01-01. */
	day(utc: number): number;
	/** UTC of the first moment of a day. */
	dayStart(day: number): number;
}

/** The slice has 16 bits. */
const lastDay = 0xffff;
/** Milliseconds. */
const minute = 60_000;

export class Statistics {
	private readonly view: DataView;
	private readonly readings: ReadingStatistics;
	private readonly localDays: LocalDays;
	/** Bits of `fieldBit` by `type`, for the types that came. */
	private readonly fields: Record<string, number> = {};
	/** Local day of the clock, and when it begins and ends in UTC; 0 before the clock was set. */
	private day = 0;
	private dayStart = 0;
	private dayEnd = 0;

	/** @param options `devices` is their number. */
	constructor(options: { readonly devices: number; readonly timeZone: LocalDays }) {
		this.view = new DataView(new ArrayBuffer(options.devices * sliceSize));
		this.readings = new ReadingStatistics(this.view);
		this.localDays = options.timeZone;
		for (let base = 0; base < this.view.byteLength; base += sliceSize)
			this.view.setUint8(base + latest.version, sliceVersion);
	}

	/**
	 * A new reading of a device. Values that are absent or no finite numbers add nothing.
	 * @param at monotonic milliseconds.
	 * @param utc at that moment, milliseconds since 1970; undefined while the clock is not set.
	 */
	reading(index: number, reading: Reading, at: number, utc: number | undefined): void {
		const fields = this.fields[reading.type] ?? this.learn(reading.type);
		if (fields === 0) return;
		const base = index * sliceSize;
		if (fields & fieldBit.yield_today && this.dayEnds(base, utc)) this.readings.settle(base, reading);
		this.readings.add(base, reading, fields, at, this.moment(base, at, utc));
	}

	/**
	 * Wanted once a minute. Turns the day of every device, takes its voltage for the median while it is heard, and
	 * forgets the power of chargers that are not heard any more.
	 * @param now monotonic milliseconds.
	 * @param utc as in `reading`.
	 */
	tick(now: number, utc: number | undefined): void {
		const view = this.view;
		for (let base = 0; base < view.byteLength; base += sliceSize) {
			const had = view.getUint8(base + latest.had);
			if (had === 0) continue;
			this.moment(base, now, utc);
			const age = now - view.getFloat64(base + latest.at, true);
			if (age < 0 || age > gapLimit) {
				if ((had & hadBit.charger) === 0) continue;
				this.readings.leave(base);
				view.setUint8(base + latest.had, had & ~hadBit.charger);
			} else if (had & hadBit.voltage) sampleVoltage(view, base, Math.floor(now / minute));
		}
	}

	/** JSON for the statistics topic of a device, as `statisticsPayload` describes it. */
	payload(index: number): string {
		return statisticsPayload(this.view, index * sliceSize);
	}

	/** JSON of all chargers together, as `networkPayload` describes it. */
	networkPayload(): string {
		return networkPayload(this.view, this.readings.pvPower);
	}

	/** All there is to keep of a device: a copy of `sliceSize` bytes. */
	save(index: number): ArrayBuffer {
		return (this.view.buffer as ArrayBuffer).slice(index * sliceSize, (index + 1) * sliceSize);
	}

	/**
	 * What `save` gave. Its times are monotonic: where that clock went on, integration goes on, too; where it began
	 * again, there is a gap.
	 * @returns false when it is of another layout: nothing has changed then.
	 */
	restore(index: number, data: ArrayBuffer): boolean {
		if (data.byteLength !== sliceSize) return false;
		const bytes = new Uint8Array(data);
		if (bytes[latest.version] !== sliceVersion) return false;
		const view = this.view;
		const base = index * sliceSize;
		if (view.getUint8(base + latest.had) & hadBit.charger) this.readings.leave(base);
		new Uint8Array(view.buffer).set(bytes, base);
		if (view.getUint8(base + latest.had) & hadBit.charger) this.readings.join(base);
		return true;
	}

	/** There is something to keep: the device was heard, now or before. */
	known(index: number): boolean {
		const base = index * sliceSize;
		return (
			(this.view.getUint8(base + latest.seenToday) | this.view.getUint8(base + latest.seenLifetime)) !== 0
		);
	}

	/** Begins anew: today, yesterday, lifetime and history of a device. What its counter shows now stays counted. */
	reset(index: number): void {
		const base = index * sliceSize;
		const bytes = new Uint8Array(this.view.buffer, base, sliceSize);
		bytes.fill(0, latest.seenToday, latest.seenLifetime + 1);
		bytes.fill(0, today.charge);
	}

	private learn(type: string): number {
		const fields = fieldsOf(type);
		this.fields[type] = fields;
		return fields;
	}

	/**
	 * Brings the device's day up to the clock.
	 * @returns what an event of now is written as; 0 when it must wait for the clock.
	 */
	private moment(base: number, at: number, utc: number | undefined): number {
		const day = this.view.getUint16(base + latest.day, true);
		if (utc === undefined || !this.clock(utc)) return day === 0 ? undatedEvent(at) : 0;
		if (day !== this.day) turnDay(this.view, base, this.day, utc - at);
		return Math.floor(utc / 1000);
	}

	/** The clock is a day ahead of the device's day. */
	private dayEnds(base: number, utc: number | undefined): boolean {
		const day = this.view.getUint16(base + latest.day, true);
		return utc !== undefined && day !== 0 && this.clock(utc) && this.day === day + 1;
	}

	/** False for a time that cannot be. */
	private clock(utc: number): boolean {
		if (utc >= this.dayStart && utc < this.dayEnd) return true;
		const day = this.localDays.day(utc);
		if (!(day > 0 && day <= lastDay)) return false;
		this.day = day;
		this.dayStart = this.localDays.dayStart(day);
		this.dayEnd = this.localDays.dayStart(day + 1);
		return true;
	}
}
