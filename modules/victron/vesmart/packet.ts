/**
 * Packets of VE.Smart networking: what Victron's devices of one network tell each other, as manufacturer data of
 * advertisements that are neither connectable nor scannable. After the company id, little-endian:
 *
 * | byte  | data (type 0x02)                     | sequence synchronisation (type 0x01)        |
 * |-------|--------------------------------------|---------------------------------------------|
 * | 0     | 0x02                                 | 0x01                                        |
 * | 1     | first byte of the network id         | the same                                    |
 * | 2-5   | source address                       | the same                                    |
 * | 6     | low 32 bits of the sequence number   | all 48 bits of the sequence number          |
 * | 10    | ciphertext, at most 13 bytes         | from byte 12: none                          |
 * | end   | 4 bytes of authentication            | 4 bytes, over an empty plaintext            |
 *
 * AES-128-CCM with a length field of 2 bytes and no associated data. Nonce: type, sequence number (6 bytes), source
 * address (4), network id (2). The plaintext is a byte whose low four bits are the source's priority, then registers:
 * id (2 bytes), length (1), value. Type 0x03 is said to be another type of data; it is taken for one if its
 * authentication agrees.
 *
 * Source: third parties' reverse engineering, which their devices follow; no capture with its key is public.
 */

export const packetTypes = { synchronisation: 1, data: 2, otherData: 3 } as const;

/** Places in the manufacturer payload. */
export const packet = {
	network: 1,
	source: 2,
	sequence: 6,
	ciphertext: 10,
	synchronisationTag: 12,
} as const;

/** Bytes. */
export const tagLength = 4;
export const nonceLength = 13;
/** Of plaintext that one block of key stream serves; a legacy advertisement has room for 13. */
export const longestPlaintext = 16;

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** 36⁵ */
const suffixes = 60_466_176;

/**
 * Serial number of a source address. Year and week of manufacture are not in it and read `yyww`, such as
 * `HQyywwMAEI4`.
 * @param source 32 bits, unsigned.
 */
export function serialNumber(source: number): string {
	const prefix = Math.floor(source / suffixes);
	let suffix = "";
	for (let rest = source % suffixes, i = 0; i < 5; i++, rest = Math.floor(rest / 36))
		suffix = digits.charAt(rest % 36) + suffix;
	return `${String.fromCharCode(0x47 + Math.floor(prefix / 26), 0x41 + (prefix % 26))}yyww${suffix}`;
}
