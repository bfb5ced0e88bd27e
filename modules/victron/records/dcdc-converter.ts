import { chargerErrorField, deviceStateField } from "../common-fields";
import { offReason } from "../flags";
import type { RecordTable } from "../record";

export const dcdcConverter = {
	id: 0x04,
	type: "dcdc_converter",
	title: "DC/DC converter",
	fields: [
		deviceStateField,
		chargerErrorField,
		{ kind: "number", name: "input_voltage", start: 16, width: 16, na: 0xffff, divisor: 100, unit: "V" },
		{
			kind: "number",
			name: "output_voltage",
			start: 32,
			width: 16,
			signed: true,
			na: 0x7fff,
			divisor: 100,
			unit: "V",
		},
		{
			kind: "flags",
			name: "off_reason",
			start: 48,
			width: 32,
			flags: offReason,
			register: 0x0207,
			diagnostic: true,
		},
	],
} as const satisfies RecordTable;
