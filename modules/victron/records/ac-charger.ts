import { chargerErrorField, deviceStateField } from "../common-fields";
import type { RecordTable } from "../record";

export const acCharger = {
	id: 0x08,
	type: "ac_charger",
	title: "AC charger",
	fields: [
		deviceStateField,
		chargerErrorField,
		{ kind: "number", name: "battery_voltage_1", start: 16, width: 13, na: 0x1fff, divisor: 100, unit: "V" },
		{ kind: "number", name: "battery_current_1", start: 29, width: 11, na: 0x7ff, divisor: 10, unit: "A" },
		{ kind: "number", name: "battery_voltage_2", start: 40, width: 13, na: 0x1fff, divisor: 100, unit: "V" },
		{ kind: "number", name: "battery_current_2", start: 53, width: 11, na: 0x7ff, divisor: 10, unit: "A" },
		{ kind: "number", name: "battery_voltage_3", start: 64, width: 13, na: 0x1fff, divisor: 100, unit: "V" },
		{ kind: "number", name: "battery_current_3", start: 77, width: 11, na: 0x7ff, divisor: 10, unit: "A" },
		{ kind: "number", name: "temperature", start: 88, width: 7, na: 0x7f, bias: -40, unit: "°C" },
		{
			kind: "number",
			name: "ac_current",
			start: 95,
			width: 9,
			na: 0x1ff,
			divisor: 10,
			unit: "A",
		},
	],
} as const satisfies RecordTable;
