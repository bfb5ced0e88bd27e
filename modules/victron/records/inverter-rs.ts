import { chargerErrorField, deviceStateField } from "../common-fields";
import type { RecordTable } from "../record";

export const inverterRs = {
	id: 0x06,
	type: "inverter_rs",
	title: "Inverter RS",
	fields: [
		deviceStateField,
		chargerErrorField,
		{
			kind: "number",
			name: "battery_voltage",
			start: 16,
			width: 16,
			signed: true,
			na: 0x7fff,
			divisor: 100,
			unit: "V",
		},
		{
			kind: "number",
			name: "battery_current",
			start: 32,
			width: 16,
			signed: true,
			na: 0x7fff,
			divisor: 10,
			unit: "A",
		},
		{ kind: "number", name: "pv_power", start: 48, width: 16, na: 0xffff, unit: "W" },
		{
			kind: "number",
			name: "yield_today",
			start: 64,
			width: 16,
			na: 0xffff,
			divisor: 100,
			unit: "kWh",
			stateClass: "total_increasing",
			register: 0xedd3,
		},
		{
			kind: "number",
			name: "ac_output_power",
			start: 80,
			width: 16,
			na: 0x7fff,
			unit: "W",
			signed: true,
		},
	],
} as const satisfies RecordTable;
