/**
 * Whether a decrypted reading makes sense. A wrong key whose first byte fits by chance (1 of 256) gives random bits in
 * every field: codes without a name, voltages that nobody builds for, a dozen alarms at once. One odd value is nothing:
 * new firmware has new codes, and sensors break. Two are a doubt.
 */

import type { Reading } from "./record";
import { recordByType } from "./records/index";

/** Between what a number makes sense, or the length of a flag set; bounds are generous, random bits go far beyond. */
type Range = readonly [low: number, high: number];

/** An enum's code without a name, which is a number. */
const unnamed: Range = [1, 0];
const voltage: Range = [-1, 100];
const current: Range = [-1000, 1000];
const chargeCurrent: Range = [0, 130];
const acPower: Range = [-50_000, 50_000];
const gxPower: Range = [-100_000, 100_000];
const flags: Range = [0, 4];

const ranges: Readonly<Record<string, Range>> = {
	device_state: unnamed,
	charger_error: unnamed,
	ve_bus_error: unnamed,
	bms_error: unnamed,
	output_state: unnamed,
	error: unnamed,
	monitor_mode: unnamed,
	battery_voltage: voltage,
	input_voltage: voltage,
	output_voltage: voltage,
	starter_voltage: voltage,
	mid_voltage: voltage,
	battery_temperature: [-60, 110],
	battery_current: current,
	input_current: current,
	output_current: current,
	battery_current_1: chargeCurrent,
	battery_current_2: chargeCurrent,
	battery_current_3: chargeCurrent,
	pv_power: [0, 30_000],
	/** kWh. */
	yield_today: [0, 300],
	/** Ah. */
	consumed_charge: [-20_000, 0],
	/** Minutes. */
	time_to_go: [0, 20_000],
	state_of_charge: [0, 100],
	ac_voltage: [0, 300],
	ac_current: [0, 100],
	ac_input_power: acPower,
	ac_output_power: acPower,
	ac_apparent_power: [0, 20_000],
	battery_power: gxPower,
	dc_power: gxPower,
	alarm: flags,
	warning: flags,
	warnings_alarms: flags,
	smart_lithium_error: flags,
	off_reason: [0, 5],
	bms_flags: [0, 12],
};

/** Odd values that make a doubt. */
const doubtAt = 2;

export class Plausibility {
	/** Names of the fields with a range, by `type`, for the types that came. */
	private readonly names: Record<string, readonly string[]> = {};

	/**
	 * @returns 0 where the reading makes sense; else a number of 24 bits that is the same for the same odd values: those
	 * of a real device stay, those of a wrong key are others each time.
	 */
	doubt(reading: Reading): number {
		const names = this.names[reading.type] ?? this.learn(reading.type);
		let count = 0;
		let print = 0;
		for (let i = 0; i < names.length; i++) {
			const name = names[i]!;
			const value = reading[name];
			if (value === undefined || typeof value === "string") continue;
			const range = ranges[name]!;
			const size = typeof value === "number" ? value : value.length;
			if (size >= range[0] && size <= range[1]) continue;
			count++;
			print = (Math.imul(print, 31) + Math.round(size * 100) + count) | 0;
		}
		return count < doubtAt ? 0 : (print & 0xffffff) | 1;
	}

	private learn(type: string): readonly string[] {
		const record = recordByType(type);
		const names: string[] = [];
		// no key can be wrong where there is none
		if (record !== undefined && !record.plain)
			for (const { name } of record.fields) if (Object.hasOwn(ranges, name)) names.push(name);
		this.names[type] = names;
		return names;
	}
}
