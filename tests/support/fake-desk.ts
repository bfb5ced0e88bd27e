/** A desk that answers what a test tells it to, and a line that keeps what is written. */

import type { LongText, SerialLine } from "../../hosts/ports";
import type { Desk, Reply } from "../../modules/control/desk";
import { wholeText } from "../../modules/publish/long-text";

export interface FakeRequest {
	readonly what: string;
	readonly parameters: unknown;
	readonly done: (reply: Reply) => void;
}

export class FakeDesk implements Desk {
	readonly requests: FakeRequest[] = [];
	/** Answers at once; without an answer, the test calls `done`. */
	readonly answers = new Map<string, Reply>();

	request(_door: string, what: string, parameters: unknown, done: (reply: Reply) => void): void {
		this.requests.push({ what, parameters, done });
		const reply = this.answers.get(what);
		if (reply) done(reply);
	}

	get latest(): FakeRequest {
		return this.requests.at(-1)!;
	}
}

export class FakeLine implements SerialLine {
	#onData: (data: Uint8Array) => void = () => {};
	written = "";

	open(onData: (data: Uint8Array) => void): void {
		this.#onData = onData;
	}

	write(text: string | LongText): void {
		this.written += wholeText(text);
	}

	receive(data: string | Uint8Array): void {
		this.#onData(typeof data === "string" ? new TextEncoder().encode(data) : data);
	}

	/** What was written since the last call. */
	take(): string {
		const text = this.written;
		this.written = "";
		return text;
	}
}
