import {
	activeAcInputField,
	deviceStateField,
	inverterCurrentField,
	inverterVoltageField,
} from "../common-fields";
import { alarmState, veBusError } from "../enums";
import type { RecordTable } from "../record";

export const veBus = {
	id: 0x0c,
	type: "ve_bus",
	title: "VE.Bus",
	fields: [
		deviceStateField,
		{
			kind: "enum",
			name: "ve_bus_error",
			start: 8,
			width: 8,
			values: veBusError,
			na: 0xff,
			label: "VE.Bus error",
			diagnostic: true,
		},
		inverterCurrentField,
		inverterVoltageField,
		activeAcInputField,
		{
			kind: "number",
			name: "ac_input_power",
			start: 48,
			width: 19,
			na: 0x3ffff,
			unit: "W",
			signed: true,
		},
		{
			kind: "number",
			name: "ac_output_power",
			start: 67,
			width: 19,
			na: 0x3ffff,
			unit: "W",
			signed: true,
		},
		{ kind: "enum", name: "alarm_state", start: 86, width: 2, values: alarmState, na: 3 },
		{ kind: "number", name: "battery_temperature", start: 88, width: 7, na: 0x7f, bias: -40, unit: "°C" },
		{
			kind: "number",
			name: "state_of_charge",
			start: 95,
			width: 7,
			na: 0x7f,
			unit: "%",
			deviceClass: "battery",
		},
	],
} as const satisfies RecordTable;
