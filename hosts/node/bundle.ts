/** Bundles firmware and host shims into one script, for the XS engine from npm or for Node's own. */

import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** @param entry path from the project's root, such as `hosts/node/xs/firmware.ts`. */
export async function bundle(entry: string, plugins: Plugin[] = []): Promise<string> {
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
		plugins,
	});
	return result.outputFiles[0]!.text;
}
