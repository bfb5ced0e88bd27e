/** What every simulated device has. */

import type { RecordTable } from "../../modules/victron/record";
import { noiseAt } from "./random";

/** Fields of a reading by the names of the record's table, before quantisation; what is absent is not available. */
export type Values = Readonly<Record<string, number | string | readonly string[]>>;

/** The site as its devices measure it. */
export interface Bus {
	/** Seconds after the midnight before the start. */
	readonly time: number;
	/** House battery: V, A (negative when discharging), Ah, 0 to 1, °C. */
	readonly voltage: number;
	readonly current: number;
	readonly capacity: number;
	readonly charge: number;
	readonly temperature: number;
	/** Mean current of the last minutes, A. */
	readonly meanCurrent: number;
	/** Starter battery, V. */
	readonly starter: number;
	/** °C. */
	readonly ambient: number;
	readonly shorePower: boolean;
	/** The battery is empty: inverters and loads are off. */
	readonly shed: boolean;
}

export interface Device {
	readonly productId: number;
	/** Second byte of the advertisement, as captures of this product show it. */
	readonly status: number;
	readonly record: RecordTable;
	values(bus: Bus): Values;
}

/** A measurement with noise of at most ±`most`, the same whenever it is asked for. */
export function measured(value: number, most: number, seed: number, time: number): number {
	return value + most * (2 * noiseAt(seed, time) - 1);
}
