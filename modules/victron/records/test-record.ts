import type { RecordTable } from "../record";

export const testRecord = {
	id: 0x00,
	type: "test_record",
	title: "Test record",
	fields: [
		{
			kind: "number",
			name: "uptime",
			start: 0,
			width: 30,
			na: 0x3fffffff,
			unit: "s",
			deviceClass: "duration",
		},
		{ kind: "number", name: "temperature", start: 30, width: 7, na: 0x7f, bias: -40, unit: "°C" },
	],
} as const satisfies RecordTable;
