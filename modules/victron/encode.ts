/**
 * Readings to the plaintext of records, and values to the bytes of registers (`registers.ts`). A value out of a field's
 * range is clamped to the nearest that the field can say and that is not its NA.
 */

import type { EnumField, Field, FieldList, GroupsField, NumberField } from "./record";

/** Values by field name, as a reading has them. */
export type FieldValues = { readonly [name: string]: number | string | readonly string[] | undefined };

/** Plaintext of a record. What is absent is NA (zero for flags); unused bits are 1. */
export function encodeRecord(record: FieldList, values: FieldValues): Uint8Array {
	let bits = 0;
	for (const { start, width } of record.fields) bits = Math.max(bits, start + width);
	const bytes = new Uint8Array((bits + 7) >> 3).fill(0xff);
	for (const field of record.fields) {
		if (field.only && !selected(field.only, record, values)) continue;
		setBits(bytes, field.start, field.width, rawOf(field, values));
	}
	return bytes;
}

function selected(only: NonNullable<Field["only"]>, record: FieldList, values: FieldValues): boolean {
	const selector = record.fields.find(({ name }) => name === only.field);
	return selector !== undefined && rawOf(selector, values) === only.raw;
}

function setBits(bytes: Uint8Array, start: number, width: number, raw: number): void {
	for (let i = 0; i < width; i++) {
		const bit = start + i;
		const mask = 1 << (bit & 7);
		if ((raw >>> i) & 1) bytes[bit >> 3]! |= mask;
		else bytes[bit >> 3]! &= ~mask;
	}
}

function mask(width: number): number {
	return width === 32 ? 0xffff_ffff : 2 ** width - 1;
}

function rawOf(field: Field, values: FieldValues): number {
	const value = values[field.name];
	switch (field.kind) {
		case "number":
			return typeof value === "number" ? rawNumber(field, value) : (field.na ?? 0);
		case "enum":
			return rawEnum(field, value, values[`${field.name}_code`]);
		case "flags": {
			let raw = 0;
			for (const name of Array.isArray(value) ? (value as readonly string[]) : []) {
				const bit = name.startsWith("bit_") ? Number(name.slice(4)) : field.flags.indexOf(name);
				if (bit >= 0) raw |= 1 << bit;
			}
			return raw >>> 0;
		}
		case "groups":
			return rawGroups(field, Array.isArray(value) ? (value as readonly string[]) : []);
	}
}

function rawNumber(field: NumberField, value: number): number {
	const scaled = Math.round(value * (field.divisor ?? 1)) - (field.bias ?? 0);
	let raw = Math.round(scaled / (field.multiplier ?? 1));
	if (field.pieces) {
		const at = field.pieces.findIndex((piece) => value < piece.multiplier * piece.below + piece.bias);
		const piece = field.pieces[at < 0 ? field.pieces.length - 1 : at]!;
		raw = Math.round((value - piece.bias) / piece.multiplier);
	}
	const all = mask(field.width);
	const [least, most] = field.signed ? [-(all + 1) / 2, (all - 1) / 2] : [0, all];
	raw = Math.min(most, Math.max(least, raw));
	const na =
		field.na === undefined || !field.signed ? field.na : field.na > most ? field.na - all - 1 : field.na;
	if (raw === na) raw -= 1;
	return (raw & all) >>> 0;
}

/** The code decides where several share the slug. */
function rawEnum(field: EnumField, value: FieldValues[string], code: FieldValues[string]): number {
	const all = mask(field.width);
	if (typeof code === "number" && (value === undefined || field.values[code] === value))
		return (code & all) >>> 0;
	if (typeof value === "number") return (value & all) >>> 0;
	for (const known of Object.keys(field.values))
		if (field.values[Number(known)] === value) return (Number(known) & all) >>> 0;
	return field.na ?? 0;
}

function rawGroups(field: GroupsField, said: readonly string[]): number {
	const { width, names, says } = field.groups;
	let raw = 0;
	for (const text of said)
		for (const [value, suffix] of Object.entries(says))
			names.forEach((name, group) => {
				if (text === (name || `group_${group}`) + suffix) raw |= Number(value) << (group * width);
			});
	return raw >>> 0;
}
