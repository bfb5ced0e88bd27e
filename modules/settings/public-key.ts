/** Public keys on the curve P-256, as people have them: PEM (SubjectPublicKeyInfo, RFC 5480), or X and Y in hex. */

import { hexBytes, hexText } from "../victron/hex";

const begin = "-----BEGIN PUBLIC KEY-----";
const end = "-----END PUBLIC KEY-----";
/** DER of id-ecPublicKey with prime256v1, up to the point: uncompressed, X and Y. */
const prefix = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const digits = 128;

/** X and Y as 128 lower-case hex digits, or what the text is instead. */
export function parsePublicKey(text: string): { readonly key: string } | { readonly problem: string } {
	if (text.includes("PRIVATE KEY-----")) return { problem: "is a private key, which belongs to nobody else" };
	const from = text.indexOf(begin);
	const to = text.indexOf(end);
	const hex =
		from >= 0 && to > from ? fromPem(text.slice(from + begin.length, to)) : text.trim().toLowerCase();
	if (hex === undefined || hex.length !== digits || hexBytes(hex) === undefined)
		return { problem: "is no public key of P-256" };
	return isOnCurve(hex) ? { key: hex } : { problem: "is no point of P-256: a digit is wrong" };
}

function fromPem(base64: string): string | undefined {
	const bytes: number[] = [];
	let bits = 0;
	let value = 0;
	for (const character of base64) {
		if (character.trim() === "" || character === "=") continue;
		const six = alphabet.indexOf(character);
		if (six < 0) return undefined;
		value = ((value << 6) | six) & 0xffff;
		bits += 6;
		if (bits < 8) continue;
		bits -= 8;
		bytes.push((value >> bits) & 0xff);
	}
	const der = hexText(Uint8Array.from(bytes));
	return der.startsWith(prefix) ? der.slice(prefix.length) : undefined;
}

/** y² = x³ - 3x + b (FIPS 186-4, D.1.2.3): a digit that is wrong shows. */
function isOnCurve(hex: string): boolean {
	const p = BigInt("0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
	const b = BigInt("0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
	const x = BigInt(`0x${hex.slice(0, digits / 2)}`);
	const y = BigInt(`0x${hex.slice(digits / 2)}`);
	return x < p && y < p && (x * x * x - BigInt(3) * x + b - y * y) % p === BigInt(0);
}
