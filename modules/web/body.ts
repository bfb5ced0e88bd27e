/** Takes a body of a length that is known, and small. */

import type { HttpBody } from "../../hosts/ports";
import { utf8Text } from "./utf8";

/** Bytes. */
export const longestBody = 8192;

/**
 * @param length bytes, at most `longestBody`.
 * @param done the text, or undefined where it is no UTF-8 or not as long as it was announced.
 */
export function textBody(length: number, done: (text: string | undefined) => void): HttpBody {
	const bytes = new Uint8Array(length);
	let at = 0;
	return {
		onData(data) {
			if (at + data.length <= length) bytes.set(data, at);
			at += data.length;
		},
		onEnd: () => done(at === length ? utf8Text(bytes) : undefined),
		onClosed() {},
	};
}
