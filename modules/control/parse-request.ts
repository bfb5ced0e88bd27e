/** A request's JSON from a stranger. */

import { deepest, isShallow, parseJson } from "./json";
import { isObject, type Parameters } from "./rights";

const problem = 'the request is no JSON object; accepted: an object such as {"id":1}, or nothing';

/** The object; nothing at all is one without members. Or a sentence: what is wrong, what is accepted. */
export function parseRequest(text: string): Parameters | string {
	if (text.trim() === "") return {};
	if (!isShallow(text)) return `the request is nested too deeply; accepted: ${deepest} levels`;
	const value = parseJson(text);
	return isObject(value) ? value : problem;
}
