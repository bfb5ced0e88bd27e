/** JSON from strangers: what is nested deeply would fill the engine's stack, which ends it, so that is not parsed. */

/** Levels of objects and lists; no request has more. */
export const deepest = 8;

/** The value; undefined where the text is no JSON, or too deep. */
export function parseJson(text: string): unknown {
	if (!isShallow(text)) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Brackets in texts do not count. */
export function isShallow(text: string): boolean {
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
			if (++depth > deepest) return false;
		} else if (character === "}" || character === "]") depth--;
	}
	return true;
}
