/**
 * What the night must know of each device, in bytes: whether it has PV power, whether it was heard since the start, and
 * which of its alarms were told already. What must outlive a sleep comes first.
 */

import type { Reading } from "../victron/record";
import { alarmFlags, errorFlags } from "./alarms";

/** Where the devices begin; what is before is not theirs. */
const headerBytes = 24;
/** Bytes of a device that outlive a sleep: flags and errors that were told (each 4), and its state (1). */
const retainedBytes = 9;
/** And those that do not: flags and errors of its latest reading. */
const currentBytes = 8;
/** From the flags to the errors. */
const errors = 4;

/** Bytes of the header and of what outlives a sleep. */
export function retainedLength(devices: number): number {
	return headerBytes + devices * retainedBytes;
}

export function wholeLength(devices: number): number {
	return retainedLength(devices) + devices * currentBytes;
}

/** A battery counts as low until it is this much above the alarm voltage again: 0.24 V at 12 V. */
const recovered = 1.02;
/** The error bit that no code takes. */
const lowVoltage = 0x80000000 | 0;

const solar = 1;
const heardBit = 2;
const litBit = 4;
/** Above these, the starts in a row in which it was not heard; the most means never. */
const missShift = 4;
const mostMisses = 15;
/** A device that was missed so often in a row is not waited for. */
const patience = 3;

export class DeviceWatch {
	private readonly view: DataView;
	private readonly count: number;
	private readonly alarmVoltage: number;

	/**
	 * @param view of `wholeLength` bytes: zeros but for what was retained.
	 * @param alarmVoltage V; 0 for none.
	 */
	constructor(view: DataView, count: number, alarmVoltage: number) {
		this.view = view;
		this.count = count;
		this.alarmVoltage = alarmVoltage;
	}

	/** Before anything was retained. */
	forget(): void {
		for (let index = 0; index < this.count; index++)
			this.view.setUint8(stateAt(index), mostMisses << missShift);
	}

	/** A new start after what was retained. */
	begin(): void {
		const view = this.view;
		for (let index = 0; index < this.count; index++)
			view.setUint8(stateAt(index), view.getUint8(stateAt(index)) & ~(heardBit | litBit));
	}

	/** Any device has told its PV power since the power came. */
	get hasSolar(): boolean {
		return this.some(solar);
	}

	/** Each device that is to be expected was heard since the start, and one of those with PV power. */
	get complete(): boolean {
		for (let index = 0; index < this.count; index++) {
			const state = this.view.getUint8(stateAt(index));
			if (!(state & heardBit) && state >> missShift < patience) return false;
		}
		return this.some(solar | heardBit);
	}

	/** @returns true when it has PV power. */
	reading(index: number, reading: Reading): boolean {
		const view = this.view;
		const power = reading.pv_power;
		let state = (view.getUint8(stateAt(index)) & solar) | heardBit;
		if (typeof power === "number") state |= power > 0 ? solar | litBit : solar;
		view.setUint8(stateAt(index), state);

		const current = currentAt(index, this.count);
		const told = toldAt(index) + errors;
		const lowBefore = (view.getInt32(current + errors) | view.getInt32(told)) & lowVoltage;
		const low = isLow(reading.battery_voltage, this.alarmVoltage, lowBefore !== 0) ? lowVoltage : 0;
		view.setInt32(current, alarmFlags(reading));
		view.setInt32(current + errors, errorFlags(reading) | low);
		if (low === 0) view.setInt32(told, view.getInt32(told) & ~lowVoltage);
		return (state & litBit) !== 0;
	}

	/** Had PV power in its latest reading. */
	isLit(index: number): boolean {
		return (this.view.getUint8(stateAt(index)) & litBit) !== 0;
	}

	/** What a device says now and did not when everything was last told. */
	get untold(): "alarm" | "voltage" | undefined {
		const view = this.view;
		let [flags, codes] = [0, 0];
		for (let index = 0; index < this.count; index++) {
			const current = currentAt(index, this.count);
			const told = toldAt(index);
			flags |= view.getInt32(current) & ~view.getInt32(told);
			codes |= view.getInt32(current + errors) & ~view.getInt32(told + errors);
		}
		if (flags !== 0 || (codes & ~lowVoltage) !== 0) return "alarm";
		return codes === 0 ? undefined : "voltage";
	}

	/** Everything that was heard is told. An alarm that ended may be told anew when it comes back. */
	tell(): void {
		const view = this.view;
		for (let index = 0; index < this.count; index++) {
			if (!(view.getUint8(stateAt(index)) & heardBit)) continue;
			const current = currentAt(index, this.count);
			const told = toldAt(index);
			view.setInt32(told, view.getInt32(current));
			view.setInt32(told + errors, view.getInt32(current + errors));
		}
	}

	/** Counts who was missed since the start. */
	end(): void {
		for (let index = 0; index < this.count; index++) {
			const state = this.view.getUint8(stateAt(index));
			if (!(state & heardBit) && state >> missShift < mostMisses)
				this.view.setUint8(stateAt(index), state + (1 << missShift));
		}
	}

	private some(bits: number): boolean {
		for (let index = 0; index < this.count; index++)
			if ((this.view.getUint8(stateAt(index)) & bits) === bits) return true;
		return false;
	}
}

function toldAt(index: number): number {
	return headerBytes + index * retainedBytes;
}

function stateAt(index: number): number {
	return toldAt(index) + 8;
}

function currentAt(index: number, count: number): number {
	return retainedLength(count) + index * currentBytes;
}

/** @param before it was low; that holds without a voltage, and until it has recovered. */
function isLow(voltage: Reading[string], limit: number, before: boolean): boolean {
	if (typeof voltage !== "number") return before;
	return voltage < limit || (before && voltage < limit * recovered);
}
