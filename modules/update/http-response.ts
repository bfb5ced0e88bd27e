/** The answer to `GET` with HTTP/1.0, in constant memory: a head in lines, then the body up to its length or the end. */

import type { DownloadEvents } from "../../hosts/ports";
import { wholeNumber } from "../settings/text";

/** Bytes of a line that are read; what a longer one has more is skipped. Addresses for redirects are long. */
const longestLine = 1100;
const longestHead = 16_384;
const [lineFeed, carriageReturn] = [10, 13];

export class HttpResponse {
	private readonly events: DownloadEvents;
	private line = new Uint8Array(longestLine);
	private filled = 0;
	private headLength = 0;
	private status: number | undefined;
	private location: string | undefined;
	/** Of the body that is still to come; undefined until the server says. */
	private left: number | undefined;
	private state: "head" | "body" | "ended" = "head";

	constructor(events: DownloadEvents) {
		this.events = events;
	}

	/** Nothing comes any more. */
	get ended(): boolean {
		return this.state === "ended";
	}

	/** What the server has sent. @param data valid only during the call. */
	take(data: Uint8Array): void {
		let at = 0;
		while (this.state === "head" && at < data.length) this.head(data[at++]!);
		// the events may have ended it
		if (at < data.length && !this.ended) this.body(at === 0 ? data : data.subarray(at));
	}

	/** The server has closed the connection, or it was lost. */
	lost(): void {
		if (this.state === "body" && this.left === undefined) this.end();
		else this.fail("the connection was lost");
	}

	fail(reason: string): void {
		if (this.ended) return;
		this.state = "ended";
		this.events.onFailed(reason);
	}

	/** Nobody listens any more. */
	close(): void {
		this.state = "ended";
	}

	private head(byte: number): void {
		if (++this.headLength > longestHead) this.fail("the server's head is too long");
		else if (byte !== lineFeed) {
			if (this.filled < longestLine) this.line[this.filled++] = byte;
		} else {
			if (this.filled > 0 && this.line[this.filled - 1] === carriageReturn) this.filled--;
			let line = "";
			for (let index = 0; index < this.filled; index++) line += String.fromCharCode(this.line[index]!);
			this.filled = 0;
			if (this.status === undefined) this.begin(line);
			else if (line !== "") this.header(line);
			else this.answer(this.status);
		}
	}

	/** `HTTP/1.1 200 OK`. */
	private begin(line: string): void {
		const status = wholeNumber(line.slice(9, 12));
		if (!line.startsWith("HTTP/1.") || !(status >= 200)) this.fail("the server does not answer in HTTP");
		else this.status = status;
	}

	private header(line: string): void {
		const colon = line.indexOf(":");
		const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
		const value = line.slice(colon + 1).trim();
		if (name === "location") this.location = value;
		else if (name === "transfer-encoding")
			this.fail("the server sends in chunks, though it was not asked to");
		else if (name === "content-length") {
			const length = value.length > 9 && Number(value) > 0 ? Number(value) : wholeNumber(value);
			if (Number.isNaN(length)) this.fail("the server's content-length is no number");
			else this.left = length;
		}
	}

	private answer(status: number): void {
		this.state = "body";
		this.line = new Uint8Array(0);
		this.events.onHead(status, this.left, this.location);
		if (this.left === 0) this.end();
	}

	private body(data: Uint8Array): void {
		const left = this.left;
		const part = left === undefined || data.length <= left ? data : data.subarray(0, left);
		if (left !== undefined) this.left = left - part.length;
		this.events.onData(part);
		if (this.left === 0) this.end();
	}

	private end(): void {
		if (this.ended) return;
		this.state = "ended";
		this.events.onEnd();
	}
}
