/**
 * The last day of each device's main value: means of half hours, 108 bytes a device. In memory only.
 */

import type { Clock, LongText } from "../../hosts/ports";
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
	readonly clock: Clock;
}

/**
 * Places in a device's block: sum, count and kind of the half hour that runs, then a value of 16 bits for each half hour
 * modulo 48. The kind is a place in the table from 1; 0 before the first reading, 255 without a main value.
 */
const place = { sum: 0, count: 8, main: 10, values: 12, size: 12 + 2 * steps } as const;

export class History implements ReadingSink {
	private readonly options: HistoryOptions;
	/** One block for all: an object or an array a device would take more than they hold. */
	private readonly data: DataView;
	/** Number of the half hour that runs. */
	private now: number;

	constructor(options: HistoryOptions) {
		const { clock, devices } = options;
		this.options = options;
		this.data = new DataView(new ArrayBuffer(devices.length * place.size));
		this.now = Math.floor(clock.monotonic() / step);
		for (let index = 0; index < devices.length; index++)
			for (let number = 0; number < steps; number++) this.keep(index, number, nothing);
	}

	reading({ index }: Device, reading: Reading, _plain: Uint8Array, _rssi: number, at: number): void {
		this.turn(at);
		const data = this.data;
		const base = index * place.size;
		let main = data.getUint8(base + place.main);
		if (main === 0) {
			main = placeOf(reading.type);
			data.setUint8(base + place.main, main);
		}
		if (main === none) return;
		const value = reading[mainValues[main - 1]!.field];
		const count = data.getUint16(base + place.count);
		if (typeof value !== "number" || count === 0xffff) return;
		data.setFloat64(base + place.sum, data.getFloat64(base + place.sum) + value);
		data.setUint16(base + place.count, count + 1);
	}

	heard(): void {}
	wrongKey(): void {}

	/**
	 * `{"step":1800,"end":…,"devices":[{"address","field","unit","values":[…]}]}`: 48 values, oldest first, null where
	 * there is none; the last is of the half hour that runs and ends at `end`. A part for each device.
	 */
	text(): LongText {
		const { clock, devices } = this.options;
		const now = clock.monotonic();
		this.turn(now);
		const utc = clock.utc();
		const end = utc === undefined ? null : new Date(utc + (this.now + 1) * step - now).toISOString();
		const shown = devices.filter(({ index }) => mainValues[this.main(index) - 1] !== undefined);
		return {
			count: shown.length + 2,
			part: (index) => {
				if (index === 0) return `{"step":${step / 1000},"end":${JSON.stringify(end)},"devices":[`;
				const device = shown[index - 1];
				return device === undefined ? "]}" : `${index === 1 ? "" : ","}${this.device(device)}`;
			},
		};
	}

	private device({ address, index }: Device): string {
		const main = this.main(index);
		const { type, field } = mainValues[main - 1]!;
		const unit = numberField(type, field)?.unit;
		const scale = scaleOf(main);
		const values: (number | null)[] = [];
		for (let ago = steps - 1; ago >= 0; ago--) {
			const at = index * place.size + place.values + 2 * (positive(this.now - ago) % steps);
			const value = ago === 0 ? this.mean(index) : this.data.getInt16(at);
			values.push(value === nothing ? null : value / scale);
		}
		return JSON.stringify({ address, field, unit, values });
	}

	/** Keeps the half hours that are over. */
	private turn(at: number): void {
		const now = Math.floor(at / step);
		if (now <= this.now) return;
		const past = Math.min(now - this.now, steps);
		for (let index = 0; index < this.options.devices.length; index++) {
			const base = index * place.size;
			this.keep(index, this.now, this.mean(index));
			for (let gap = 1; gap < past; gap++) this.keep(index, now - gap, nothing);
			this.data.setFloat64(base + place.sum, 0);
			this.data.setUint16(base + place.count, 0);
		}
		this.now = now;
	}

	private keep(index: number, number: number, value: number): void {
		this.data.setInt16(index * place.size + place.values + 2 * (number % steps), value);
	}

	private main(index: number): number {
		return this.data.getUint8(index * place.size + place.main);
	}

	/** Of the half hour that runs. */
	private mean(index: number): number {
		const base = index * place.size;
		const count = this.data.getUint16(base + place.count);
		if (count === 0) return nothing;
		const mean = this.data.getFloat64(base + place.sum) / count;
		const value = Math.round(mean * scaleOf(this.main(index)));
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

/** The same half hour of a day, for one before the first. */
function positive(number: number): number {
	return number < 0 ? number + steps : number;
}
