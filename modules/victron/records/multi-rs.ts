import {
	activeAcInputField,
	chargerErrorField,
	deviceStateField,
	inverterCurrentField,
	inverterVoltageField,
} from "../common-fields";
import type { RecordTable } from "../record";

export const multiRs = {
	id: 0x0b,
	type: "multi_rs",
	title: "Multi RS",
	fields: [
		deviceStateField,
		chargerErrorField,
		inverterCurrentField,
		inverterVoltageField,
		activeAcInputField,
		{
			kind: "number",
			name: "ac_input_power",
			start: 48,
			width: 16,
			na: 0x7fff,
			unit: "W",
			signed: true,
		},
		{
			kind: "number",
			name: "ac_output_power",
			start: 64,
			width: 16,
			na: 0x7fff,
			unit: "W",
			signed: true,
		},
		{ kind: "number", name: "pv_power", start: 80, width: 16, na: 0xffff, unit: "W" },
		{
			kind: "number",
			name: "yield_today",
			start: 96,
			width: 16,
			na: 0xffff,
			divisor: 100,
			unit: "kWh",
			stateClass: "total_increasing",
			register: 0xedd3,
		},
	],
} as const satisfies RecordTable;
