/** The firmware in the simulator with more memory than an ESP32-C3 has, as the larger chips do. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { output, root, run } from "../../tools/sdk.mjs";

/** Bytes of chunks and a number of slots; gives the path of the program. */
export function buildRoomy(chunks: number, slots: number): string {
	const text = readFileSync(join(root, "manifest.json"), "utf8").replaceAll('"./', `"${root}`);
	const manifest = JSON.parse(text);
	manifest.platforms.lin.creation = {
		chunk: { initial: chunks, incremental: 0 },
		heap: { initial: slots, incremental: 0 },
	};
	const folder = join(output, "roomy");
	mkdirSync(folder, { recursive: true });
	const path = join(folder, "manifest.json");
	writeFileSync(path, JSON.stringify(manifest));
	run("mcconfig", ["-i", "-m", "-p", "lin", "-o", output, "-t", "build", path]);
	return join(output, "bin", "lin", "mc", "instrument", "roomy", "mc.so");
}
