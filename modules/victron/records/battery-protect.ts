import { deviceStateField } from "../common-fields";
import { chargerError, outputState } from "../enums";
import { alarmReason, offReason } from "../flags";
import type { RecordTable } from "../record";

export const batteryProtect = {
	id: 0x09,
	type: "battery_protect",
	title: "Smart BatteryProtect",
	fields: [
		deviceStateField,
		{
			kind: "enum",
			name: "output_state",
			start: 8,
			width: 8,
			values: outputState,
			na: 0xff,
			register: 0xeda8,
		},
		{ kind: "enum", name: "error", start: 16, width: 8, values: chargerError, na: 0xff, diagnostic: true },
		{ kind: "flags", name: "alarm", start: 24, width: 16, flags: alarmReason, register: 0x031e },
		{ kind: "flags", name: "warning", start: 40, width: 16, flags: alarmReason, register: 0x031c },
		{
			kind: "number",
			name: "input_voltage",
			start: 56,
			width: 16,
			signed: true,
			na: 0x7fff,
			divisor: 100,
			unit: "V",
		},
		{ kind: "number", name: "output_voltage", start: 72, width: 16, na: 0xffff, divisor: 100, unit: "V" },
		{
			kind: "flags",
			name: "off_reason",
			start: 88,
			width: 32,
			flags: offReason,
			register: 0x0207,
			diagnostic: true,
		},
	],
} as const satisfies RecordTable;
