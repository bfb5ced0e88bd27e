/** Adds a reading to the slice of its device, and knows what all chargers make together. */

import type { Reading } from "../victron/record";
import { fieldBit } from "./statistics-fields";
import { hadBit, latest, seenBit, today } from "./statistics-layout";
import { addArea, addRange, addTime, addVoltage } from "./statistics-sum";
import { yieldSince } from "./yield-counter";

/** Milliseconds: longer ones between two readings are not added up, and a charger is not heard any more. */
export const gapLimit = 300_000;

const hour = 3_600_000;
/** The slice has 16 bits for gaps, 32 for yield. */
const [mostGaps, mostYield] = [0xffff, 0xffff_fffe];
/** %. */
const fullCharge = 100;

/** Duration that a charge stage adds to, by `device_state_code`. */
const stageDuration: Readonly<Record<number, number>> = {
	3: today.bulk,
	4: today.absorption,
	5: today.float,
	246: today.absorption,
};
const [float, storage] = [5, 6];
const bothBits = hadBit.voltage | hadBit.current;

export class ReadingStatistics {
	private readonly view: DataView;
	/** W of the chargers that are heard, and how many these are. */
	#pvPower = 0;
	private chargers = 0;
	/** Of the reading that is being added. */
	private had = 0;
	private seen = 0;

	/** @param view slices of all devices. */
	constructor(view: DataView) {
		this.view = view;
	}

	/** W of all chargers that are heard; undefined when there is none. */
	get pvPower(): number | undefined {
		return this.chargers > 0 ? this.#pvPower : undefined;
	}

	/**
	 * @param base first byte of the slice.
	 * @param fields of the record type, bits of `fieldBit`.
	 * @param at monotonic milliseconds.
	 * @param moment what an event of now is written as; 0 when events and yield must wait for the clock.
	 */
	add(base: number, reading: Reading, fields: number, at: number, moment: number): void {
		const view = this.view;
		const before = view.getUint8(base + latest.had);
		const seen = view.getUint8(base + latest.seenToday);
		this.had = hadBit.reading;
		this.seen = seen | seenBit.reading;
		// Whole milliseconds, as those that are added up.
		const now = Math.floor(at);
		let time = now - view.getFloat64(base + latest.at, true);
		view.setFloat64(base + latest.at, now, true);
		if (time < 0 || time > gapLimit || before === 0) {
			time = 0;
			if (before !== 0) this.countGap(base);
		}
		const known = time > 0 ? before : 0;
		if (known & hadBit.full) addTime(view, base + today.full, time);
		if (known & hadBit.deficit) addTime(view, base + today.deficit, time);
		this.stage(base, reading, fields, time);
		const current = this.battery(base, reading, fields, known, time);
		if (before & hadBit.charger) this.leave(base);
		if (fields & fieldBit.pv_power) this.light(base, reading, fields, moment);
		if (fields & fieldBit.yield_today && moment !== 0) this.yield(base, reading);
		if (fields & fieldBit.consumed_charge && this.chargers > 0) this.balance(base, current, moment);
		if (this.had !== before) view.setUint8(base + latest.had, this.had);
		if (this.seen !== seen) view.setUint8(base + latest.seenToday, this.seen);
	}

	/**
	 * The day is about to end. What the counter rose since it was seen last was made on that day, when there is no PV
	 * power now: after a power cut in the evening it is first seen again in the night.
	 */
	settle(base: number, reading: Reading): void {
		const before = this.view.getUint32(base + latest.counter, true);
		const counter = finite(reading.yield_today);
		if (reading.pv_power !== 0 || before === 0 || counter === undefined) return;
		if (Math.round(counter * 100) < before) return;
		this.seen = this.view.getUint8(base + latest.seenToday);
		this.yield(base, reading);
		this.view.setUint8(base + latest.seenToday, this.seen);
	}

	/** The charger's latest PV power counts for the network. */
	join(base: number): void {
		this.#pvPower += this.view.getFloat32(base + latest.pvPower, true);
		this.chargers++;
	}

	leave(base: number): void {
		this.#pvPower -= this.view.getFloat32(base + latest.pvPower, true);
		this.chargers--;
	}

	private countGap(base: number): void {
		const gaps = this.view.getUint16(base + today.gaps, true);
		if (gaps < mostGaps) this.view.setUint16(base + today.gaps, gaps + 1, true);
	}

