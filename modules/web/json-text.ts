/** JSON from strangers. */

/** Levels of objects and lists; the engine's parser calls itself for each, and a stack that is used up ends the engine. */
const deepest = 16;

/** The value, or undefined where the text is no JSON or too deep. */
export function parseJson(text: string): unknown {
	if (depth(text) > deepest) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Brackets that are open at once. Text that is no JSON may give any number: it is refused either way. */
function depth(text: string): number {
	let open = 0;
	let most = 0;
	let quoted = false;
	for (let index = 0; index < text.length; index++) {
		const character = text[index]!;
		if (quoted) {
			if (character === "\\") index++;
			else if (character === '"') quoted = false;
		} else if (character === '"') quoted = true;
		else if (character === "{" || character === "[") most = Math.max(most, ++open);
		else if (character === "}" || character === "]") open--;
	}
	return most;
}
