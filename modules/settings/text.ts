/** Small work on text, without regular expressions. */

/**
 * Length in bytes of UTF-8, or undefined where the text cannot be stored or sent: it has a NUL, or half of a
 * surrogate pair.
 */
export function utf8Length(text: string): number | undefined {
	let length = 0;
	for (let index = 0; index < text.length; index++) {
		const code = text.codePointAt(index)!;
		if (code === 0 || (code >= 0xd800 && code <= 0xdfff)) return undefined;
		// One or two places in the text: the engine of the SDK counts characters, others count UTF-16 units.
		if (code > 0xffff) index += String.fromCodePoint(code).length - 1;
		length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	}
	return length;
}

export function isDigit(character: string): boolean {
	return character >= "0" && character <= "9" && character.length === 1;
}

/** ASCII only: lower case would make a `k` of the Kelvin sign. */
export function isLetter(character: string): boolean {
	if (character.length !== 1) return false;
	return (character >= "a" && character <= "z") || (character >= "A" && character <= "Z");
}

export function isHexDigit(character: string): boolean {
	const lower = character.toLowerCase();
	return isDigit(character) || (lower >= "a" && lower <= "f" && character.length === 1);
}

/** The number that decimal digits alone say, NaN for anything else; at most 9 digits. */
export function wholeNumber(text: string): number {
	if (text.length === 0 || text.length > 9) return Number.NaN;
	for (const character of text) if (!isDigit(character)) return Number.NaN;
	return Number(text);
}

/** A value as a sentence shows it, in a few words whatever it is. Not for secrets. */
export function show(value: unknown): string {
	if (typeof value === "string") {
		if (holdsKey(value)) return "text that looks like a key";
		return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
	}
	if (typeof value === "number" || typeof value === "boolean") return String(value);
	return kindOf(value);
}

/** A setting's name as a sentence shows it: cut, and quoted where it has characters that do not print. */
export function showKey(key: string): string {
	if (holdsKey(key)) return "a name that looks like a key";
	const cut = key.length > 60 ? `${key.slice(0, 60)}…` : key;
	const quoted = JSON.stringify(cut);
	return quoted.length === cut.length + 2 ? cut : quoted;
}

/** So many hex digits in a row are somebody's key in the wrong place, which no sentence repeats. */
function holdsKey(text: string): boolean {
	let digits = 0;
	for (const character of text) {
		digits = isHexDigit(character) ? digits + 1 : 0;
		if (digits === 16) return true;
	}
	return false;
}

/** What kind of value it is, in words. */
export function kindOf(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return "a list";
	if (typeof value === "string") return "text";
	if (typeof value === "object") return "an object";
	return value === undefined ? "missing" : `a ${typeof value}`;
}
