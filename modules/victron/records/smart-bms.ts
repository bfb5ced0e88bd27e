import type { RecordTable } from "../record";

export const smartBms = {
	id: 0x0e,
	type: "smart_bms",
	title: "Smart BMS",
	devices: "Smart BMS 12-200 and others",
	source: "layout not public",
	raw: true,
	fields: [],
} as const satisfies RecordTable;
