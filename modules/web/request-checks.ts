/** What a request's headers tell of where it comes from. */

import { isDigit, isLetter } from "../settings/text";

/**
 * Whether a `host` header names this device: an address, `localhost`, `x.local` or a name without a dot. Any other may
 * be a stranger's name that leads here (DNS rebinding), whose page would then be of the same origin.
 */
export function isOwnHost(host: string): boolean {
	const bracket = host.startsWith("[") ? host.indexOf("]") : -1;
	const colon = host.indexOf(":", Math.max(0, bracket));
	const name = (colon < 0 ? host : host.slice(0, colon)).toLowerCase();
	if (colon >= 0 && !isPort(host.slice(colon + 1))) return false;
	if (bracket > 0) return name.length === bracket + 1 && consistsOf(name.slice(1, -1), ":.", true);
	if (name === "" || name.length > 253) return false;
	if (consistsOf(name, ".", false)) return true;
	const label = name.endsWith(".local") ? name.slice(0, -6) : name;
	return label !== "" && nameCharacters(label, label !== name);
}

/** Whether the page that sent a request is this device's own. */
export function isSameOrigin(headers: ReadonlyMap<string, string>): boolean {
	const site = headers.get("sec-fetch-site");
	if (site !== undefined) return site === "same-origin" || site === "none";
	const host = headers.get("host");
	const origin = headers.get("origin");
	return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

/** `application/json`, whatever its parameters. */
export function isType(header: string | undefined, type: string): boolean {
	const end = header?.indexOf(";") ?? -1;
	return (end < 0 ? header : header!.slice(0, end))?.trim().toLowerCase() === type;
}

function isPort(text: string): boolean {
	if (text.length > 5) return false;
	for (const character of text) if (!isDigit(character)) return false;
	return true;
}

/** Digits (of hex, perhaps) and these characters. */
function consistsOf(text: string, others: string, hex: boolean): boolean {
	for (const character of text) {
		const letter = hex && character >= "a" && character <= "f";
		if (!isDigit(character) && !letter && !others.includes(character)) return false;
	}
	return text !== "";
}

function nameCharacters(text: string, dots: boolean): boolean {
	for (const character of text) {
		const fits = isLetter(character) || isDigit(character) || character === "-" || character === "_";
		if (!fits && !(dots && character === ".")) return false;
	}
	return true;
}
