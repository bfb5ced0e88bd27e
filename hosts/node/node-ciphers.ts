/** AES-128 of single blocks by Node's OpenSSL, for tools and tests that run the protocol library in Node. */

import { createCipheriv } from "node:crypto";
import type { BlockCiphers } from "victron/cipher";

export const nodeCiphers: BlockCiphers = {
	aes(key) {
		// One ECB stream serves every block: its blocks do not depend on each other.
		const cipher = createCipheriv("aes-128-ecb", new Uint8Array(key), null).setAutoPadding(false);
		return {
			encrypt(block, result) {
				new Uint8Array(result).set(cipher.update(new Uint8Array(block)));
			},
		};
	},
};
