/** AES-128 of single blocks for XS; keys are known by handle. */

import { type Cipher, createCipheriv } from "node:crypto";
import { upcalls } from "./protocol";

export class KeyRing {
	readonly #ciphers: Cipher[] = [];

	/** Answers the two cipher upcalls. */
	answer(request: Buffer): Uint8Array {
		if (request[0] === upcalls.openKey) {
			const handle = Buffer.alloc(4);
			// One ECB stream serves every block: its blocks do not depend on each other.
			const cipher = createCipheriv("aes-128-ecb", request.subarray(1), null).setAutoPadding(false);
			handle.writeUInt32LE(this.#ciphers.push(cipher) - 1);
			return handle;
		}
		return this.#ciphers[request.readUInt32LE(1)]!.update(request.subarray(5));
	}
}
