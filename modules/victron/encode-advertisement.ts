/** Readings to adverts: what a Victron device does; for simulated devices and for tests. */

import { header, instantReadout } from "./advertisement";
import type { BlockCipher } from "./cipher";
import { encodeRecord, type FieldValues } from "./encode";
import type { RecordTable } from "./record";

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
