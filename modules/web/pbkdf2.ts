/** PBKDF2 with HMAC-SHA-256 (RFC 8018), one block of 32 bytes, made in slices: a whole one takes long. */

import type { Crypto } from "../../hosts/ports";

/** Bytes of a block of SHA-256, and of its digest. */
const block = 64;
const digestSize = 32;
const [innerPad, outerPad] = [0x36, 0x5c];

export class Derivation {
	private readonly crypto: Pick<Crypto, "sha256">;
	/** The padded password, then what is hashed after it. */
	private readonly inner = new Uint8Array(block + digestSize);
	private readonly outer = new Uint8Array(block + digestSize);
	private readonly sum: Uint8Array;
	private left: number;

	/** @param rounds 1 or more; the first is made here. */
	constructor(crypto: Pick<Crypto, "sha256">, password: Uint8Array, salt: Uint8Array, rounds: number) {
		this.crypto = crypto;
		const key = password.length > block ? this.hash(password) : password;
		for (let index = 0; index < block; index++) {
			const byte = key[index] ?? 0;
			this.inner[index] = byte ^ innerPad;
			this.outer[index] = byte ^ outerPad;
		}
		this.outer.set(this.hash(this.inner.subarray(0, block), salt, Uint8Array.of(0, 0, 0, 1)), block);
		this.sum = this.hash(this.outer);
		this.inner.set(this.sum, block);
		this.left = rounds - 1;
	}

	/** Makes as many rounds at most. @returns the key when all are made. */
	step(rounds: number): Uint8Array | undefined {
		for (let count = rounds; count > 0 && this.left > 0; count--, this.left--) {
			this.outer.set(this.hash(this.inner), block);
			const next = this.hash(this.outer);
			for (let index = 0; index < digestSize; index++) this.sum[index]! ^= next[index]!;
			this.inner.set(next, block);
		}
		return this.left === 0 ? this.sum : undefined;
	}

	private hash(...parts: readonly Uint8Array[]): Uint8Array {
		const hash = this.crypto.sha256();
		for (const part of parts) hash.update(part);
		return hash.digest();
	}
}
