/** Bundles firmware and host shims into one script that the XS engine from npm evaluates. */

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** @param entry path from the project's root, such as `hosts/node/xs/firmware.ts`. */
export async function bundleForXs(entry: string): Promise<string> {
	const result = await build({
		entryPoints: [entry],
		absWorkingDir: root,
		bundle: true,
		write: false,
		format: "iife",
		target: "es2022",
		platform: "neutral",
		tsconfig: "tsconfig.json",
		logLevel: "silent",
	});
	return result.outputFiles[0]!.text;
}
