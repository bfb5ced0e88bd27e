/** A request's JSON from a stranger. */

import { isObject, type Parameters } from "./rights";

/** Objects and lists in each other; the parser's stack is small. */
const deepest = 8;
const problem = 'the request is no JSON object; accepted: an object such as {"id":1}, or nothing';

/** The object; nothing at all is one without members. Or a sentence: what is wrong, what is accepted. */
export function parseRequest(text: string): Parameters | string {
	if (text.trim() === "") return {};
	if (tooDeep(text)) return `the request is nested too deeply; accepted: ${deepest} levels`;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return problem;
	}
	return isObject(value) ? value : problem;
}

/** Brackets in texts do not count. */
function tooDeep(text: string): boolean {
	let depth = 0;
	let quoted = false;
	let escaped = false;
	for (const character of text) {
		if (quoted) {
			if (escaped) escaped = false;
			else if (character === "\\") escaped = true;
			else if (character === '"') quoted = false;
		} else if (character === '"') quoted = true;
		else if (character === "{" || character === "[") {
			if (++depth > deepest) return true;
		} else if (character === "}" || character === "]") depth--;
	}
	return false;
}
