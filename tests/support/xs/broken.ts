/** Stands in for firmware that breaks: each command does what it says. */

import { serveText } from "../../../hosts/node/xs/bridge";

function recurse(depth: number): number {
	return recurse(depth + 1) + 1;
}

serveText((text) => {
	if (text === "throw") throw new Error("as told");
	if (text === "recurse") return String(recurse(0));
	if (text === "fill") {
		const kept: unknown[] = [];
		for (;;) kept.push(new ArrayBuffer(1 << 24));
	}
	return text;
});
