/** Every public capture of Instant Readout, decoded and held against what its source and an independent decoder say. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import {
	contentEnd,
	counterAt,
	findVictronData,
	productIdAt,
	recordTypeAt,
} from "../../modules/victron/advertisement";
import { decodeFields, type Fields, padding } from "../../modules/victron/decode";
import { hexBytes, hexText } from "../../modules/victron/hex";
import { InstantReadout } from "../../modules/victron/instant-readout";
import { recordById } from "../../modules/victron/records/index";
import { masks, wireNames, wireNamesByRecord } from "./vector-names";

interface Vector {
	readonly protocol: string;
	readonly source: string;
	readonly notes: string;
	readonly recordType: string;
	readonly key: string | null;
	readonly manufacturerDataHex: string | null;
	readonly plaintextHex?: string;
	readonly rawAdHex?: string;
	readonly keyMismatch?: true;
	readonly expected: Readonly<Record<string, unknown>>;
	readonly decoded?: Readonly<Record<string, unknown>>;
	readonly header?: {
		readonly byte1: number;
		readonly productId: string;
		readonly recordType: string;
		readonly counter: number;
		readonly keyByte0: string;
	};
}

const vectors = readFileSync(new URL("../vectors/victron.jsonl", import.meta.url), "utf8")
	.trim()
	.split("\n")
	.map((line) => JSON.parse(line) as Vector)
	.filter(({ protocol }) => protocol === "instant-readout");

/** The vectors that a test here held against something. */
const asserted = new Set<Vector>();

/** Not readings: raw bits, what other tests here assert, and an unspecified bit. */
const notCompared = new Set(["auxRaw", "reserved", "rejected", "productId", "plaintextHex"]);

/** @returns how many values were compared. */
function check(vector: Vector, reading: Fields): number {
	let compared = 0;
	// Where a source's own test disagrees with the official layout, the independent decode has the layout's value.
	for (const [name, value] of Object.entries({ ...vector.expected, ...vector.decoded })) {
		if (notCompared.has(name)) continue;
		const mask = masks[name];
		if (mask) {
			const says = mask.says[String(value)];
			assert.ok(says !== undefined, `${name} ${value} has no meaning in this test`);
			assert.deepEqual(reading[mask.field], says, name);
		} else {
			const field = wireNamesByRecord[vector.recordType]?.[name] ?? wireNames[name];
			assert.ok(field, `${name} has no wire name in this test`);
			assert.equal(reading[field], value ?? undefined, `${name} of ${vector.notes}`);
		}
		compared++;
	}
	return compared;
}

test("every capture with its key is read through the cipher", () => {
	let read = 0;
	for (const vector of vectors) {
		if (!vector.manufacturerDataHex || !vector.key || vector.keyMismatch) continue;
		const readout = new InstantReadout(nodeCiphers);
		const payload = hexBytes(vector.manufacturerDataHex)!;
		const reading = readout.read(payload, 0, payload.length, readout.device(vector.key));
		assert.ok(typeof reading === "object", `${vector.notes}: ${reading}`);
		assert.equal(reading.product_id, Number(vector.header!.productId));
		check(vector, reading as Fields);
		asserted.add(vector);
		read++;
	}
	assert.equal(read, 30);
});

test("every captured plaintext is decoded", () => {
	let values = 0;
	let decoded = 0;
	for (const vector of vectors) {
		const record = recordById(Number(vector.recordType));
		if (!vector.plaintextHex || !record || record.raw) continue;
		const plaintext = hexBytes(vector.plaintextHex)!;
		const bytes = new Uint8Array(plaintext.length + padding);
		bytes.set(plaintext);
		const fields: Fields = {};
		decodeFields(record, new DataView(bytes.buffer), plaintext.length, fields);
		values += check(vector, fields);
		asserted.add(vector);
		decoded++;
	}
	assert.equal(decoded, 61);
	assert.ok(values > 400, `${values} values`);
});

test("an advert whose key check byte differs is a wrong key", () => {
	const mismatches = vectors.filter(({ keyMismatch }) => keyMismatch);
	assert.equal(mismatches.length, 2);
	for (const vector of mismatches) {
		const { manufacturerDataHex, key } = vector;
		asserted.add(vector);
		const readout = new InstantReadout(nodeCiphers);
		const payload = hexBytes(manufacturerDataHex!)!;
		assert.equal(readout.read(payload, 0, payload.length, readout.device(key!)), "wrong_key");
	}
});

test("headers of captures without a key", () => {
	let headers = 0;
	for (const vector of vectors) {
		const { manufacturerDataHex, header } = vector;
		if (!manufacturerDataHex || !header) continue;
		const payload = hexBytes(manufacturerDataHex)!;
		assert.equal(payload[1], header.byte1);
		assert.equal(productIdAt(payload, 0), Number(header.productId));
		assert.equal(recordTypeAt(payload, 0), Number(header.recordType));
		assert.equal(counterAt(payload, 0), header.counter);
		assert.equal(payload[7], Number(header.keyByte0));
		asserted.add(vector);
		headers++;
	}
	assert.equal(headers, 39);
});

test("whole advertisements as a scanner shows them", () => {
	let found = 0;
	for (const vector of vectors) {
		const { rawAdHex, expected } = vector;
		if (!rawAdHex) continue;
		const data = hexBytes(rawAdHex)!;
		const start = findVictronData(data);
		assert.equal(start, 7);
		assert.equal(contentEnd(data, start) - start, data[3]! - 3);
		assert.equal(productIdAt(data, start), expected.productId);
		assert.equal(recordTypeAt(data, start), expected.recordType);
		assert.equal(counterAt(data, start), expected.nonce);
		assert.equal(data[start + 7], expected.keyByte0);
		asserted.add(vector);
		found++;
	}
	assert.equal(found, 2);
});

test("a Smart BMS gives its plaintext, for its layout is not public", () => {
	const vector = vectors.find(({ recordType }) => recordType === "0x0E")!;
	const plaintext = hexBytes(vector.plaintextHex!)!;
	const key = hexBytes("c129cf8f75c3fe5a1655b481e205fb7d")!;
	const cipher = nodeCiphers.aes(key.buffer as ArrayBuffer);
	const keyStream = new Uint8Array(16);
	cipher.encrypt(new Uint8Array(16).buffer, keyStream.buffer);
	const ciphertext = plaintext.map((byte, i) => byte ^ keyStream[i]!);
	const payload = hexBytes(`1000e8a30e0000c1${hexText(ciphertext)}`)!;
	const readout = new InstantReadout(nodeCiphers);
	const reading = readout.read(payload, 0, payload.length, readout.device(hexText(key)));
	assert.deepEqual(reading, {
		type: "smart_bms",
		product_id: 0xa3e8,
		model: "Smart BMS 12-200",
		raw: vector.plaintextHex,
	});
	asserted.add(vector);
});

test("a real packet with counter zero and a key of zeros is the known answer of AES", () => {
	const vector = vectors.find(({ expected }) => "plaintextHex" in expected)!;
	const readout = new InstantReadout(nodeCiphers);
	const payload = hexBytes(vector.manufacturerDataHex!)!;
	assert.deepEqual(readout.read(payload, 0, payload.length, readout.device(vector.key!)), {
		type: "test_record",
		product_id: 0x0203,
		model: "BMV-700",
		uptime: 0,
		temperature: -40,
	});
	asserted.add(vector);
});

test("no vector is left out", () => {
	assert.equal(vectors.length, 71);
	assert.deepEqual(
		vectors.filter((vector) => !asserted.has(vector)),
		[],
	);
});
