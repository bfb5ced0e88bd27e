/** Certificates as RFC 5280 lays them out: what is needed to judge a broker by them. */

import { bitString, Der, type Element, identifier, tags } from "./der";

export interface PublicKey {
	/** Object identifier of the algorithm. */
	readonly algorithm: string;
	/** Object identifier of the curve of an elliptic key. */
	readonly curve: string;
	/** RSAPublicKey in DER, or a point of the curve. */
	readonly bits: Uint8Array;
	/** SubjectPublicKeyInfo in DER. */
	readonly whole: Uint8Array;
}

export interface Certificate {
	readonly whole: Uint8Array;
	/** What is signed. */
	readonly signed: Uint8Array;
	/** Object identifier of the signature's algorithm. */
	readonly algorithm: string;
	readonly signature: Uint8Array;
	/** Names in DER. */
	readonly issuer: Uint8Array;
	readonly subject: Uint8Array;
	/** UTC since 1970 in milliseconds. */
	readonly from: number;
	readonly until: number;
	readonly key: PublicKey;
	/** DNS names of subjectAltName, in lower case. */
	readonly names: readonly string[];
	/** IP addresses of subjectAltName, 4 or 16 bytes each. */
	readonly addresses: readonly Uint8Array[];
	/** May sign other certificates. */
	readonly authority: boolean;
	/** Authorities that may stand between this one and the broker's. */
	readonly pathLength: number;
	/** May be a server's. */
	readonly server: boolean;
	/** Has a critical extension that is not understood here. */
	readonly restricted: boolean;
}

const extensions = {
	keyUsage: "2.5.29.15",
	subjectAltName: "2.5.29.17",
	basicConstraints: "2.5.29.19",
	extendedKeyUsage: "2.5.29.37",
} as const;
const serverAuthentication = "1.3.6.1.5.5.7.3.1";
const anyUsage = "2.5.29.37.0";
const commonName = "2.5.4.3";
/** Bit of keyUsage. */
const signsCertificates = 0x04;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Extensions = Mutable<
	Pick<Certificate, "addresses" | "authority" | "names" | "pathLength" | "restricted" | "server">
>;

/** @param bytes one certificate in DER. @throws Error for anything else. */
export function parseCertificate(bytes: Uint8Array): Certificate {
	const outer = new Der(bytes);
	const whole = outer.take(tags.sequence);
	if (outer.tag !== undefined) throw new Error("bytes after the certificate");
	const parts = new Der(whole.content);
	const signed = parts.take(tags.sequence);
	const algorithm = algorithmOf(parts.enter(tags.sequence));
	const signature = bitString(parts.take(tags.bitString));
	const body = new Der(signed.content);
	if (body.tag === 0xa0) body.take();
	body.take(tags.integer); // serial number
	if (algorithmOf(body.enter(tags.sequence)) !== algorithm) throw new Error("two signature algorithms");
	const issuer = body.take(tags.sequence).whole;
	const validity = body.enter(tags.sequence);
	const from = timeOf(validity.take());
	const until = timeOf(validity.take());
	const subject = body.take(tags.sequence).whole;
	const key = keyOf(body.take(tags.sequence));
	const found: Extensions = {
		names: [],
		addresses: [],
		authority: false,
		pathLength: Number.POSITIVE_INFINITY,
		server: true,
		restricted: false,
	};
	while (body.tag !== undefined) {
		const { tag, content } = body.take();
		if (tag === 0xa3) readExtensions(new Der(content).enter(tags.sequence), found);
	}
	return {
		whole: whole.whole,
		signed: signed.whole,
		algorithm,
		signature,
		issuer,
		subject,
		from,
		until,
		key,
		...found,
	};
}

/** The common name in a name in DER, else its last part, for people; a question mark where there is none to read. */
export function nameText(name: Uint8Array): string {
	let text = "?";
	try {
		const sets = new Der(name).enter(tags.sequence);
		while (sets.tag !== undefined) {
			const pair = sets.enter(tags.set).enter(tags.sequence);
			const type = identifier(pair.take(tags.objectIdentifier).content);
			text = printable(pair.take().content);
			if (type === commonName) break;
		}
	} catch {
		// the signer's affair, not ours
	}
	return text;
}

