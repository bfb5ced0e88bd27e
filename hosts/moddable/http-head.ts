/**
 * The head of an HTTP/1.x request, read byte by byte in constant memory: whatever is sent. The SDK's own server keeps
 * lines and headers of any length and number.
 */

import type { HttpRequest } from "../ports";

/** Those that somebody asks for; others are passed over. */
const kept: readonly string[] = ["host", "origin", "cookie", "content-type", "sec-fetch-site"];
/** Bytes. A longer path is cut there, which makes it too long; a longer header is passed over. */
const limits = { head: 4096, line: 512, method: 16, path: 257 };
const [lineFeed, carriageReturn, colon] = [10, 13, 58];

export class HttpHead {
	/** What the request is refused with; undefined while it is well. */
	refused: number | undefined;
	/** The whole head is there. */
	complete = false;
	private method = "";
	private path = "";
	private readonly headers = new Map<string, string>();
	private length: number | undefined;
	private readonly line = new Uint8Array(limits.line);
	/** Bytes of the line, which may be more than are kept of it. */
	private lineLength = 0;
	private total = 0;

	/** @returns how many of the bytes belong to the head. */
	take(bytes: Uint8Array): number {
		let at = 0;
		while (at < bytes.length && !this.complete && this.refused === undefined) {
			const byte = bytes[at++]!;
			if (++this.total > limits.head) this.refused = 431;
			else if (byte !== lineFeed) {
				if (this.lineLength < limits.line) this.line[this.lineLength] = byte;
				this.lineLength++;
			} else this.endLine();
		}
		return at;
	}

	/** Once it is complete. */
	get request(): HttpRequest {
		return { method: this.method, path: this.path, headers: this.headers, length: this.length ?? 0 };
	}

	private endLine(): void {
		let end = Math.min(this.lineLength, limits.line);
		const cut = end < this.lineLength;
		if (!cut && this.line[end - 1] === carriageReturn) end--;
		this.lineLength = 0;
		if (this.method === "") {
			// a client may send an empty line before its request
			if (end > 0) this.requestLine(end);
		} else if (end === 0) this.complete = true;
		else if (!cut) this.header(end);
	}

	private requestLine(end: number): void {
		const first = this.find(32, 0, end);
		const second = this.find(32, first + 1, end);
		const third = this.find(32, second + 1, end);
		if (first === 0 || first > limits.method || second >= end) {
			// a line that is cut has no version
			this.refused = end === limits.line ? 414 : 400;
			return;
		}
		const version = this.text(second + 1, end);
		if (third < end || !version.startsWith("HTTP/")) this.refused = 400;
		else if (version !== "HTTP/1.1" && version !== "HTTP/1.0") this.refused = 505;
		this.method = this.text(0, first);
		this.path = this.text(first + 1, Math.min(second, first + 1 + limits.path));
	}

	private header(end: number): void {
		const split = this.find(colon, 0, end);
		const name = this.text(0, split).toLowerCase();
		// neither a name without a value, nor one with a space at an end, which others take for another name
		if (split === end || split === 0 || name.trim() !== name) {
			this.refused = 400;
			return;
		}
		if (name === "transfer-encoding") this.refused = 411;
		else if (name === "content-length") this.setLength(this.text(split + 1, end).trim());
		else if (kept.includes(name)) {
			const value = this.text(split + 1, end).trim();
			const before = this.headers.get(name);
			this.headers.set(name, before === undefined ? value : `${before}, ${value}`);
		}
	}

	private setLength(text: string): void {
		const length = digits(text) && text.length <= 9 ? Number(text) : undefined;
		if (length === undefined || (this.length ?? length) !== length) this.refused = 400;
		else this.length = length;
	}

	/** Place of a byte in the line, `end` where there is none. */
	private find(byte: number, from: number, end: number): number {
		for (let at = from; at < end; at++) if (this.line[at] === byte) return at;
		return end;
	}

	/** One character for each byte; what is not printable ASCII becomes one that no name or path has. */
	private text(from: number, to: number): string {
		let text = "";
		for (let at = from; at < to; at++) {
			const byte = this.line[at]!;
			text += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "\x7f";
		}
		return text;
	}
}

function digits(text: string): boolean {
	for (const character of text) if (character < "0" || character > "9") return false;
	return text !== "";
}
