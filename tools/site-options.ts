/** Options that the commands with a simulated site share. */

import { readFile } from "node:fs/promises";
import { UsageError } from "../hosts/node/cli/usage-error";

/** JSON of a site file. @throws UsageError when it cannot be read, or is none. */
export async function readSiteFile(file: string): Promise<unknown> {
	try {
		return JSON.parse(await readFile(file, "utf8"));
	} catch (error) {
		const problem = error instanceof SyntaxError ? "is not valid JSON" : "cannot be read";
		throw new UsageError(`The site file ${file} ${problem}.`);
	}
}

/** @param text of `--seed`; undefined for the site's own. @throws UsageError for what is no 32-bit number. */
export function parseSeed(text: string | undefined, own: number): number {
	const seed = text === undefined ? own : Number(text || Number.NaN);
	if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff)
		throw new UsageError("--seed must be a whole number from 0 to 4294967295.");
	return seed;
}
