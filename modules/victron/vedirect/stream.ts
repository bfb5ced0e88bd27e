/**
 * What comes in over VE.Direct, byte by byte: TEXT blocks, and HEX frames that may interrupt them anywhere. Memory is
 * one block. A lost, added or changed byte costs the block or the frame that it is in.
 */

import type { Fields } from "../decode";
import { frameSum, type Message, mostFrameBytes, readMessage } from "./frame";
import { TextReader } from "./text";

/** Why a part of the stream was dropped. */
export type StreamFault =
	| "text_checksum"
	| "text_too_long"
	| "frame_check"
	| "frame_broken"
	| "frame_too_long"
	| "frame_unknown";

/** None of them may throw. */
export interface StreamEvents {
	/** A whole block whose checksum is right. */
	onText(fields: Fields): void;
	onMessage(message: Message): void;
	onFault(fault: StreamFault): void;
}

/** 22 fields of 9 + 33 characters at most, each with two characters around it. */
const blockSize = 22 * 44;

const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const colon = 58;

const checksumLabel = "Checksum";

/** Between two blocks, all but a carriage return is noise. */
const between = 0;
const inLabel = 1;
const inValue = 2;
const atChecksum = 3;

export class VeDirectStream {
	private readonly events: StreamEvents;
	private readonly reader = new TextReader();

	/** `label TAB value LF`, repeated. */
	private readonly block = new Uint8Array(blockSize);
	private length = 0;
	private labelAt = 0;
	private state = between;
	private sum = 0;
	private overflow = false;
	/** What is no text or half a frame came, which the checksum may not tell. */
	private spoiled = false;

	private readonly frame = new Uint8Array(mostFrameBytes + 1);
	/** Digits of the frame so far, command first; below zero outside a frame. */
	private digits = -1;
	private command = 0;

	constructor(events: StreamEvents) {
		this.events = events;
	}

	receive(bytes: Uint8Array): void {
		const count = bytes.length;
		for (let i = 0; i < count; i++) {
			const byte = bytes[i]!;
			if (this.digits >= 0) {
				if (!this.inFrame(byte)) this.text(byte);
			} else if (byte === colon && this.state !== atChecksum) this.digits = 0;
			else this.text(byte);
		}
	}

	/** @returns false when the byte does not belong to the frame, which thereby has ended. */
	private inFrame(byte: number): boolean {
		const digit = byte >= 48 && byte <= 57 ? byte - 48 : byte >= 65 && byte <= 70 ? byte - 55 : -1;
		const count = this.digits;
		if (digit >= 0) {
			if (count === 0) this.command = digit;
			else if (count & 1) this.frame[count >> 1] = digit << 4;
			else this.frame[(count >> 1) - 1]! |= digit;
			if (count > 2 * mostFrameBytes + 1) this.endFrame("frame_too_long");
			else this.digits = count + 1;
			return true;
		}
		if (byte === lineFeed) {
			this.digits = -1;
			this.wholeFrame(count);
			return true;
		}
		this.endFrame("frame_broken");
		if (byte !== colon) return false;
		this.digits = 0;
		return true;
	}

	/** Nobody knows which of its digits were text. */
	private endFrame(fault: StreamFault): void {
		this.digits = -1;
		this.spoiled = true;
		this.events.onFault(fault);
	}

	private wholeFrame(digits: number): void {
		const fault = this.readFrame(digits);
		if (fault) this.events.onFault(fault);
	}

	private readFrame(digits: number): StreamFault | undefined {
		if (digits < 3 || (digits & 1) === 0) return "frame_broken";
		const bytes = digits >> 1;
		let sum = this.command;
		for (let i = 0; i < bytes; i++) sum += this.frame[i]!;
		if ((sum & 0xff) !== frameSum) return "frame_check";
		const message = readMessage(this.command, this.frame.subarray(0, bytes - 1));
		if (!message) return "frame_unknown";
		this.events.onMessage(message);
		return undefined;
	}

	private text(byte: number): void {
		const state = this.state;
		if (state === between) {
			if (byte === carriageReturn) this.begin();
			return;
		}
		this.sum += byte;
		if (state === atChecksum) {
			this.end(byte);
			return;
		}
		const isEnd = byte === carriageReturn || byte === lineFeed;
		if (state === inValue) {
			this.store(isEnd ? lineFeed : byte);
			if (isEnd) {
				this.state = inLabel;
				this.labelAt = this.length;
			}
			return;
		}
		const label = this.length - this.labelAt;
		if (isEnd) {
			// A second carriage return before any field begins the block anew; a label without a value is dropped.
			if (byte === carriageReturn && this.length === 0 && !this.overflow) this.begin();
			this.length = this.labelAt;
		} else if (label === checksumLabel.length && this.labelIs(0, checksumLabel)) {
			// Without a tab it was lost, and this is the checksum.
			if (byte === tab) this.state = atChecksum;
			else this.end(byte);
		} else if (byte === tab) {
			if (this.isMaimedChecksum(label)) this.state = atChecksum;
			else {
				this.store(byte);
				this.state = inValue;
			}
		} else this.store(byte);
	}

	/** A block's sum begins with its first carriage return. */
	private begin(): void {
		this.state = inLabel;
		this.length = this.labelAt = 0;
		this.sum = carriageReturn;
		this.overflow = this.spoiled = false;
	}

	private end(byte: number): void {
		this.state = between;
		if ((this.sum & 0xff) === 0 && !this.overflow && !this.spoiled) {
			this.events.onText(this.reader.read(this.block, this.length));
			return;
		}
		if (!this.overflow) this.events.onFault("text_checksum");
		// The checksum may be what was lost: then this begins the next block.
		if (byte === carriageReturn) this.begin();
	}

	private store(byte: number): void {
		if (this.length === blockSize) {
			if (!this.overflow) this.events.onFault("text_too_long");
			this.overflow = true;
			this.length = this.labelAt = 0;
		}
		if ((byte < 0x20 && byte !== tab && byte !== lineFeed) || byte > 0x7e) this.spoiled = true;
		this.block[this.length++] = byte;
	}

	/** `Checksum` without one of its letters. No label that is known is like that. */
	private isMaimedChecksum(length: number): boolean {
		return length === checksumLabel.length - 1 && (this.labelIs(0, "Chec") || this.labelIs(3, "ksum"));
	}

	private labelIs(from: number, text: string): boolean {
		const at = this.labelAt + from;
		for (let i = 0; i < text.length; i++) if (this.block[at + i] !== text.charCodeAt(i)) return false;
		return true;
	}
}
