/**
 * Chunks and credit. Both sides tell how long a message they take and how many; here one message is sent for each
 * credit that comes, whatever its number: a device that adds credits up and one that tells all it has are served alike.
 *
 * Control codes: `F7` error (2 bytes), `F8` forget what has come, `F9` credit (1), `FA` messages and bytes of each (2).
 * Reading the control characteristic gives what the device takes, such as `00 0400 01 DE 4A00`: messages (byte 3), bytes
 * of a message (byte 4), bytes of a chunk (bytes 5 and 6, little-endian). VictronConnect's messages fill 222 bytes of
 * three chunks of 74, and on an older device 160 of eight of 20; the other fields are unknown.
 */

import type { Characteristic, GattConnection } from "./port";

const codes = { error: 0xf7, reset: 0xf8, credit: 0xf9, sizes: 0xfa } as const;

/** What VictronConnect says: 128 messages of 255 bytes, and 65 more each time that 65 chunks have come. */
const ourMessages = 0x80;
const ourLongest = 0xff;
const renewal = 0x41;

/** Where the device does not say: what the oldest device does. */
const smallest = { chunk: 20, message: 160 } as const;

/** What a control notification says: an error's code, or what happened. */
export type ControlOutcome = number | "reset" | "credit" | "nothing";

export class ChunkFlow {
	private readonly connection: GattConnection;
	private readonly longestWrite: number;
	private chunk: number = smallest.chunk;
	private received = 0;
	/** A message may be sent. */
	credit = false;
	/** Bytes. */
	longestMessage: number = smallest.message;

	/** @param longestWrite bytes. */
	constructor(connection: GattConnection, longestWrite: number) {
		this.connection = connection;
		this.longestWrite = longestWrite;
	}

	/** @param offer what the control characteristic read. */
	negotiate(offer: Uint8Array): void {
		const chunk = offer.length < 7 ? 0 : offer[5]! | (offer[6]! << 8);
		this.chunk = Math.max(smallest.chunk, Math.min(chunk, this.longestWrite));
		if (offer.length >= 7) this.longestMessage = Math.max(smallest.chunk, offer[4]!);
		this.control(codes.sizes, ourMessages, ourLongest);
		this.control(codes.credit, ourMessages);
	}

	/** Only with credit. */
	send(message: readonly number[]): void {
		this.credit = false;
		const bytes = Uint8Array.from(message);
		for (let at = 0; at < bytes.length; at += this.chunk) {
			const end = Math.min(at + this.chunk, bytes.length);
			const characteristic: Characteristic = end === bytes.length ? "lastData" : "data";
			this.connection.write(characteristic, bytes.subarray(at, end));
		}
	}

	onControl(value: Uint8Array): ControlOutcome {
		switch (value[0]) {
			case codes.error:
				return (value[1] ?? 0) | ((value[2] ?? 0) << 8);
			case codes.reset:
				return "reset";
			case codes.credit:
				this.credit ||= value[1]! > 0;
				return this.credit ? "credit" : "nothing";
			default:
				return "nothing";
		}
	}

	/** One more chunk has come. */
	onChunk(): void {
		if (++this.received < renewal) return;
		this.received = 0;
		this.control(codes.credit, renewal);
	}

	private control(...value: number[]): void {
		this.connection.write("control", Uint8Array.from(value));
	}
}
