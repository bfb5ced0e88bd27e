/** AES through Node: the stand-in for the device's native cipher. */

import type { BlockCipher, BlockCiphers } from "victron/cipher";
import { upcalls } from "../protocol";
import { upcall } from "./bridge";

class NodeCipher implements BlockCipher {
	readonly #request = new Uint8Array(21);

	constructor(handle: Uint8Array) {
		this.#request[0] = upcalls.encryptBlock;
		this.#request.set(handle, 1);
	}

	encrypt(block: ArrayBuffer, result: ArrayBuffer): void {
		this.#request.set(new Uint8Array(block), 5);
		new Uint8Array(result).set(new Uint8Array(upcall(this.#request.buffer)));
	}
}

export const ciphers: BlockCiphers = {
	aes(key) {
		const request = new Uint8Array(17);
		request[0] = upcalls.openKey;
		request.set(new Uint8Array(key), 1);
		return new NodeCipher(new Uint8Array(upcall(request.buffer)));
	},
};
