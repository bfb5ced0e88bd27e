/** Plain records of readings, as the advert path hands them on. */

import { encodeRecord, type FieldValues } from "../../modules/victron/encode";
import { plainRecord, plainRecordSize } from "../../modules/victron/plain-record";
import type { RecordTable } from "../../modules/victron/record";

/** @param noise what lies behind the plaintext. */
export function plainBytes(
	recordType: number,
	plaintext: Uint8Array,
	productId = 0xa042,
	noise = 0xa5,
): Uint8Array {
	const bytes = new Uint8Array(plainRecordSize).fill(noise);
	bytes.set(plaintext.subarray(0, 16));
	const view = new DataView(bytes.buffer);
	view.setUint16(plainRecord.productId, productId, true);
	view.setUint16(plainRecord.recordType, recordType, true);
	view.setUint8(plainRecord.length, Math.min(plaintext.length, 16));
	return bytes;
}

export function plainOf(record: RecordTable, values: FieldValues, productId = 0xa042): Uint8Array {
	return plainBytes(record.id, encodeRecord(record, values), productId);
}
