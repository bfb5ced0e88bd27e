/** A body of JSON from strangers: of a length that is known, and small. */

import type { HttpBody } from "../../hosts/ports";
import { Utf8Decoder } from "./utf8";

/** Levels of objects and lists; the engine's parser calls itself for each, and a stack that is used up ends the engine. */
const deepest = 16;
/** ASCII. */
const [quote, backslash, openList, closeList, openObject, closeObject] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/**
 * @param length bytes that were announced.
 * @param done what the JSON says, or undefined where it is none, too deep or not as long as announced. Not called when the
 * client goes before its end.
 */
export function jsonBody(length: number, done: (value: unknown) => void, closed: () => void): HttpBody {
	const decoder = new Utf8Decoder();
	const depth = new Depth();
	let received = 0;
	// in a function, so that the text is gone when the value is used
	const value = () => (received === length && !depth.tooDeep ? parse(decoder.end()) : undefined);
	return {
		onData(data) {
			received += data.length;
			if (received > length || depth.tooDeep) return;
			depth.push(data);
			decoder.push(data);
		},
		onEnd: () => done(value()),
		onClosed: closed,
	};
}

function parse(text: string | undefined): unknown {
	try {
		return text === undefined ? undefined : JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Brackets that are open at once. Text that is no JSON may give any number: it is refused either way. */
class Depth {
	tooDeep = false;
	#open = 0;
	#quoted = false;
	#escaped = false;

	push(bytes: Uint8Array): void {
		for (let at = 0; at < bytes.length; at++) {
			const byte = bytes[at]!;
			if (this.#escaped) this.#escaped = false;
			else if (byte === quote) this.#quoted = !this.#quoted;
			else if (this.#quoted) this.#escaped = byte === backslash;
			else if (byte === openList || byte === openObject) this.tooDeep ||= ++this.#open > deepest;
			else if (byte === closeList || byte === closeObject) this.#open--;
		}
	}
}
