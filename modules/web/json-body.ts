/** A body of JSON from strangers: of a length that is known, and small. */

import type { HttpBody } from "../../hosts/ports";
import { parseJson } from "../control/json";
import { Utf8Decoder } from "./utf8";

/**
 * @param length bytes that were announced.
 * @param done what the JSON says, or undefined where it is none, too deep or not as long as announced. Not called when the
 * client goes before its end.
 */
export function jsonBody(length: number, done: (value: unknown) => void, closed: () => void): HttpBody {
	const decoder = new Utf8Decoder();
	let received = 0;
	// in a function, so that the text is gone when the value is used
	const value = () => {
		const text = received === length ? decoder.end() : undefined;
		return text === undefined ? undefined : parseJson(text);
	};
	return {
		onData(data) {
			received += data.length;
			if (received <= length) decoder.push(data);
		},
		onEnd: () => done(value()),
		onClosed: closed,
	};
}
