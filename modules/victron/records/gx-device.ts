import type { RecordTable } from "../record";

export const gxDevice = {
	id: 0x07,
	type: "gx_device",
	title: "GX device",
	fields: [
		{ kind: "number", name: "battery_voltage", start: 0, width: 16, na: 0xffff, divisor: 100, unit: "V" },
		{ kind: "number", name: "pv_power", start: 16, width: 20, na: 0xfffff, unit: "W" },
		{
			kind: "number",
			name: "state_of_charge",
			start: 36,
			width: 7,
			na: 0x7f,
			unit: "%",
			deviceClass: "battery",
		},
		{ kind: "number", name: "battery_power", start: 43, width: 21, na: 0x0fffff, unit: "W", signed: true },
		{
			kind: "number",
			name: "dc_power",
			start: 64,
			width: 21,
			na: 0x0fffff,
			unit: "W",
			signed: true,
		},
	],
} as const satisfies RecordTable;
