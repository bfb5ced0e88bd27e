import type { RecordTable } from "../record";

export const smartBms = {
	id: 0x0e,
	type: "smart_bms",
	title: "Smart BMS",
	raw: true,
	fields: [],
} as const satisfies RecordTable;
