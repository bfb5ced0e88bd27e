/** Hashes, random bytes and signatures through Node: the stand-in for the device's native ones. */

import type { Crypto } from "../../ports";
import { upcalls } from "../protocol";
import { upcall } from "./bridge";

function call(kind: number, ...parts: readonly Uint8Array[]): Uint8Array {
	let length = 1;
	for (const part of parts) length += part.length;
	const request = new Uint8Array(length);
	request[0] = kind;
	let at = 1;
	for (const part of parts) {
		request.set(part, at);
		at += part.length;
	}
	return new Uint8Array(upcall(request.buffer));
}

export const crypto: Crypto = {
	sha256() {
		const handle = call(upcalls.openHash);
		return {
			update(data) {
				call(upcalls.updateHash, handle, data);
			},
			digest: () => call(upcalls.endHash, handle),
		};
	},
	random(count) {
		const request = new Uint8Array(4);
		new DataView(request.buffer).setUint32(0, count, true);
		return call(upcalls.random, request);
	},
	verifyP256: (publicKey, digest, signature) => call(upcalls.verify, publicKey, digest, signature)[0] === 1,
};
