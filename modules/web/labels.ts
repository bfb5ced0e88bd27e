/** How readings are to be shown: labels and units of the record types that are in use. */

import type { LongText } from "../../hosts/ports";
import { labelOf, precisionOf } from "../publish/field-components";
import type { Field } from "../victron/record";
import { recordByType } from "../victron/records/index";

/** `{"<type>":[{"name","label","unit","precision"},…],…}`, a part for each type. @param types some of them twice, perhaps. */
export function recordLabels(types: readonly string[]): LongText {
	const known = types.filter((type, at) => types.indexOf(type) === at && recordByType(type) !== undefined);
	return {
		count: known.length + 2,
		part(index) {
			if (index === 0) return "{";
			const type = known[index - 1];
			if (type === undefined) return "}";
			const fields = recordByType(type)!.fields.map(describe);
			return `${index === 1 ? "" : ","}"${type}":${JSON.stringify(fields)}`;
		},
	};
}

function describe(field: Field): object {
	const { name } = field;
	const label = labelOf(field);
	if (field.kind !== "number") return { name, label };
	return { name, label, unit: field.unit, precision: precisionOf(field) };
}
