/**
 * Whether a broker's certificate is to be trusted: RFC 5280 as far as a home needs it, with a reason in words. The
 * authority's own certificate need not be sent; a broker's own certificate may be the one that is trusted.
 */

import { sameBytes } from "./der";
import { type Certificate, nameText, type PublicKey, parseCertificate, printable } from "./x509";

export interface PathOptions {
	/** As sent, the broker's own first, in DER. */
	readonly sent: readonly Uint8Array[];
	/** To be trusted, in DER. */
	readonly trusted: readonly Uint8Array[];
	/** Name or IPv4 address that the certificate must be made out to. */
	readonly name: string;
	/** UTC since 1970 in milliseconds. */
	readonly now: number;
	/** Whether `signature` over `signed` was made with the private part of `key`. */
	readonly verify: (key: PublicKey, algorithm: string, signed: Uint8Array, signature: Uint8Array) => boolean;
}

/** More certificates than any chain has. */
const mostCertificates = 8;
/** Names that a sentence repeats. */
const mostNames = 4;

/** The broker's certificate. @throws Error with the reason when it is not to be trusted. */
export function verifyPath(options: PathOptions): Certificate {
	const { sent, name, now } = options;
	if (sent.length === 0 || sent.length > mostCertificates)
		throw new Error(`handshake failed: the broker sent ${sent.length} certificates`);
	const [leaf, ...others] = sent.map(read) as [Certificate, ...Certificate[]];
	for (const certificate of chainOf(leaf, others, options)) check(certificate, now);
	if (!leaf.server) throw new Error("handshake failed: the certificate is not for a server");
	if (!isFor(leaf, name)) throw new Error(`name mismatch: the certificate is for ${namesOf(leaf)}`);
	return leaf;
}

/** From the broker's certificate to one that is trusted. */
function chainOf(leaf: Certificate, others: readonly Certificate[], options: PathOptions): Certificate[] {
	const trusted = options.trusted.map(read);
	const chain = [leaf];
	for (let current = leaf; ; ) {
		const issued = current;
		if (trusted.some(({ whole }) => sameBytes(whole, issued.whole))) return chain;
		const between = chain.length - 1;
		const anchor = find(trusted, issued, between, options);
		if (anchor !== undefined) return [...chain, anchor];
		const next = between < others.length ? find(others, issued, between, options) : undefined;
		if (next === undefined)
			throw new Error(`unknown authority: the certificate is signed by "${nameText(issued.issuer)}"`);
		chain.push(next);
		current = next;
	}
}

function read(bytes: Uint8Array): Certificate {
	try {
		return parseCertificate(bytes);
	} catch {
		throw new Error("handshake failed: a certificate cannot be read");
	}
}

/** Who signed `issued`, with so many authorities between it and the broker. */
function find(
	candidates: readonly Certificate[],
	issued: Certificate,
	between: number,
	{ verify }: PathOptions,
): Certificate | undefined {
	return candidates.find(
		({ subject, authority, pathLength, key }) =>
			authority &&
			between <= pathLength &&
			sameBytes(subject, issued.issuer) &&
			verify(key, issued.algorithm, issued.signed, issued.signature),
	);
}

function check({ from, until, subject, restricted }: Certificate, now: number): void {
	const whose = `that of "${nameText(subject)}"`;
	if (now < from) throw new Error(`certificate not yet valid: ${whose} begins ${dateOf(from)}`);
	if (now > until) throw new Error(`certificate expired: ${whose} ended ${dateOf(until)}`);
	if (restricted) throw new Error(`handshake failed: the certificate has unknown restrictions: ${whose}`);
}

function dateOf(time: number): string {
	return new Date(time).toISOString().slice(0, 10);
}

/** @param name DNS name without regard to case, or IPv4 address. */
function isFor({ names, addresses }: Certificate, name: string): boolean {
	const address = ipv4(name);
	if (address !== undefined) return addresses.some((other) => sameBytes(other, address));
	let wanted = name.toLowerCase();
	if (wanted.endsWith(".")) wanted = wanted.slice(0, -1);
	const dot = wanted.indexOf(".");
	const rest = dot > 0 ? wanted.slice(dot) : "";
	// a wildcard stands for one label, and never for a whole domain such as .local
	return names.some(
		(other) =>
			other === wanted || (rest.indexOf(".", 1) > 0 && other.startsWith("*.") && other.slice(1) === rest),
	);
}

/** The bytes of an IPv4 address; undefined for a name. */
export function ipv4(text: string): Uint8Array | undefined {
	const parts = text.split(".");
	if (parts.length !== 4) return undefined;
	const bytes = new Uint8Array(4);
	for (let i = 0; i < 4; i++) {
		const part = parts[i]!;
		const value = Number(part);
		if (part === "" || part.length > 3 || !(value >= 0 && value <= 255) || String(value) !== part)
			return undefined;
		bytes[i] = value;
	}
	return bytes;
}

function namesOf({ names, addresses, subject }: Certificate): string {
	const all = names.map(shown);
	for (const address of addresses) if (address.length === 4) all.push(address.join("."));
	if (all.length === 0) return `no name at all; its subject "${nameText(subject)}" does not count`;
	return all.length > mostNames ? `${all.slice(0, mostNames).join(", ")} and others` : all.join(", ");
}

function shown(name: string): string {
	const bytes = new Uint8Array(name.length);
	for (let i = 0; i < name.length; i++) bytes[i] = name.charCodeAt(i);
	return printable(bytes);
}
