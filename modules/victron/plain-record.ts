/**
 * A decrypted record with all that its reading is made of, in 21 bytes: what is kept of a reading where memory is
 * short, and decoded again when somebody wants it.
 *
 * | byte  | field                                                                      |
 * |-------|----------------------------------------------------------------------------|
 * | 0-15  | plaintext; what lies behind its length is anything                         |
 * | 16-17 | product id, little-endian                                                  |
 * | 18-19 | record type, little-endian: 0x00 to 0xFE, or 0xFF00 + the second byte      |
 * | 20    | bytes of plaintext                                                         |
 */

import { decodeFields, type Fields } from "./decode";
import { hexText } from "./hex";
import { productName } from "./products";
import type { Reading, RecordTable } from "./record";
import { recordById } from "./records/index";

/** Bytes. */
export const plainRecordSize = 21;

/** Places in a plain record. */
export const plainRecord = { plaintext: 0, productId: 16, recordType: 18, length: 20 } as const;

/**
 * The reading of a plain record.
 * @param bytes holds the record from `at`.
 */
export function decodePlainRecord(bytes: Uint8Array, at = 0): Reading {
	const view = new DataView(bytes.buffer, bytes.byteOffset + at, plainRecordSize);
	const type = view.getUint16(plainRecord.recordType, true);
	const productId = view.getUint16(plainRecord.productId, true);
	const length = view.getUint8(plainRecord.length);
	return makeReading(view, length, recordById(type), type, productId, productName(productId));
}

/**
 * Builds a reading; one of an unknown or a `raw` record carries its plaintext in hex.
 * @param plaintext `length` bytes, then at least `padding` bytes of anything.
 */
export function makeReading(
	plaintext: DataView,
	length: number,
	record: RecordTable | undefined,
	recordType: number,
	productId: number,
	model: string | undefined,
): Reading {
	const reading: Fields = { type: record ? record.type : "unknown", product_id: productId };
	if (model) reading.model = model;
	if (record && !record.raw) {
		decodeFields(record, plaintext, length, reading);
	} else {
		if (!record) reading.record_type = recordType;
		reading.raw = hexText(new Uint8Array(plaintext.buffer, plaintext.byteOffset, length));
	}
	return reading as Reading;
}

/** Whether two plain records give the same reading: bits without a field do not count. */
export function sameReading(a: Uint8Array, b: Uint8Array): boolean {
	for (let i = plainRecord.productId; i < plainRecordSize; i++) if (a[i] !== b[i]) return false;
	const length = a[plainRecord.length]!;
	let same = true;
	for (let i = 0; same && i < length; i++) same = a[i] === b[i];
	if (same) return true;
	const record = recordById(a[plainRecord.recordType]! | (a[plainRecord.recordType + 1]! << 8));
	if (record === undefined || record.raw) return false;
	for (const { start, width } of record.fields)
		if (start + width <= length << 3 && bits(a, start, width) !== bits(b, start, width)) return false;
	return true;
}

/** start % 8 + width is at most 32, as in every record table. */
function bits(bytes: Uint8Array, start: number, width: number): number {
	const at = start >> 3;
	const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
	return (word << (32 - (start & 7) - width)) >>> (32 - width);
}
