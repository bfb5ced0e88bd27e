import { batteryVoltageAt24Field, deviceStateField } from "../common-fields";
import { alarmReason } from "../flags";
import type { RecordTable } from "../record";

export const inverter = {
	id: 0x03,
	type: "inverter",
	title: "Inverter",
	fields: [
		deviceStateField,
		{ kind: "flags", name: "alarm", start: 8, width: 16, flags: alarmReason, register: 0x031e },
		batteryVoltageAt24Field,
		{
			kind: "number",
			name: "ac_apparent_power",
			start: 40,
			width: 16,
			na: 0xffff,
			unit: "VA",
		},
		{
			kind: "number",
			name: "ac_voltage",
			start: 56,
			width: 15,
			na: 0x7fff,
			divisor: 100,
			unit: "V",
		},
		{
			kind: "number",
			name: "ac_current",
			start: 71,
			width: 11,
			na: 0x7ff,
			divisor: 10,
			unit: "A",
		},
	],
} as const satisfies RecordTable;
