/** The vectors of one protocol: captures, and what their sources say of them. */

import { readFileSync } from "node:fs";

export function vectorsOf<Vector extends { readonly protocol: string }>(
	protocol: Vector["protocol"],
): Vector[] {
	return readFileSync(new URL("../vectors/victron.jsonl", import.meta.url), "utf8")
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as Vector)
		.filter((vector) => vector.protocol === protocol);
}
