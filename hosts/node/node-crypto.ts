/** Hashes, random bytes and signatures in Node, and what XS asks of them by upcall. */

import { createHash, type Hash, randomBytes } from "node:crypto";
import type { Crypto } from "../ports";
import { verifyDigest } from "./p256";
import { upcalls } from "./protocol";

export const nodeCrypto: Crypto = {
	sha256() {
		const hash = createHash("sha256");
		return { update: (data) => hash.update(data), digest: () => new Uint8Array(hash.digest()) };
	},
	random: (count) => new Uint8Array(randomBytes(count)),
	verifyP256: verifyDigest,
};

/** Answers the upcalls of `hosts/node/xs/crypto.ts`; hashes under way are known by handle. */
export class CryptoDesk {
	readonly #hashes = new Map<number, Hash>();
	#last = 0;

	/** Undefined for what is none of its own. */
	answer(request: Buffer): Uint8Array | undefined {
		switch (request[0]) {
			case upcalls.openHash: {
				const handle = Buffer.alloc(4);
				handle.writeUInt32LE(++this.#last);
				this.#hashes.set(this.#last, createHash("sha256"));
				return handle;
			}
			case upcalls.updateHash:
				this.#hashes.get(request.readUInt32LE(1))!.update(request.subarray(5));
				return new Uint8Array(0);
			case upcalls.endHash: {
				const handle = request.readUInt32LE(1);
				const digest = this.#hashes.get(handle)!.digest();
				this.#hashes.delete(handle);
				return digest;
			}
			case upcalls.random:
				return randomBytes(request.readUInt32LE(1));
			case upcalls.verify: {
				const [key, digest, signature] = [
					request.subarray(1, 65),
					request.subarray(65, 97),
					request.subarray(97),
				];
				return Uint8Array.of(nodeCrypto.verifyP256(key, digest, signature) ? 1 : 0);
			}
			default:
				return undefined;
		}
	}
}
