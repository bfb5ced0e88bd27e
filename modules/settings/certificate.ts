/** Certificates as people give them: PEM, one or several, or DER in base64. */

import { decodeBase64, encodeBase64 } from "tls/base64";
import { Der, tags } from "tls/der";
import { parseCertificate } from "tls/x509";

const armour = "-----";
const begin = `${armour}BEGIN `;
const end = `${armour}END `;

/** What is wrong, to follow the setting's name in a sentence; undefined for certificates. Never repeats the text. */
export function certificateProblem(text: string): string | undefined {
	if (text.includes("PRIVATE KEY")) return "holds a private key, which only the broker may have";
	const found = decode(text);
	if (typeof found === "string") return found;
	if (found.length === 0) return "holds no certificate";
	for (const bytes of found) {
		try {
			parseCertificate(bytes);
		} catch {
			return isPrivateKey(bytes)
				? "holds a private key, which only the broker may have"
				: "is not a certificate";
		}
	}
	return undefined;
}

/** One DER each. @param text accepted by `certificateProblem`; none of anything else. */
export function certificatesDer(text: string): Uint8Array[] {
	const found = decode(text);
	return typeof found === "string" ? [] : found;
}

/**
 * The text of the setting for a file in PEM or DER: base64 without armour, which is shorter than PEM. What is neither
 * comes back as it is, so that the setting says what is wrong with it.
 */
export function certificateText(file: Uint8Array): string {
	let text = "";
	if (file[0] === tags.sequence) text = encodeBase64(file);
	else for (const byte of file) text += String.fromCharCode(byte);
	if (certificateProblem(text) !== undefined) return text;
	let length = 0;
	const all = certificatesDer(text);
	for (const { byteLength } of all) length += byteLength;
	const joined = new Uint8Array(length);
	length = 0;
	for (const bytes of all) {
		joined.set(bytes, length);
		length += bytes.length;
	}
	return encodeBase64(joined);
}

/** One DER each, or what is wrong. */
function decode(text: string): Uint8Array[] | string {
	if (!text.includes(begin)) return split(text);
	const found: Uint8Array[] = [];
	for (let from = text.indexOf(begin); from >= 0; ) {
		const label = text.indexOf(armour, from + begin.length);
		const last = label < 0 ? -1 : text.indexOf(end, label);
		if (last < 0) return "ends in the middle of a certificate";
		if (text.slice(from + begin.length, label) !== "CERTIFICATE") return "is not a certificate";
		const block = split(text.slice(label + armour.length, last));
		if (typeof block === "string") return block;
		found.push(...block);
		from = text.indexOf(begin, last);
	}
	return found;
}

/** Several in a row are several. */
function split(base64: string): Uint8Array[] | string {
	const bytes = decodeBase64(base64);
	if (bytes === undefined) return "is neither PEM nor base64";
	const found: Uint8Array[] = [];
	try {
		for (const row = new Der(bytes); row.tag !== undefined; ) found.push(row.take(tags.sequence).whole);
	} catch {
		return "is not a certificate, or not all of one";
	}
	return found;
}

/** PKCS #1, PKCS #8 and SEC 1 begin with a version; a certificate does not. */
function isPrivateKey(bytes: Uint8Array): boolean {
	try {
		return new Der(bytes).enter(tags.sequence).tag === tags.integer;
	} catch {
		return false;
	}
}
