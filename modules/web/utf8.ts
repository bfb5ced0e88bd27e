/** Text and its bytes: the two engines share no decoder. */

/** The least code that needs so many bytes more. */
const shortest = [0x80, 0x800, 0x10000];
/** Characters put together at a time: a long text that grows by one character is copied as often as it has some. */
const run = 64;

/** The text of UTF-8 bytes, or undefined where they are none (overlong forms and halves of characters are none). */
export function utf8Text(bytes: Uint8Array): string | undefined {
	let text = "";
	let part = "";
	for (let at = 0; at < bytes.length; ) {
		const first = bytes[at++]!;
		let code = first;
		if (first >= 0x80) {
			const more = first >= 0xf5 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
			if (more === 0 || at + more > bytes.length) return undefined;
			code = first & (0x3f >> more);
			for (let index = 0; index < more; index++) {
				const next = bytes[at++]!;
				if ((next & 0xc0) !== 0x80) return undefined;
				code = (code << 6) | (next & 0x3f);
			}
			const surrogate = code >= 0xd800 && code <= 0xdfff;
			if (code < shortest[more - 1]! || code > 0x10ffff || surrogate) return undefined;
		}
		part += String.fromCodePoint(code);
		if (part.length >= run) {
			text += part;
			part = "";
		}
	}
	return text + part;
}

/** UTF-8 of a text; half of a surrogate pair becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
	const bytes: number[] = [];
	for (const character of text) {
		let code = character.codePointAt(0)!;
		if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
		if (code < 0x80) bytes.push(code);
		else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
		else if (code < 0x10000)
			bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
		else
			bytes.push(
				0xf0 | (code >> 18),
				0x80 | ((code >> 12) & 0x3f),
				0x80 | ((code >> 6) & 0x3f),
				0x80 | (code & 0x3f),
			);
	}
	return Uint8Array.from(bytes);
}
