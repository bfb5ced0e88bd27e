/**
 * Takes the place of the SDK's `ssl/cert`, which takes any certificate of the chain for the broker's, lets any of them
 * sign, wants the authority's to be sent, and reads past the end of what was.
 */

import { Digest } from "crypt";
import Curve from "curve";
import ECDSA from "ecdsa";
import ECPoint from "ecp";
import { wholeNumber } from "moddable/numbers";
import RsaSignature, { type RsaKey } from "pkcs1_5";
import { verifyPath } from "tls/certificate-path";
import { Der, tags } from "tls/der";
import type { PublicKey } from "tls/x509";

/** Part of the session's options. */
export interface Trust {
	/** Certificates in DER. */
	readonly trusted: readonly Uint8Array[];
	/** Whom the broker's certificate must be made out to. */
	readonly peer: string;
	/** UTC since 1970 in milliseconds. */
	readonly now: number;
}

type EcKey = { readonly pub: ECPoint; readonly curve: Curve };

/** `SignatureAlgorithm` of RFC 5246. */
const rsa = 1;
const ecdsa = 3;
const rsaKey = "1.2.840.113549.1.1.1";
const ecKey = "1.2.840.10045.2.1";
const curves: Readonly<Record<string, "secp256r1" | "secp384r1">> = {
	"1.2.840.10045.3.1.7": "secp256r1",
	"1.3.132.0.34": "secp384r1",
};
/** By the algorithm of a certificate's signature: with RSA (PKCS #1 v1.5) or ECDSA. */
const hashes: Readonly<Record<string, "SHA256" | "SHA384" | "SHA512">> = {
	"1.2.840.113549.1.1.11": "SHA256",
	"1.2.840.113549.1.1.12": "SHA384",
	"1.2.840.113549.1.1.13": "SHA512",
	"1.2.840.10045.4.3.2": "SHA256",
	"1.2.840.10045.4.3.3": "SHA384",
	"1.2.840.10045.4.3.4": "SHA512",
};

export default class CertificateManager {
	private key: PublicKey | undefined;

	/** @throws Error with the reason when the broker is not to be trusted. */
	verify(sent: Uint8Array[], { trusted, peer, now }: Trust): true {
		this.key = verifyPath({ sent, trusted, name: peer, now, verify: isSigned }).key;
		return true;
	}

	/** Of the broker, for its signature under the key exchange. */
	getKey(): RsaKey | EcKey {
		const key = this.key;
		if (key === undefined) throw new Error("no certificate");
		return isRsa(key) ? rsaKeyOf(key) : ecKeyOf(key);
	}

	/** What that signature must be made with. */
	get signature(): number {
		return this.key !== undefined && isRsa(this.key) ? rsa : ecdsa;
	}

	/** The SDK wants to keep what it was sent. */
	register(): void {}

	/** A broker may ask for a certificate of ours: there is none. */
	findPreferredCert(): [] {
		return [];
	}
}

function isRsa(key: PublicKey): boolean {
	return key.algorithm === rsaKey;
}

function isSigned(key: PublicKey, algorithm: string, signed: Uint8Array, signature: Uint8Array): boolean {
	const hash = hashes[algorithm];
	if (hash === undefined) throw new Error(`handshake failed: signatures ${algorithm} are not known here`);
	// the typings know one hash, and no views
	const digest = new Digest(hash as "SHA256");
	digest.write(signed as unknown as ArrayBuffer);
	const bytes = signature.slice().buffer as ArrayBuffer;
	if (isRsa(key)) return new RsaSignature(rsaKeyOf(key)).verify(digest.close(), bytes);
	const { pub, curve } = ecKeyOf(key);
	return new ECDSA(pub, curve).verify(digest.close(), bytes, true);
}

function rsaKeyOf({ bits }: PublicKey): RsaKey {
	const parts = new Der(bits).enter(tags.sequence);
	const { content } = parts.take(tags.integer);
	const modulus = content[0] === 0 ? content.subarray(1) : content;
	return {
		modulus: wholeNumber(modulus),
		exponent: wholeNumber(parts.take(tags.integer).content),
		size: modulus.length,
	};
}

function ecKeyOf({ algorithm, curve, bits }: PublicKey): EcKey {
	const name = curves[curve];
	if (algorithm !== ecKey || name === undefined)
		throw new Error("handshake failed: the kind of key in a certificate is not known here");
	const size = name === "secp256r1" ? 32 : 48;
	if (bits.length !== 1 + 2 * size || bits[0] !== 4) throw new Error("handshake failed: a key is no point");
	return {
		pub: new ECPoint(wholeNumber(bits.subarray(1, 1 + size)), wholeNumber(bits.subarray(1 + size))),
		curve: new Curve(name),
	};
}
