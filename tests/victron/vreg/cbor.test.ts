/** CBOR against the examples of RFC 8949, appendix A. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hexBytes, hexText } from "../../../modules/victron/hex";
import { CborReader, majorTypes, pushByteString, pushHead } from "../../../modules/victron/vreg/cbor";

function readerOf(hex: string, end = hex.length / 2): CborReader {
	const reader = new CborReader(hexBytes(hex)!);
	reader.begin(0, end);
	return reader;
}

const unsigned: readonly [string, number][] = [
	["00", 0],
	["01", 1],
	["0a", 10],
	["17", 23],
	["1818", 24],
	["1819", 25],
	["1864", 100],
	["1903e8", 1000],
	["1a000f4240", 1_000_000],
];
const negative: readonly [string, number][] = [
	["20", -1],
	["29", -10],
	["3863", -100],
	["3903e7", -1000],
];

test("integers of the RFC", () => {
	for (const [hex, value] of [...unsigned, ...negative]) {
		const reader = readerOf(hex);
		assert.equal(reader.integer(), value);
		assert.equal(reader.trouble, undefined);
		assert.equal(reader.at, hex.length / 2);
	}
	for (const [hex, value] of unsigned) {
		assert.equal(readerOf(hex).unsigned(), value);
		const bytes: number[] = [];
		pushHead(bytes, majorTypes.unsigned, value);
		assert.equal(hexText(Uint8Array.from(bytes)), hex);
	}
});

test("byte strings of the RFC", () => {
	for (const [hex, value] of [
		["40", ""],
		["4401020304", "01020304"],
	] as const) {
		assert.equal(hexText(readerOf(hex).byteString()), value);
		const bytes: number[] = [];
		pushByteString(bytes, hexBytes(value)!);
		assert.equal(hexText(Uint8Array.from(bytes)), hex);
	}
});

test("arrays of the RFC, of definite and of indefinite length", () => {
	const long = [...Array(25).keys()].map((i) => i + 1);
	for (const [hex, numbers] of [
		["80", []],
		["83010203", [1, 2, 3]],
		["98190102030405060708090a0b0c0d0e0f101112131415161718181819", long],
		["9fff", []],
		["9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", long],
	] as const) {
		const reader = readerOf(hex);
		assert.deepEqual(reader.numbers(25), numbers);
		assert.equal(reader.trouble, undefined);
		assert.equal(reader.at, hex.length / 2);
	}
});

test("every part of an item is incomplete, whatever lies behind it", () => {
	const items: readonly [string, (reader: CborReader) => unknown][] = [
		["1a000f4240", (reader) => reader.unsigned()],
		["3903e7", (reader) => reader.integer()],
		["4401020304", (reader) => reader.byteString()],
		["5818010203040506070809000102030405060708090001020304", (reader) => reader.byteString()],
		["83010203", (reader) => reader.numbers(5)],
		["9f011903e8ff", (reader) => reader.numbers(5)],
	];
	for (const [hex, read] of items)
		for (let end = 0; end < hex.length / 2; end++) {
			const reader = readerOf(hex, end);
			read(reader);
			assert.equal(reader.trouble, "incomplete", `${hex} up to ${end}`);
		}
});

test("what no VREG message has is malformed", () => {
	const cases: readonly [string, (reader: CborReader) => unknown][] = [
		["20", (reader) => reader.unsigned()],
		["1b000000e8d4a51000", (reader) => reader.unsigned()],
		["1c", (reader) => reader.unsigned()],
		["6161", (reader) => reader.byteString()],
		["5f42010243030405ff", (reader) => reader.byteString()],
		["83010203", (reader) => reader.numbers(2)],
		["9f0102ff", (reader) => reader.numbers(1)],
		["9f0140ff", (reader) => reader.numbers(5)],
		["a0", (reader) => reader.numbers(5)],
		["f97c00", (reader) => reader.integer()],
		["ff", (reader) => reader.unsigned()],
	];
	for (const [hex, read] of cases) {
		const reader = readerOf(hex);
		read(reader);
		assert.equal(reader.trouble, "malformed", hex);
	}
});

test("any number and any bytes come back", () => {
	fc.assert(
		fc.property(fc.nat(0xffff_ffff), fc.uint8Array({ maxLength: 300 }), (number, value) => {
			const bytes: number[] = [];
			pushHead(bytes, majorTypes.unsigned, number);
			pushByteString(bytes, value);
			const reader = new CborReader(Uint8Array.from(bytes));
			reader.begin(0, bytes.length);
			assert.equal(reader.unsigned(), number);
			assert.deepEqual(Buffer.from(reader.byteString()), Buffer.from(value));
			assert.equal(reader.at, bytes.length);
		}),
	);
});

test("any bytes are read without going past their end", () => {
	const methods = [
		(reader: CborReader) => reader.unsigned(),
		(reader: CborReader) => reader.integer(),
		(reader: CborReader) => reader.byteString(),
		(reader: CborReader) => reader.numbers(32),
	];
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(fc.constantFrom(...methods)), (bytes, reads) => {
			const reader = new CborReader(bytes);
			const end = bytes.length >> 1;
			reader.begin(0, end);
			for (const read of reads) read(reader);
			assert.ok(reader.at <= end);
		}),
		{ numRuns: 3000 },
	);
});
