/**
 * Readings to adverts: what a Victron device does; for simulated devices and for tests. Values to registers:
 * `registers.ts`. A value out of a field's range is clamped to the nearest that the field can say and that is not
 * its NA.
 */

import { header, instantReadout } from "./advertisement";
import type { BlockCipher } from "./cipher";
import type { EnumField, Field, FieldList, GroupsField, NumberField, RecordTable } from "./record";

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

export interface Advertised {
	readonly productId: number;
	readonly record: RecordTable;
	/** 16 bits; also the nonce. */
	readonly counter: number;
	/** 16 bytes, and the cipher made of them; not used for plain records. */
	readonly key: Uint8Array;
	readonly cipher: BlockCipher;
	readonly reading: FieldValues;
	/** Payload byte 1. */
	readonly status?: number;
}

/** Manufacturer payload (what follows the company id) of one advert. */
export function encodeAdvertisement(advertised: Advertised): Uint8Array {
	const { record, counter, productId } = advertised;
	const plaintext = encodeRecord(record, advertised.reading);
	const payload = new Uint8Array(header.length + plaintext.length);
	payload[0] = instantReadout;
	payload[1] = advertised.status ?? 0;
	payload[2] = productId;
	payload[3] = productId >> 8;
	payload[4] = record.id > 0xff ? record.id >> 8 : record.id;
	payload[5] = counter;
	payload[6] = counter >> 8;
	payload[7] = record.id > 0xff ? record.id : advertised.key[0]!;
	payload.set(plaintext, header.length);
	if (record.plain) return payload;
	const block = new Uint8Array(16);
	block[0] = counter;
	block[1] = counter >> 8;
	const keyStream = new Uint8Array(16);
	advertised.cipher.encrypt(block.buffer, keyStream.buffer);
	for (let i = 0; i < plaintext.length; i++) payload[header.length + i]! ^= keyStream[i]!;
	return payload;
}
