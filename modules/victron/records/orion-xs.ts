import { chargerError, deviceState } from "../enums";
import { offReason } from "../flags";
import type { RecordTable } from "../record";

export const orionXs = {
	id: 0x0f,
	type: "orion_xs",
	title: "Orion XS",
	devices: "Orion XS",
	source: "third-party knowledge; no keyed capture",
	fields: [
		{
			kind: "enum",
			name: "device_state",
			start: 0,
			width: 8,
			values: deviceState,
			na: 0xff,
			register: 0x0201,
		},
		{
			kind: "enum",
			name: "charger_error",
			start: 8,
			width: 8,
			values: chargerError,
			na: 0xff,
			register: 0xedda,
			diagnostic: true,
		},
		{ kind: "number", name: "output_voltage", start: 16, width: 16, na: 0xffff, divisor: 100, unit: "V" },
		{ kind: "number", name: "output_current", start: 32, width: 16, na: 0xffff, divisor: 10, unit: "A" },
		{ kind: "number", name: "input_voltage", start: 48, width: 16, na: 0xffff, divisor: 100, unit: "V" },
		{ kind: "number", name: "input_current", start: 64, width: 16, na: 0xffff, divisor: 10, unit: "A" },
		{
			kind: "flags",
			name: "off_reason",
			start: 80,
			width: 32,
			flags: offReason,
			register: 0x0207,
			diagnostic: true,
		},
	],
} as const satisfies RecordTable;
