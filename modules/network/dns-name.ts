/**
 * Names of DNS as text that keeps every octet: one character for each, labels between dots, and a backslash before a dot
 * or a backslash that is part of a label (RFC 1035, 5.1). A service's name may hold any octet (RFC 6763, 4.1.1).
 */

/** ASCII letters in lower case, as names are compared (RFC 1035, 2.3.3). */
export function sameCase(name: string): string {
	// That is all for most names; a loop over every character makes much garbage.
	if (name.toLowerCase() === name) return name;
	return name.split(".").map(sameCaseLabel).join(".");
}

function sameCaseLabel(label: string): string {
	if (label.toLowerCase() === label) return label;
	let lower = "";
	for (const character of label)
		lower += character >= "A" && character <= "Z" ? character.toLowerCase() : character;
	return lower;
}

/** A machine's name: plain characters of ASCII, without a slash. Some responders put parentheses into theirs. */
export function isHostName(name: string): boolean {
	for (let i = 0; i < name.length; i++) {
		const code = name.charCodeAt(i);
		if (code <= 0x20 || code >= 0x7f || code === 0x2f || code === 0x5c) return false;
	}
	return name !== "";
}

/** A label for people: what it escapes is plain, its UTF-8 is text, and what cannot be shown is `?`. */
export function labelText(label: string): string {
	const octets: number[] = [];
	for (let i = 0; i < label.length; i++) {
		if (label.charAt(i) === "\\" && i + 1 < label.length) i++;
		octets.push(label.charCodeAt(i));
	}
	let text = "";
	for (let at = 0; at < octets.length; ) {
		const size = utf8Size(octets, at);
		text += size === 0 ? "?" : shown(codePoint(octets, at, size));
		at += size || 1;
	}
	return text;
}

/** Octets of the character that begins there, 0 when that is not UTF-8. */
function utf8Size(octets: readonly number[], at: number): number {
	const first = octets[at]!;
	const size =
		first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
	if (at + size > octets.length) return 0;
	for (let i = 1; i < size; i++) if ((octets[at + i]! & 0xc0) !== 0x80) return 0;
	const code = codePoint(octets, at, size);
	const smallest = size === 3 ? 0x800 : size === 4 ? 0x10000 : 0;
	return code < smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? 0 : size;
}

function codePoint(octets: readonly number[], at: number, size: number): number {
	if (size <= 1) return octets[at]!;
	let code = octets[at]! & (0x7f >> size);
	for (let i = 1; i < size; i++) code = (code << 6) | (octets[at + i]! & 0x3f);
	return code;
}

/** Control characters would spoil the log's line. */
function shown(code: number): string {
	const control = code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029;
	return control ? "?" : String.fromCodePoint(code);
}
