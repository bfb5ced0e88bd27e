/** Hashes, random bytes and signatures through Node: the stand-in for the device's native ones. */

import type { Crypto } from "../../ports";
import { upcalls } from "../protocol";
import { call } from "./bridge";

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
