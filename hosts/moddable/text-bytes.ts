/** A long text as bytes of UTF-8, a few at a time: never all of it in memory. */

import type { LongText } from "../ports";

/** Bytes of UTF-8 of a character; the length of a text counts whole characters in this engine. */
const longestCharacter = 4;

export class TextBytes {
	private readonly text: LongText;
	#next = 0;
	private part = "";
	private sent = 0;

	constructor(text: LongText) {
		this.text = text;
	}

	/** The next bytes, at most `room`, which is 4 or more; undefined at the end. */
	next(room: number): ArrayBuffer | undefined {
		while (this.sent >= this.part.length) {
			if (this.#next >= this.text.count) return undefined;
			this.part = this.text.part(this.#next++);
			this.sent = 0;
		}
		const end = this.sent + Math.floor(room / longestCharacter);
		const bytes = ArrayBuffer.fromString(this.part.slice(this.sent, end));
		this.sent = end;
		return bytes;
	}
}
