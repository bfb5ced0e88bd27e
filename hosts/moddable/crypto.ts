/** Hashes and signatures on the SDK's `crypt`, its curves, and our `ecdsa` in place of its own. */

import { Digest } from "crypt";
import Curve from "curve";
import ECDSA from "ecdsa";
import ECPoint from "ecp";
import { wholeNumber } from "moddable/numbers";
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
				const point = new ECPoint(
					wholeNumber(publicKey.subarray(0, 32)),
					wholeNumber(publicKey.subarray(32, 64)),
				);
				const key = new ECDSA(point, new Curve("secp256r1"));
				return key.verify(digest.slice().buffer as ArrayBuffer, signature.slice().buffer as ArrayBuffer);
			} catch {
				return false; // a point that is not on the curve, or a number without an inverse
			}
		},
	};
}
