/** The statistics that are published: name, and place in the slice of a device for each period. */

import { seenBit, today } from "./statistics-layout";

/**
 * `f32`, `f64` and `u16` are numbers, `centi` 32 bits of hundredths, `ms` 32 bits of ms that read as minutes,
 * `time` seconds as 32 bits, `mean` a Float64 sum and the 32 bits that it is divided by, `median` a median sketch.
 */
export type Encoding = "f32" | "f64" | "u16" | "centi" | "ms" | "time" | "mean" | "median";

export interface Place {
	/** Byte offset. */
	readonly at: number;
	readonly as: Encoding;
}

export interface Statistic {
	/** On MQTT. */
	readonly name: string;
	/** All these bits of `seenBit`, or the statistic is absent. */
	readonly seen: number;
	/** Decimal places that are published. */
	readonly decimals: number;
	readonly today: Place;
	readonly yesterday: Place;
	/** Absent where it makes no sense. */
	readonly lifetime?: Place & { readonly merge: "sum" | "min" | "max" };
}

const { reading, voltage, current, pv, stage, full, balance } = seenBit;

export const yieldStatistic: Statistic = {
	name: "yield",
	seen: seenBit.yield,
	decimals: 2,
	today: { at: today.yield, as: "centi" },
	yesterday: { at: 162, as: "centi" },
	lifetime: { at: 234, as: "centi", merge: "sum" },
};

/** In the order of the payload. */
export const statistics: readonly Statistic[] = [
	yieldStatistic,
	{
		name: "battery_voltage_min",
		seen: voltage,
		decimals: 2,
		today: { at: today.voltageMin, as: "f32" },
		yesterday: { at: 166, as: "f32" },
		lifetime: { at: 238, as: "f32", merge: "min" },
	},
	{
		name: "battery_voltage_max",
		seen: voltage,
		decimals: 2,
		today: { at: today.voltageMax, as: "f32" },
		yesterday: { at: 170, as: "f32" },
		lifetime: { at: 242, as: "f32", merge: "max" },
	},
	{
		name: "battery_voltage_mean",
		seen: voltage,
		decimals: 2,
		today: { at: today.voltageSum, as: "mean" },
		yesterday: { at: 174, as: "f32" },
	},
	{
		name: "battery_voltage_median",
		seen: voltage,
		decimals: 2,
		today: { at: today.voltageMedian, as: "median" },
		yesterday: { at: 178, as: "f32" },
	},
	{
		name: "battery_current_min",
		seen: current,
		decimals: 3,
		today: { at: today.currentMin, as: "f32" },
		yesterday: { at: 182, as: "f32" },
		lifetime: { at: 246, as: "f32", merge: "min" },
	},
	{
		name: "battery_current_max",
		seen: current,
		decimals: 3,
		today: { at: today.currentMax, as: "f32" },
		yesterday: { at: 186, as: "f32" },
		lifetime: { at: 250, as: "f32", merge: "max" },
	},
	{
		name: "pv_power_max",
		seen: pv,
		decimals: 0,
		today: { at: today.pvPowerMax, as: "f32" },
		yesterday: { at: 190, as: "f32" },
		lifetime: { at: 254, as: "f32", merge: "max" },
	},
	{
		name: "charge_ah",
		seen: current,
		decimals: 1,
		today: { at: today.charge, as: "f64" },
		yesterday: { at: 194, as: "f32" },
		lifetime: { at: 258, as: "f64", merge: "sum" },
	},
	{
		name: "discharge_ah",
		seen: current,
		decimals: 1,
		today: { at: today.discharge, as: "f64" },
		yesterday: { at: 198, as: "f32" },
		lifetime: { at: 266, as: "f64", merge: "sum" },
	},
	{
		name: "charge_wh",
		seen: voltage | current,
		decimals: 1,
		today: { at: today.chargeEnergy, as: "f64" },
		yesterday: { at: 202, as: "f32" },
		lifetime: { at: 274, as: "f64", merge: "sum" },
	},
	{
		name: "discharge_wh",
		seen: voltage | current,
		decimals: 1,
		today: { at: today.dischargeEnergy, as: "f64" },
		yesterday: { at: 206, as: "f32" },
		lifetime: { at: 282, as: "f64", merge: "sum" },
	},
	{
		name: "first_light",
		seen: pv,
		decimals: 0,
		today: { at: today.firstLight, as: "time" },
		yesterday: { at: 210, as: "time" },
	},
	{
		name: "last_light",
		seen: pv,
		decimals: 0,
		today: { at: today.lastLight, as: "time" },
		yesterday: { at: 214, as: "time" },
	},
	{
		name: "break_even_at",
		seen: balance,
		decimals: 0,
		today: { at: today.breakEven, as: "time" },
		yesterday: { at: 218, as: "time" },
	},
	{
		name: "deficit_minutes",
		seen: balance,
		decimals: 0,
		today: { at: today.deficit, as: "ms" },
		yesterday: { at: 222, as: "u16" },
	},
	{
		name: "bulk",
		seen: stage,
		decimals: 0,
		today: { at: today.bulk, as: "ms" },
		yesterday: { at: 224, as: "u16" },
	},
	{
		name: "absorption",
		seen: stage,
		decimals: 0,
		today: { at: today.absorption, as: "ms" },
		yesterday: { at: 226, as: "u16" },
	},
	{
		name: "float",
		seen: stage,
		decimals: 0,
		today: { at: today.float, as: "ms" },
		yesterday: { at: 228, as: "u16" },
	},
	{
		name: "time_full",
		seen: full,
		decimals: 0,
		today: { at: today.full, as: "ms" },
		yesterday: { at: 230, as: "u16" },
	},
	{
		name: "gaps",
		seen: reading,
		decimals: 0,
		today: { at: today.gaps, as: "u16" },
		yesterday: { at: 232, as: "u16" },
		lifetime: { at: 290, as: "u16", merge: "sum" },
	},
];