	/** @returns the current in A. */
	private battery(
		base: number,
		reading: Reading,
		fields: number,
		known: number,
		time: number,
	): number | undefined {
		const view = this.view;
		const first = fields & fieldBit.battery_voltage_1;
		const voltage = finite(first ? reading.battery_voltage_1 : reading.battery_voltage);
		const current = finite(first ? reading.battery_current_1 : reading.battery_current);
		const voltageBefore = view.getFloat32(base + latest.voltage, true);
		const currentBefore = view.getFloat32(base + latest.current, true);
		if (voltage !== undefined) {
			this.had |= hadBit.voltage;
			addRange(view, base + today.voltageMin, voltage, this.seen & seenBit.voltage);
			this.seen |= seenBit.voltage;
			if (known & hadBit.voltage) addVoltage(view, base, voltageBefore, voltage, time);
			view.setFloat32(base + latest.voltage, voltage, true);
		}
		if (current !== undefined) {
			this.had |= hadBit.current;
			addRange(view, base + today.currentMin, current, this.seen & seenBit.current);
			this.seen |= seenBit.current;
			if (known & hadBit.current) addArea(view, base + today.charge, currentBefore, current, time / hour);
			view.setFloat32(base + latest.current, current, true);
		}
		if (voltage !== undefined && current !== undefined && (known & bothBits) === bothBits)
			addArea(view, base + today.chargeEnergy, voltageBefore * currentBefore, voltage * current, time / hour);
		return current;
	}

	private light(base: number, reading: Reading, fields: number, moment: number): void {
		const view = this.view;
		const power = finite(reading.pv_power);
		if (power === undefined) return;
		if (!(this.seen & seenBit.pv) || power > view.getFloat32(base + today.pvPowerMax, true))
			view.setFloat32(base + today.pvPowerMax, power, true);
		this.seen |= seenBit.pv;
		view.setFloat32(base + latest.pvPower, power, true);
		if (fields & fieldBit.yield_today) {
			this.had |= hadBit.charger;
			this.join(base);
		}
		if (power <= 0 || moment === 0) return;
		if (view.getUint32(base + today.firstLight, true) === 0)
			view.setUint32(base + today.firstLight, moment, true);
		view.setUint32(base + today.lastLight, moment, true);
	}

	private yield(base: number, reading: Reading): void {
		const view = this.view;
		const kilowattHours = finite(reading.yield_today);
		if (kilowattHours === undefined) return;
		const counter = Math.round(kilowattHours * 100);
		if (counter < 0 || counter > mostYield) return;
		this.seen |= seenBit.yield;
		const before = view.getUint32(base + latest.counter, true);
		if (before === counter + 1) return;
		view.setUint32(base + latest.counter, counter + 1, true);
		const dark = reading.pv_power === 0;
		const made = before > 0 ? yieldSince(before - 1, counter) : dark ? 0 : counter;
		view.setUint32(base + today.yield, view.getUint32(base + today.yield, true) + made, true);
	}

	private stage(base: number, reading: Reading, fields: number, time: number): void {
		const view = this.view;
		const before = view.getUint8(base + latest.stage);
		if (before > 0 && time > 0) addTime(view, base + before, time);
		let stage = 0;
		if (fields & fieldBit.state_of_charge) {
			const charge = finite(reading.state_of_charge);
			if (charge !== undefined) this.seen |= seenBit.full;
			if (charge !== undefined && charge >= fullCharge) this.had |= hadBit.full;
		}
		if (fields & fieldBit.device_state) {
			const state = finite(reading.device_state_code);
			if (state !== undefined) {
				stage = stageDuration[state] ?? 0;
				this.seen |= seenBit.stage;
				if (!(fields & fieldBit.state_of_charge)) {
					this.seen |= seenBit.full;
					if (state === float || state === storage) this.had |= hadBit.full;
				}
			}
		}
		if (stage !== before) view.setUint8(base + latest.stage, stage);
	}

	/** @param current of the battery in A. */
	private balance(base: number, current: number | undefined, moment: number): void {
		if (current === undefined) return;
		this.seen |= seenBit.balance;
		if (this.#pvPower <= 0) return;
		const view = this.view;
		if (current < 0) this.had |= hadBit.deficit;
		else if (moment !== 0 && view.getUint32(base + today.breakEven, true) === 0)
			view.setUint32(base + today.breakEven, moment, true);
	}
}

/** Undefined for what is absent or no finite number. */
function finite(value: Reading[string]): number | undefined {
	return typeof value === "number" && value - value === 0 ? value : undefined;
}
