import { batteryVoltageField, chargerErrorField, deviceStateField } from "../common-fields";
import type { RecordTable } from "../record";

export const solarCharger = {
	id: 0x01,
	type: "solar_charger",
	title: "Solar charger",
	fields: [
		deviceStateField,
		chargerErrorField,
		batteryVoltageField,
		{
			kind: "number",
			name: "battery_current",
			start: 32,
			width: 16,
			signed: true,
			na: 0x7fff,
			divisor: 10,
			unit: "A",
			register: 0xed8f,
		},
		{
			kind: "number",
			name: "yield_today",
			start: 48,
			width: 16,
			na: 0xffff,
			divisor: 100,
			unit: "kWh",
			stateClass: "total_increasing",
			register: 0xedd3,
		},
		{
			kind: "number",
			name: "pv_power",
			start: 64,
			width: 16,
			na: 0xffff,
			unit: "W",
			register: 0xedbc,
		},
		{
			kind: "number",
			name: "load_current",
			start: 80,
			width: 9,
			na: 0x1ff,
			divisor: 10,
			unit: "A",
			register: 0xedad,
		},
	],
} as const satisfies RecordTable;
