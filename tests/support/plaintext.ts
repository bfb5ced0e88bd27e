/** Plaintexts of records by bit positions, independent of the tables, and their decoding. */

import { decodeFields, type Fields, padding } from "../../modules/victron/decode";
import type { RecordTable } from "../../modules/victron/record";

/** First bit, bits, raw value (two's complement when negative). */
export type Bits = readonly [start: number, width: number, raw: number];

/** A plaintext of ones with these bits in it. */
export function plaintext(length: number, ...placed: readonly Bits[]): Uint8Array {
	const bytes = new Uint8Array(length).fill(0xff);
	for (const [start, width, raw] of placed)
		for (let i = 0; i < width; i++) {
			const at = (start + i) >> 3;
			const bit = 1 << ((start + i) & 7);
			const isSet = Math.floor(raw / 2 ** i) % 2 !== 0;
			bytes[at] = isSet ? bytes[at]! | bit : bytes[at]! & ~bit;
		}
	return bytes;
}

/** What the decoder says of a plaintext; what follows it in memory is noise. */
export function fieldsOf(record: RecordTable, bytes: Uint8Array): Fields {
	const readable = new Uint8Array(bytes.length + padding).fill(0xa5);
	readable.set(bytes);
	const fields: Fields = {};
	decodeFields(record, new DataView(readable.buffer), bytes.length, fields);
	return fields;
}
