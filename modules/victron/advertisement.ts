/**
 * Bluetooth advertisements of Victron devices.
 *
 * An advertisement is a row of AD structures: length (of type and content), type, content. Victron's is of type
 * 0xFF (manufacturer specific): company id 0x02E1 little-endian, then the manufacturer payload:
 *
 * | byte | field                                                                                         |
 * |------|-----------------------------------------------------------------------------------------------|
 * | 0    | 0x10: product advertisement (Instant Readout)                                                 |
 * | 1    | status: bit 7 set while a phone is connected; not a length, never matched on                  |
 * | 2-3  | product id, little-endian                                                                     |
 * | 4    | record type                                                                                   |
 * | 5-6  | counter, little-endian: the nonce of the encryption                                           |
 * | 7    | key check byte: first byte of the key; for record type 0xFF the second byte of the type       |
 * | 8    | ciphertext, at most 16 bytes; plaintext for record type 0xFF                                  |
 *
 * Source: Victron's "extra manufacturer data" document (2022-12-14), confirmed by captures.
 */

/** Victron Energy BV. */
export const companyId = 0x02e1;

/** First byte of the payload for Instant Readout. */
export const instantReadout = 0x10;

/** Places in the manufacturer payload. */
export const header = {
	status: 1,
	productId: 2,
	recordType: 4,
	counter: 5,
	keyCheck: 7,
	length: 8,
} as const;

const manufacturerSpecific = 0xff;
/** Record types of two bytes begin with this one. */
const twoByteType = 0xff;

/**
 * Place of the manufacturer payload in AD structures, or -1 when there is none of Victron's. The first manufacturer
 * structure decides; nobody sends two. Every advertisement around passes here, so the numbers stand as literals:
 * 0xFF manufacturer specific, 0xE1 0x02 the company id.
 */
export function findVictronData(data: Uint8Array): number {
	// `at` is the place of a structure's type. One of length 2 (the flags, as a rule) holds no company id.
	let at = data[0] === 2 ? 4 : 1;
	while (data[at] !== 0xff) {
		// Past the end everything reads undefined, which ends the walk as a length of zero does.
		const length = data[at - 1];
		if (!length) return -1;
		at += length + 1;
	}
	if (data[at + 1] !== 0xe1 || data[at + 2] !== 0x02) return -1;
	return at + data[at - 1]! <= data.length ? at + 3 : -1;
}

/** Where the payload ends that `findVictronData` found at `start`; before it when the structure is too short for one. */
export function contentEnd(data: Uint8Array, start: number): number {
	return start + data[start - 4]! - 3;
}

/** Product id of a payload of at least 4 bytes. */
export function productIdAt(data: Uint8Array, start: number): number {
	return data[start + 2]! | (data[start + 3]! << 8);
}

/** Record type of a payload of at least 8 bytes: 0x00 to 0xFE, or 0xFF00 + the second byte. */
export function recordTypeAt(data: Uint8Array, start: number): number {
	const type = data[start + 4]!;
	return type === twoByteType ? 0xff00 | data[start + 7]! : type;
}

/** Counter of a payload of at least 8 bytes. */
export function counterAt(data: Uint8Array, start: number): number {
	return data[start + 5]! | (data[start + 6]! << 8);
}

/** AD structures (flags, manufacturer data) around a payload of at most 252 bytes, as a radio would give them. */
export function wrapManufacturerData(payload: Uint8Array): Uint8Array {
	const data = new Uint8Array(payload.length + 7);
	data.set([0x02, 0x01, 0x06, payload.length + 3, manufacturerSpecific, companyId & 0xff, companyId >> 8]);
	data.set(payload, 7);
	return data;
}
