/**
 * The last day of each device's main value: means of half hours, 96 bytes a device. In memory only.
 */

import type { LongText } from "../../hosts/ports";
import type { NumberField, Reading } from "../victron/record";
import { recordByType } from "../victron/records/index";
import type { Device } from "./device";
import type { ReadingSink } from "./receiver";

const steps = 48;
/** Milliseconds. */
const step = 1_800_000;
/** Of a half hour without a reading. */
const nothing = -32_768;

interface MainValue {
	readonly type: string;
	/** A number. */
	readonly field: string;
}

/** Unit and resolution are the record tables'. */
const mainValues: readonly MainValue[] = [
	{ type: "solar_charger", field: "pv_power" },
	{ type: "battery_monitor", field: "battery_voltage" },
	{ type: "inverter", field: "ac_apparent_power" },
	{ type: "dcdc_converter", field: "output_voltage" },
	{ type: "smart_lithium", field: "battery_voltage" },
	{ type: "inverter_rs", field: "pv_power" },
	{ type: "gx_device", field: "pv_power" },
	{ type: "ac_charger", field: "battery_current_1" },
	{ type: "battery_protect", field: "output_voltage" },
	{ type: "lynx_smart_bms", field: "battery_voltage" },
	{ type: "multi_rs", field: "pv_power" },
	{ type: "ve_bus", field: "ac_output_power" },
	{ type: "dc_energy_meter", field: "battery_voltage" },
	{ type: "orion_xs", field: "output_voltage" },
	{ type: "solar_sense", field: "irradiance" },
];
const none = 255;

export interface HistoryOptions {
	readonly devices: readonly Device[];
	/** Milliseconds. */
	readonly monotonic: () => number;
	/** Milliseconds since 1970; undefined while the clock is not set. */
	readonly utc: () => number | undefined;
}

export class History implements ReadingSink {
	readonly #options: HistoryOptions;
	/** By device and half hour modulo 48. */
	readonly #values: Int16Array;
	/** By device: place in the table from 1; 0 before the first reading, 255 without a main value. */
	readonly #main: Uint8Array;
	/** Of the half hour that runs. */
	readonly #sums: Float64Array;
	readonly #counts: Uint16Array;
	/** Number of the half hour that runs. */
	#now: number;

	constructor(options: HistoryOptions) {
		const count = options.devices.length;
		this.#options = options;
		this.#values = new Int16Array(count * steps).fill(nothing);
		this.#main = new Uint8Array(count);
		this.#sums = new Float64Array(count);
		this.#counts = new Uint16Array(count);
		this.#now = Math.floor(options.monotonic() / step);
	}

	reading({ index }: Device, reading: Reading, _plain: Uint8Array, _rssi: number, at: number): void {
		this.#turn(at);
		let main = this.#main[index]!;
		if (main === 0) {
			main = placeOf(reading.type);
			this.#main[index] = main;
		}
		if (main === none) return;
		const value = reading[mainValues[main - 1]!.field];
		if (typeof value !== "number" || this.#counts[index] === 0xffff) return;
		this.#sums[index]! += value;
		this.#counts[index]!++;
	}

	heard(): void {}
	wrongKey(): void {}

	/**
	 * `{"step":1800,"end":…,"devices":[{"address","field","unit","values":[…]}]}`: 48 values, oldest first, null where
	 * there is none; the last is of the half hour that runs and ends at `end`. A part for each device.
	 */
	text(): LongText {
		const { devices, monotonic, utc } = this.#options;
		const now = monotonic();
		this.#turn(now);
		const clock = utc();
		const end = clock === undefined ? null : new Date(clock + (this.#now + 1) * step - now).toISOString();
		const shown = devices.filter(({ index }) => this.#main[index]! > 0 && this.#main[index]! < none);
		return {
			count: shown.length + 2,
			part: (index) => {
				if (index === 0) return `{"step":${step / 1000},"end":${JSON.stringify(end)},"devices":[`;
				const device = shown[index - 1];
				return device === undefined ? "]}" : `${index === 1 ? "" : ","}${this.#device(device)}`;
			},
		};
	}

	#device({ address, index }: Device): string {
		const main = this.#main[index]!;
		const { type, field } = mainValues[main - 1]!;
		const unit = numberField(type, field)?.unit;
		const scale = scaleOf(main);
		const values: (number | null)[] = [];
		for (let ago = steps - 1; ago > 0; ago--) {
			const value = this.#values[index * steps + place(this.#now - ago)]!;
			values.push(value === nothing ? null : value / scale);
		}
		const mean = this.#mean(index, scale);
		values.push(mean === nothing ? null : mean / scale);
		return JSON.stringify({ address, field, unit, values });
	}

	/** Keeps the half hours that are over. */
	#turn(at: number): void {
		const now = Math.floor(at / step);
		if (now <= this.#now) return;
		const past = Math.min(now - this.#now, steps);
		for (let index = 0; index < this.#main.length; index++) {
			const base = index * steps;
			this.#values[base + place(this.#now)] = this.#mean(index, scaleOf(this.#main[index]!));
			for (let gap = 1; gap < past; gap++) this.#values[base + place(now - gap)] = nothing;
			this.#sums[index] = 0;
			this.#counts[index] = 0;
		}
		this.#now = now;
	}

	#mean(index: number, scale: number): number {
		const count = this.#counts[index]!;
		if (count === 0) return nothing;
		const value = Math.round((this.#sums[index]! / count) * scale);
		return Math.max(nothing + 1, Math.min(-nothing - 1, value));
	}
}

function placeOf(type: string): number {
	for (let at = 0; at < mainValues.length; at++) if (mainValues[at]!.type === type) return at + 1;
	return none;
}

function numberField(type: string, name: string): NumberField | undefined {
	const field = recordByType(type)?.fields.find((other) => other.name === name);
	return field?.kind === "number" ? field : undefined;
}

/** A kept value is the value times this, rounded: 16 bits with sign. */
function scaleOf(main: number): number {
	const value = mainValues[main - 1];
	return (value && numberField(value.type, value.field)?.divisor) ?? 1;
}

function place(number: number): number {
	return ((number % steps) + steps) % steps;
}
