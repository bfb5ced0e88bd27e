/** Hashes and signatures on the SDK's `crypt`, its curves, and our `ecdsa` in place of its own. */

import { Digest } from "crypt";
import Curve from "curve";
import ECDSA from "ecdsa";
import ECPoint from "ecp";
import { wholeNumber } from "moddable/numbers";
import type { Crypto, Hash } from "../ports";

export class SdkCrypto implements Crypto {
	private readonly fill: (bytes: ArrayBuffer) => void;

	/** @param fill writes random bytes that are fit for secrets: the SDK's own generator repeats itself. */
	constructor(fill: (bytes: ArrayBuffer) => void) {
		this.fill = fill;
	}

	sha256(): Hash {
		return new Sha256();
	}

	random(count: number): Uint8Array {
		const bytes = new ArrayBuffer(count);
		this.fill(bytes);
		return new Uint8Array(bytes);
	}

	verifyP256(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
		try {
			const point = new ECPoint(
				wholeNumber(publicKey.subarray(0, 32)),
				wholeNumber(publicKey.subarray(32, 64)),
			);
			const key = new ECDSA(point, new Curve("secp256r1"));
			return key.verify(digest.slice().buffer as ArrayBuffer, signature.slice().buffer as ArrayBuffer);
		} catch {
			return false; // a point that is not on the curve
		}
	}
}

class Sha256 implements Hash {
	readonly #digest = new Digest("SHA256");

	update(data: Uint8Array): void {
		this.#digest.write(data as unknown as ArrayBuffer); // any view, though the typings say otherwise
	}

	digest(): Uint8Array {
		return new Uint8Array(this.#digest.close());
	}
}
