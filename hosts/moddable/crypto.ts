/** Hashes and signatures on the SDK's `crypt` and its modules of TLS. */

import { Digest } from "crypt";
import Curve from "curve";
import ECDSA from "ecdsa";
import ECPoint from "ecp";
import type { Crypto } from "../ports";

/** @param fill writes random bytes that are fit for secrets: the SDK's own generator repeats itself. */
export function makeCrypto(fill: (bytes: ArrayBuffer) => void): Crypto {
	return {
		sha256() {
			const digest = new Digest("SHA256");
			return {
				update: (data) => digest.write(data as unknown as ArrayBuffer), // any view, though the typings say otherwise
				digest: () => new Uint8Array(digest.close()),
			};
		},
		random(count) {
			const bytes = new ArrayBuffer(count);
			fill(bytes);
			return new Uint8Array(bytes);
		},
		verifyP256(publicKey, digest, signature) {
			try {
				const curve = new Curve("secp256r1");
				// the SDK does not look, and never ends with an s that has no inverse
				for (const start of [0, 32]) {
					const value = number(signature.subarray(start, start + 32));
					if (value <= 0n || value >= curve.n) return false;
				}
				const point = new ECPoint(number(publicKey.subarray(0, 32)), number(publicKey.subarray(32, 64)));
				const key = new ECDSA(point, curve);
				return key.verify(digest.slice().buffer as ArrayBuffer, signature.slice().buffer as ArrayBuffer);
			} catch {
				return false; // a point that is not on the curve
			}
		},
	};
}

function number(bytes: Uint8Array): bigint {
	return BigInt.fromArrayBuffer(bytes.slice().buffer as ArrayBuffer) as unknown as bigint;
}
