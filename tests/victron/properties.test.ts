/** Encode random raw values from the tables, decode, compare; and bytes that mean nothing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { contentEnd, findVictronData } from "../../modules/victron/advertisement";
import { encodeRecord } from "../../modules/victron/encode";
import { encodeAdvertisement } from "../../modules/victron/encode-advertisement";
import { hexBytes } from "../../modules/victron/hex";
import { InstantReadout } from "../../modules/victron/instant-readout";
import type { Field, NumberField, RecordTable } from "../../modules/victron/record";
import { records } from "../../modules/victron/records/index";
import { type Bits, fieldsOf, plaintext } from "../support/plaintext";

const anyRecord = fc.constantFrom(...records);

/** A record and a raw value for each of its fields. */
const anyRaws = anyRecord.chain((record) =>
	fc.tuple(
		fc.constant(record),
		fc.tuple(...record.fields.map(({ width }) => fc.integer({ min: 0, max: 2 ** width - 1 }))),
	),
);

const signed = (raw: number, { width }: Field) => (raw >= 2 ** (width - 1) ? raw - 2 ** width : raw);

/** The value in decimal arithmetic, without the decoder's shifts. */
function numberOf(field: NumberField, raw: number): number {
	const value = field.signed ? signed(raw, field) : raw;
	const piece = field.pieces?.find(({ below }) => value < below) ?? field;
	const scaled = value * (piece.multiplier ?? 1) + (piece.bias ?? 0);
	return Number((scaled / (field.divisor ?? 1)).toFixed(String(field.divisor ?? 1).length - 1)) + 0;
}

function meaningOf(field: Field, raw: number): number | string | readonly string[] {
	switch (field.kind) {
		case "number":
			return numberOf(field, raw);
		case "enum": {
			const code = field.signed ? signed(raw, field) : raw;
			return field.values[code] ?? code;
		}
		case "flags":
			return Array.from({ length: field.width }, (_, bit) => field.flags[bit] || `bit_${bit}`).filter(
				(_, bit) => Math.floor(raw / 2 ** bit) % 2 === 1,
			);
		case "groups": {
			const { width, names, says } = field.groups;
			return Array.from({ length: field.width / width }, (_, group) => {
				const suffix = says[Math.floor(raw / 2 ** (group * width)) % 2 ** width];
				return suffix === undefined ? "" : (names[group] || `group_${group}`) + suffix;
			}).filter((said) => said !== "");
		}
	}
}

/** Raw values by field, without those that the record's selecting field leaves out. */
function inForce(record: RecordTable, raws: readonly number[]): [Field, number][] {
	const pairs = record.fields.map((field, place): [Field, number] => [field, raws[place]!]);
	return pairs.filter(
		([{ only }]) => !only || pairs.find(([{ name }]) => name === only.field)![1] === only.raw,
	);
}

const placed = (pairs: readonly [Field, number][]): Bits[] =>
	pairs.map(([{ start, width }, raw]) => [start, width, raw]);

test("any raw values are decoded to what the table says of them", () => {
	fc.assert(
		fc.property(anyRaws, ([record, raws]) => {
			const pairs = inForce(record, raws);
			const fields = fieldsOf(record, plaintext(16, ...placed(pairs)));
			const expected: Record<string, unknown> = {};
			for (const [field, raw] of pairs) {
				if (raw === field.na) continue;
				expected[field.name] = meaningOf(field, raw);
				if (field.kind === "enum") expected[`${field.name}_code`] = field.signed ? signed(raw, field) : raw;
			}
			assert.deepEqual(fields, expected);
		}),
		{ numRuns: 3000 },
	);
});

test("any values are encoded to what decodes to them", () => {
	fc.assert(
		fc.property(anyRaws, ([record, raws]) => {
			const fields = fieldsOf(record, plaintext(16, ...placed(inForce(record, raws))));
			assert.deepEqual(fieldsOf(record, encodeRecord(record, fields)), fields);
		}),
		{ numRuns: 3000 },
	);
});

test("any reading goes through an advert and back", () => {
	const keyHex = "c129cf8f75c3fe5a1655b481e205fb7d";
	const key = hexBytes(keyHex)!;
	const cipher = nodeCiphers.aes(key.buffer as ArrayBuffer);
	const readout = new InstantReadout(nodeCiphers);
	const device = readout.device(keyHex);
	fc.assert(
		fc.property(anyRaws, fc.nat(0xffff), fc.nat(0xff), ([record, raws], counter, status) => {
			if (record.raw) return;
			const reading = fieldsOf(record, plaintext(16, ...placed(inForce(record, raws))));
			const payload = encodeAdvertisement({
				productId: 0xa042,
				record,
				counter,
				key,
				cipher,
				reading,
				status,
			});
			assert.deepEqual(readout.read(payload, 0, payload.length, device), {
				type: record.type,
				product_id: 0xa042,
				model: "BlueSolar Charger MPPT 75/15",
				...reading,
			});
		}),
	);
});

test("any bytes give a reading or a refusal", () => {
	const readout = new InstantReadout(nodeCiphers);
	const device = readout.device(`10${"42".repeat(15)}`);
	const refusals = ["not_instant_readout", "too_short", "wrong_key", "no_key"];
	/** Half of them get past the first byte and the key check. */
	const anyPayload = fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.boolean()).map(([payload, plausible]) => {
		if (plausible && payload.length > 7) payload[0] = payload[7] = 0x10;
		return payload;
	});
	fc.assert(
		fc.property(anyPayload, (payload) => {
			const outcome = readout.read(payload, 0, payload.length, device);
			if (typeof outcome === "string") assert.ok(refusals.includes(outcome));
			else assert.equal(outcome.product_id, payload[2]! | (payload[3]! << 8));
		}),
		{ numRuns: 3000 },
	);
});

test("any advertisement has its payload inside or none", () => {
	const anyStructure = fc.oneof(
		fc.uint8Array({ maxLength: 40 }),
		fc.uint8Array({ maxLength: 30 }).map((rest) => Uint8Array.of(rest.length + 3, 0xff, 0xe1, 0x02, ...rest)),
		fc.constant(Uint8Array.of(2, 1, 6)),
	);
	fc.assert(
		fc.property(fc.array(anyStructure, { maxLength: 5 }), (structures) => {
			const data = Uint8Array.from(structures.flatMap((structure) => [...structure]));
			const start = findVictronData(data);
			if (start >= 0) assert.ok(start <= data.length && contentEnd(data, start) <= data.length);
			else assert.equal(start, -1);
		}),
		{ numRuns: 3000 },
	);
});
