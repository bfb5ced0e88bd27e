/** The one decoder: plaintext and a record table in, fields out. */

import type { Field, FieldList, FlagTable, GroupTable, NumberField } from "./record";

/** A reading while its fields are being set. */
export interface Fields {
	[name: string]: number | string | readonly string[] | undefined;
}

/** Bytes that must be readable past the plaintext, because fields are cut from whole words. */
export const padding = 3;

/**
 * Sets the fields that the plaintext holds. A field that is not available, or that the plaintext does not hold
 * whole, is left out.
 * @param view plaintext, then at least `padding` bytes of anything.
 * @param length bytes of plaintext.
 * @param into has no fields of the record yet.
 */
export function decodeFields(record: FieldList, view: DataView, length: number, into: Fields): void {
	const bits = length << 3;
	const fields = record.fields;
	const count = fields.length;
	for (let i = 0; i < count; i++) {
		const field = fields[i]!;
		const start = field.start;
		const width = field.width;
		if (start + width > bits) continue;
		// The word shifted left until the field is at its top; shifted back it is the value, with its sign or without.
		const top = view.getInt32(start >> 3, true) << (32 - (start & 7) - width);
		const raw = top >>> (32 - width);
		if (raw === field.na || (field.only && !applies(field.only, into))) continue;
		const kind = field.kind;
		if (kind === "number") {
			// Integers first, one division last: 1388 ÷ 100 is 13.88 exactly as it prints.
			let value = field.signed ? top >> (32 - width) : raw;
			// Adding zero makes a zero of a minus zero.
			if (field.multiplier) value = value * field.multiplier + 0;
			else if (field.pieces) value = piecewise(field.pieces, value);
			if (field.bias) value += field.bias;
			into[field.name] = field.divisor ? value / field.divisor : value;
		} else if (kind === "enum") {
			const code = field.signed ? top >> (32 - width) : raw;
			into[field.name] = field.values[code] ?? code;
			into[`${field.name}_code`] = code;
		} else {
			into[field.name] = kind === "flags" ? flagNames(field.flags, raw) : groupNames(field.groups, raw);
		}
	}
}

/** The selecting field is an enum that stands earlier in the table. */
function applies(only: NonNullable<Field["only"]>, into: Fields): boolean {
	return into[`${only.field}_code`] === only.raw;
}

function piecewise(pieces: NonNullable<NumberField["pieces"]>, raw: number): number {
	for (const { below, multiplier, bias } of pieces) if (raw < below) return raw * multiplier + bias;
	return raw;
}

function flagNames(flags: FlagTable, raw: number): string[] {
	const names: string[] = [];
	for (let bit = 0, rest = raw; rest !== 0; bit++, rest >>>= 1)
		if (rest & 1) names.push(flags[bit] || `bit_${bit}`);
	return names;
}

function groupNames(groups: GroupTable, raw: number): string[] {
	const { width, names, says } = groups;
	const mask = (1 << width) - 1;
	const said: string[] = [];
	for (let group = 0, rest = raw; rest !== 0; group++, rest >>>= width) {
		const suffix = says[rest & mask];
		if (suffix !== undefined) said.push((names[group] || `group_${group}`) + suffix);
	}
	return said;
}
