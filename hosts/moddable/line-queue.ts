/** Texts on their way to a slow line: bounded, in order, each one whole or not at all. */

import type { LongText } from "../ports";

/** Texts that wait; an answer of any length is one. */
const mostTexts = 12;

export class LineQueue {
	private readonly texts: (string | LongText)[] = [];
	/** Part of the first text that is next. */
	private part = 0;
	private bytes: ArrayBuffer | undefined;
	/** Bytes of it that are on their way. */
	#sent = 0;

	add(text: string | LongText): void {
		if (this.texts.length < mostTexts) this.texts.push(text);
	}

	/** What is next, `most` bytes or fewer; undefined when there is nothing. */
	next(most: number): ArrayBuffer | undefined {
		this.bytes ??= this.load();
		return this.bytes?.slice(this.#sent, this.#sent + most);
	}

	/** So many bytes of what is next are on their way. */
	sent(count: number): void {
		this.#sent += count;
		if (this.bytes !== undefined && this.#sent >= this.bytes.byteLength) this.end();
	}

	/** Nobody takes it. */
	clear(): void {
		this.texts.length = 0;
		this.part = 0;
		this.end();
	}

	private end(): void {
		this.bytes = undefined;
		this.#sent = 0;
	}

	private load(): ArrayBuffer | undefined {
		for (let text = this.texts[0]; text !== undefined; text = this.texts[0]) {
			const parts = typeof text === "string" ? 1 : text.count;
			if (this.part < parts) {
				const part = this.part++;
				const piece = typeof text === "string" ? text : text.part(part);
				if (piece !== "") return ArrayBuffer.fromString(piece);
			} else {
				this.part = 0;
				this.texts.shift();
			}
		}
		return undefined;
	}
}
