/** The captured serial frames and blocks. */

import { readFileSync } from "node:fs";

export interface SerialVector {
	readonly protocol: string;
	readonly frame?: string;
	readonly blockHex?: string;
	readonly expected: Readonly<Record<string, unknown>>;
}

export function serialVectors(protocol: "vedirect-hex" | "vedirect-text"): SerialVector[] {
	return readFileSync(new URL("../vectors/victron.jsonl", import.meta.url), "utf8")
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as SerialVector)
		.filter((vector) => vector.protocol === protocol);
}
