/**
 * Takes the place of the SDK's `ecdsa`, which lets zeros pass for a signature and takes a digest longer than the order
 * for what it is not. FIPS 186-4, 6.4.
 */

import type Curve from "curve";
import type ECPoint from "ecp";
import { wholeNumber } from "moddable/numbers";
import Mont from "mont";
import { Der, tags } from "tls/der";

export default class ECDSA {
	private readonly key: ECPoint;
	private readonly curve: Curve;

	constructor(key: ECPoint, curve: Curve) {
		this.key = key;
		this.curve = curve;
	}

	/** @param signature r and s in a row, or in DER with `asn1`. @throws Error where there are none. */
	verify(digest: ArrayBuffer, signature: ArrayBuffer, asn1?: boolean): boolean {
		const { n, ec, G, orderSize } = this.curve;
		const bytes = new Uint8Array(signature);
		let r: bigint;
		let s: bigint;
		if (asn1) {
			const parts = new Der(bytes).enter(tags.sequence);
			r = wholeNumber(parts.take(tags.integer).content);
			s = wholeNumber(parts.take(tags.integer).content);
		} else {
			r = wholeNumber(bytes.subarray(0, orderSize));
			s = wholeNumber(bytes.subarray(orderSize));
		}
		if (r <= 0n || r >= n || s <= 0n || s >= n) return false;
		// the leftmost bits, as many as the order has
		const e = wholeNumber(new Uint8Array(digest).subarray(0, orderSize));
		const inverse = new Mont({ m: n }).mulinv(s);
		const point = ec.mul2(G, (e * inverse) % n, this.key, (r * inverse) % n);
		return point.X % n === r;
	}
}
