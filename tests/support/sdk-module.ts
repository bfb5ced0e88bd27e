/** A module of an SDK host in Node, with stand-ins for what it imports from the SDK: the hardware's boundary. */

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * @param path from the project's root.
 * @param sdk sources of the stand-ins by specifier.
 */
export async function importSdkModule<T>(path: string, sdk: Readonly<Record<string, string>>): Promise<T> {
	const bundle = await build({
		entryPoints: [fileURLToPath(new URL(`../../${path}`, import.meta.url))],
		bundle: true,
		format: "esm",
		write: false,
		plugins: [
			{
				name: "sdk",
				setup({ onResolve, onLoad }) {
					onResolve({ filter: /./ }, ({ path }) => (path in sdk ? { path, namespace: "sdk" } : undefined));
					onLoad({ filter: /./, namespace: "sdk" }, ({ path }) => ({ contents: sdk[path]! }));
				},
			},
		],
	});
	const text = Buffer.from(bundle.outputFiles[0]!.text).toString("base64");
	return (await import(`data:text/javascript;base64,${text}`)) as T;
}
