/**
 * Takes the place of the SDK's `pkcs1_5`, which lets pass what follows the digest and whatever the padding is. The whole
 * block is compared: RFC 8017, 8.2.2.
 */

import { wholeNumber } from "moddable/numbers";
import Modular from "modular";

export interface RsaKey {
	readonly modulus: bigint;
	readonly exponent: bigint;
	/** Bytes of the modulus. */
	readonly size: number;
}

/** DigestInfo before a digest of SHA-256, but for three bytes that tell the hash. */
const digestInfo = [0x30, 0, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 0, 5, 0, 4, 0] as const;
/** Bytes: 2048 to 4096 bits. */
const smallest = 256;
const largest = 512;

export default class RsaSignature {
	private readonly key: RsaKey;

	constructor(key: RsaKey) {
		this.key = key;
	}

	/** @param digest SHA-256, SHA-384 or SHA-512: its length tells. */
	verify(digest: ArrayBuffer, signature: ArrayBuffer): boolean {
		const { modulus, exponent, size } = this.key;
		if (size < smallest || size > largest || signature.byteLength !== size) return false;
		const number = wholeNumber(new Uint8Array(signature));
		if (number >= modulus) return false;
		return new Modular(modulus).exp(number, exponent) === wholeNumber(block(digest, size));
	}
}

function block(digest: ArrayBuffer, size: number): Uint8Array {
	const length = digest.byteLength;
	const bytes = new Uint8Array(size).fill(0xff);
	const at = size - length - digestInfo.length;
	bytes[0] = 0;
	bytes[1] = 1;
	bytes[at - 1] = 0;
	bytes.set(digestInfo, at);
	bytes[at + 1] = digestInfo.length - 2 + length;
	bytes[at + 14] = length / 16 - 1;
	bytes[at + 18] = length;
	bytes.set(new Uint8Array(digest), size - length);
	return bytes;
}
