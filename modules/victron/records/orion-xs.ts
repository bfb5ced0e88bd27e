import { chargerErrorField, deviceStateField } from "../common-fields";
import { offReason } from "../flags";
import type { RecordTable } from "../record";

export const orionXs = {
	id: 0x0f,
	type: "orion_xs",
	title: "Orion XS",
	fields: [
		deviceStateField,
		chargerErrorField,
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
