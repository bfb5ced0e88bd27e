/** Text and its bytes: the two engines share no decoder. */

/** The least code that needs so many bytes more. */
const shortest = [0x80, 0x800, 0x10000];
/** Characters put together at a time: a text that grows by one character is copied as often as it has some. */
const sizes = { run: 32, part: 512 };

/** The text of bytes that come in pieces. */
export class Utf8Decoder {
	private readonly parts: string[] = [];
	private part = "";
	private run = "";
	private code = 0;
	/** Bytes that the character lacks, and that it has behind its first. */
	private lacks = 0;
	private more = 0;
	private broken = false;

	push(bytes: Uint8Array): void {
		for (let at = 0; at < bytes.length && !this.broken; at++) {
			const byte = bytes[at]!;
			if (this.lacks > 0) this.continue(byte);
			else if (byte < 0x80) this.add(byte);
			else this.begin(byte);
		}
	}

	/** Once. Undefined where it is no UTF-8: overlong forms and halves of characters are none. */
	end(): string | undefined {
		if (this.broken || this.lacks > 0) return undefined;
		this.parts.push(this.part, this.run);
		const text = this.parts.join("");
		this.parts.length = 0; // the text is in memory once
		return text;
	}

	private begin(byte: number): void {
		this.more = byte >= 0xf5 ? 0 : byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : 0;
		this.lacks = this.more;
		this.code = byte & (0x3f >> this.more);
		if (this.more === 0) this.broken = true;
	}

	private continue(byte: number): void {
		this.code = (this.code << 6) | (byte & 0x3f);
		this.lacks--;
		if ((byte & 0xc0) !== 0x80) this.broken = true;
		else if (this.lacks === 0) {
			const surrogate = this.code >= 0xd800 && this.code <= 0xdfff;
			if (this.code < shortest[this.more - 1]! || this.code > 0x10ffff || surrogate) this.broken = true;
			else this.add(this.code);
		}
	}

	private add(code: number): void {
		this.run += String.fromCodePoint(code);
		if (this.run.length < sizes.run) return;
		this.part += this.run;
		this.run = "";
		if (this.part.length < sizes.part) return;
		this.parts.push(this.part);
		this.part = "";
	}
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
