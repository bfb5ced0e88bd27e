/**
 * Notifications to messages. A message comes in chunks, the last of them on a characteristic of its own; several
 * messages share a chunk, and one may end in the next. Where the last chunk ends, a message begins.
 */

import { CborReader } from "./cbor";
import { readMessage, type VregMessages } from "./messages";

/**
 * What is dropped, up to the end of the last chunk:
 * - `malformed`: it is not the CBOR of a message.
 * - `unknown_opcode`
 * - `truncated`: the last chunk ends in the middle of a message.
 * - `too_long`: than a message can be.
 */
export type StreamOutcome = "ok" | "malformed" | "unknown_opcode" | "truncated" | "too_long";

/** Twice what devices are told that a message may have, and the longest notification. */
const capacity = 512;
/** Fills up a last chunk. */
const filler = 0xff;

export class VregStream {
	private readonly messages: VregMessages;
	private readonly buffer = new Uint8Array(capacity);
	private readonly reader = new CborReader(this.buffer);
	private length = 0;
	/** Until the end of the last chunk. */
	private dropping = false;

	constructor(messages: VregMessages) {
		this.messages = messages;
	}

	/** @param isLast it came on the characteristic for last chunks. */
	receive(chunk: Uint8Array, isLast: boolean): StreamOutcome {
		const outcome = this.dropping ? "ok" : this.take(chunk, isLast);
		if (outcome !== "ok") this.dropping = true;
		if (isLast) this.reset();
		return outcome;
	}

	/** Forgets what has come of a message. */
	reset(): void {
		this.length = 0;
		this.dropping = false;
	}

	private take(chunk: Uint8Array, isLast: boolean): StreamOutcome {
		if (this.length + chunk.length > capacity) return "too_long";
		this.buffer.set(chunk, this.length);
		const end = this.length + chunk.length;
		const reader = this.reader;
		let at = 0;
		while (at < end) {
			if (this.buffer[at] === filler) {
				at++;
				continue;
			}
			reader.begin(at, end);
			const trouble = readMessage(reader, this.messages);
			if (trouble === "incomplete") break;
			if (trouble !== undefined) return trouble;
			at = reader.at;
		}
		this.buffer.copyWithin(0, at, end);
		this.length = end - at;
		return isLast && at < end ? "truncated" : "ok";
	}
}
