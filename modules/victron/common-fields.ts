/** Fields that stand in several records at the same place. */

import { activeAcInput, auxMode, chargerError, deviceState } from "./enums";
import { alarmReason } from "./flags";
import type { Field } from "./record";

export const deviceStateField = {
	kind: "enum",
	name: "device_state",
	start: 0,
	width: 8,
	values: deviceState,
	na: 0xff,
	register: 0x0201,
} as const satisfies Field;

export const chargerErrorField = {
	kind: "enum",
	name: "charger_error",
	start: 8,
	width: 8,
	values: chargerError,
	na: 0xff,
	register: 0xedda,
	diagnostic: true,
} as const satisfies Field;

export const alarmField = {
	kind: "flags",
	name: "alarm",
	start: 32,
	width: 16,
	flags: alarmReason,
	register: 0x031e,
} as const satisfies Field;

export const auxModeField = {
	kind: "enum",
	name: "aux_mode",
	start: 64,
	width: 2,
	values: auxMode,
	register: 0xeef8,
	diagnostic: true,
	label: "Auxiliary input",
} as const satisfies Field;

export const starterVoltageField = {
	kind: "number",
	name: "starter_voltage",
	start: 48,
	width: 16,
	signed: true,
	na: 0x7fff,
	divisor: 100,
	unit: "V",
	only: { field: "aux_mode", raw: 0 },
	register: 0xed7d,
} as const satisfies Field;

export const auxTemperatureField = {
	kind: "number",
	name: "battery_temperature",
	start: 48,
	width: 16,
	na: 0xffff,
	bias: -27315,
	divisor: 100,
	unit: "°C",
	only: { field: "aux_mode", raw: 2 },
	register: 0xedec,
} as const satisfies Field;

export const shuntCurrentField = {
	kind: "number",
	name: "battery_current",
	start: 66,
	width: 22,
	signed: true,
	na: 0x1fffff,
	divisor: 1000,
	unit: "A",
	register: 0xed8c,
} as const satisfies Field;

export const batteryVoltageField = {
	kind: "number",
	name: "battery_voltage",
	start: 16,
	width: 16,
	signed: true,
	na: 0x7fff,
	divisor: 100,
	unit: "V",
	register: 0xed8d,
} as const satisfies Field;

export const batteryVoltageAt24Field = {
	kind: "number",
	name: "battery_voltage",
	start: 24,
	width: 16,
	signed: true,
	na: 0x7fff,
	divisor: 100,
	unit: "V",
} as const satisfies Field;

export const batteryTemperatureField = {
	kind: "number",
	name: "battery_temperature",
	start: 120,
	width: 7,
	na: 0x7f,
	bias: -40,
	unit: "°C",
} as const satisfies Field;

export const inverterCurrentField = {
	kind: "number",
	name: "battery_current",
	start: 16,
	width: 16,
	signed: true,
	na: 0x7fff,
	divisor: 10,
	unit: "A",
} as const satisfies Field;

export const inverterVoltageField = {
	kind: "number",
	name: "battery_voltage",
	start: 32,
	width: 14,
	na: 0x3fff,
	divisor: 100,
	unit: "V",
} as const satisfies Field;

export const activeAcInputField = {
	kind: "enum",
	name: "active_ac_input",
	start: 46,
	width: 2,
	values: activeAcInput,
	na: 3,
} as const satisfies Field;
