/** Bytes of a serial line to lines of text, whatever comes: noise costs the line that it falls into. */

/** Bytes of a line without its end; a longer one is dropped. */
export const longestLine = 512;

/** Code points that become text at once: arguments stand on the stack. */
const piece = 32;

const [backspace, lineFeed, carriageReturn, cancel, escapeByte, space, rubOut] = [8, 10, 13, 3, 27, 32, 127];
const bracket = 0x5b;

export interface LineEvents {
	onLine(text: string): void;
	/** Ctrl-C: what was begun is to be forgotten, the line as well. */
	onCancel(): void;
	/** @param first its first byte. @param problem one sentence. */
	onDropped(first: number, problem: string): void;
}

export class LineReader {
	private readonly events: LineEvents;
	/** Made when the first byte comes. */
	private bytes: Uint8Array | undefined;
	private length = 0;
	private tooLong = false;
	private last = 0;
	/** An escape sequence, such as of an arrow key, is passed over. */
	private escape: "no" | "begun" | "inside" = "no";

	constructor(events: LineEvents) {
		this.events = events;
	}

	feed(data: Uint8Array): void {
		this.bytes ??= new Uint8Array(longestLine);
		for (const byte of data) {
			// CR and LF are one end.
			if (byte === carriageReturn || (byte === lineFeed && this.last !== carriageReturn)) this.end();
			else this.take(this.bytes, byte);
			this.last = byte;
		}
	}

	private take(bytes: Uint8Array, byte: number): void {
		if (byte === cancel) {
			this.clear();
			this.events.onCancel();
		} else if (this.escape !== "no") this.passOver(byte);
		else if (byte === escapeByte) this.escape = "begun";
		else if (byte === backspace || byte === rubOut) this.rubOut(bytes);
		else if (byte === 9) this.add(bytes, space);
		else if (byte >= space) this.add(bytes, byte);
	}

	private add(bytes: Uint8Array, byte: number): void {
		if (this.length === longestLine) this.tooLong = true;
		else bytes[this.length++] = byte;
	}

	private passOver(byte: number): void {
		if (this.escape === "begun") this.escape = byte === bracket || byte === 0x4f ? "inside" : "no";
		else if (byte >= 0x40 && byte <= 0x7e) this.escape = "no";
	}

	/** A character may be several bytes. */
	private rubOut(bytes: Uint8Array): void {
		while (this.length > 0 && (bytes[--this.length]! & 0xc0) === 0x80);
	}

	private clear(): void {
		this.length = 0;
		this.tooLong = false;
		this.escape = "no";
	}

	private end(): void {
		const bytes = this.bytes!;
		const length = this.length;
		const tooLong = this.tooLong;
		this.clear();
		if (tooLong) this.events.onDropped(bytes[0]!, `this line is longer than ${longestLine} bytes`);
		else {
			const text = decodeUtf8(bytes, length);
			if (text === undefined) this.events.onDropped(bytes[0]!, "this line is not UTF-8");
			else this.events.onLine(text);
		}
	}
}

/** Undefined where the first `length` bytes are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array, length: number): string | undefined {
	let text = "";
	let codes: number[] = [];
	for (let at = 0; at < length; ) {
		const first = bytes[at]!;
		const size =
			first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
		if (size === 0 || at + size > length) return undefined;
		let code = size === 1 ? first : first & (0x7f >> size);
		for (let more = 1; more < size; more++) {
			const byte = bytes[at + more]!;
			if ((byte & 0xc0) !== 0x80) return undefined;
			code = (code << 6) | (byte & 0x3f);
		}
		const least = size === 3 ? 0x800 : size === 4 ? 0x10000 : 0;
		if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
		codes.push(code);
		at += size;
		if (codes.length < piece && at < length) continue;
		text += String.fromCodePoint(...codes);
		codes = [];
	}
	return text;
}
