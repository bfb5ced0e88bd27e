/** The history blocks of the solar chargers: 34 bytes each, proven by captured frames. */

import type { Field } from "./record";
import { count8, energy, error8, minutes, volts } from "./registers-shapes";
import { historyState } from "./registers-values";

const yield32 = { kind: "number", width: 32, na: 0xffff_ffff, ...energy } as const;

/** VREG 0x104F. Old firmware ends after `days`. */
export const historyTotal = [
	{ ...count8, name: "history_version", na: 0xff },
	{ ...count8, name: "error_database", start: 8, na: 0xff },
	{ ...error8, name: "error_1", start: 16 },
	{ ...error8, name: "error_2", start: 24 },
	{ ...error8, name: "error_3", start: 32 },
	{ ...error8, name: "error_4", start: 40 },
	{ ...yield32, name: "yield_user", start: 48 },
	{ ...yield32, name: "yield_system", start: 80 },
	{ ...volts, name: "pv_voltage_max", start: 112 },
	{ ...volts, name: "battery_voltage_max", start: 128 },
	{ ...count8, name: "days", start: 144, na: 0xff },
	{ ...volts, name: "battery_voltage_min", start: 152 },
] as const satisfies readonly Field[];

/** VREG 0x1050 to 0x106E: today, then the days before. */
export const historyDay = [
	{ kind: "enum", name: "history_state", start: 0, width: 8, values: historyState, diagnostic: true },
	{ ...yield32, name: "yield", start: 8 },
	{ ...yield32, name: "consumed", start: 40 },
	{ ...volts, name: "battery_voltage_max", start: 72 },
	{ ...volts, name: "battery_voltage_min", start: 88 },
	{ ...count8, name: "error_database", start: 104, na: 0xff },
	{ ...error8, name: "error_1", start: 112 },
	{ ...error8, name: "error_2", start: 120 },
	{ ...error8, name: "error_3", start: 128 },
	{ ...error8, name: "error_4", start: 136 },
	{ ...minutes, name: "bulk", start: 144 },
	{ ...minutes, name: "absorption", start: 160 },
	{ ...minutes, name: "float", start: 176 },
	{ kind: "number", name: "pv_power_max", start: 192, width: 32, na: 0xffff_ffff, unit: "W" },
	{ kind: "number", name: "battery_current_max", start: 224, width: 16, na: 0xffff, divisor: 10, unit: "A" },
	{ ...volts, name: "pv_voltage_max", start: 240 },
	{ kind: "number", name: "day", start: 256, width: 16, na: 0xffff, stateClass: "none", diagnostic: true },
] as const satisfies readonly Field[];