/** Foreign text in a sentence: printable ASCII, cut. */
export function printable(bytes: Uint8Array): string {
	let text = "";
	for (let i = 0; i < bytes.length && i < 64; i++) {
		const code = bytes[i]!;
		text += code >= 0x20 && code < 0x7f && code !== 0x22 ? String.fromCharCode(code) : "?";
	}
	return text;
}

function algorithmOf(sequence: Der): string {
	return identifier(sequence.take(tags.objectIdentifier).content);
}

function keyOf(info: Element): PublicKey {
	const parts = new Der(info.content);
	const algorithm = parts.enter(tags.sequence);
	const name = algorithmOf(algorithm);
	const curve =
		algorithm.tag === tags.objectIdentifier ? identifier(algorithm.take(tags.objectIdentifier).content) : "";
	return { algorithm: name, curve, bits: bitString(parts.take(tags.bitString)), whole: info.whole };
}

/** YYMMDDhhmmssZ, or with four digits of the year. */
function timeOf({ tag, content }: Element): number {
	const years = tag === tags.utcTime ? 2 : 4;
	if (tag !== tags.utcTime && tag !== tags.generalizedTime) throw new Error("unexpected DER tag");
	if (content.length !== years + 11 || content[years + 10] !== 0x5a) throw new Error("unexpected time");
	const digits = (at: number, count: number) => {
		let value = 0;
		for (let i = at; i < at + count; i++) {
			const digit = content[i]! - 0x30;
			if (digit < 0 || digit > 9) throw new Error("unexpected time");
			value = value * 10 + digit;
		}
		return value;
	};
	const two = (index: number) => digits(years + 2 * index, 2);
	const written = digits(0, years);
	const year = years === 4 ? written : written + (written < 50 ? 2000 : 1900);
	return Date.UTC(year, two(0) - 1, two(1), two(2), two(3), two(4));
}

function readExtensions(list: Der, found: Extensions): void {
	/** Of keyUsage; without one it may sign. */
	let signs = true;
	while (list.tag !== undefined) {
		const extension = list.enter(tags.sequence);
		const name = identifier(extension.take(tags.objectIdentifier).content);
		const critical = extension.tag === tags.boolean && extension.take().content[0] !== 0;
		const { content } = extension.take(tags.octetString);
		switch (name) {
			case extensions.subjectAltName:
				readNames(new Der(content).enter(tags.sequence), found);
				break;
			case extensions.basicConstraints: {
				const constraints = new Der(content).enter(tags.sequence);
				found.authority = constraints.tag === tags.boolean && constraints.take().content[0] !== 0;
				if (constraints.tag === tags.integer) found.pathLength = constraints.take().content[0] ?? 0;
				break;
			}
			case extensions.keyUsage:
				signs = ((new Der(content).take(tags.bitString).content[1] ?? 0) & signsCertificates) !== 0;
				break;
			case extensions.extendedKeyUsage: {
				const usages = new Der(content).enter(tags.sequence);
				found.server = false;
				while (usages.tag !== undefined) {
					const usage = identifier(usages.take(tags.objectIdentifier).content);
					if (usage === serverAuthentication || usage === anyUsage) found.server = true;
				}
				break;
			}
			default:
				if (critical) found.restricted = true;
		}
	}
	if (!signs) found.authority = false;
}

function readNames(list: Der, found: Extensions): void {
	const names: string[] = [];
	const addresses: Uint8Array[] = [];
	while (list.tag !== undefined) {
		const { tag, content } = list.take();
		if (tag === 0x82) names.push(ascii(content).toLowerCase());
		else if (tag === 0x87) addresses.push(content);
	}
	found.names = names;
	found.addresses = addresses;
}

/** Longer than any DNS name is none, and matches none. */
function ascii(bytes: Uint8Array): string {
	let text = "";
	if (bytes.length <= 253) for (const byte of bytes) text += String.fromCharCode(byte);
	return text;
}
