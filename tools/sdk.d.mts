export const root: string;
export const output: string;
/** Folder of a built SDK; undefined without one. */
export const moddable: string | undefined;
export function environment(): NodeJS.ProcessEnv;
export function mcconfig(words: readonly string[], more?: NodeJS.ProcessEnv): string;
export function run(program: string, words: readonly string[], more?: NodeJS.ProcessEnv): string;
export function buildSimulator(words?: readonly string[], folder?: string): string;
export const esp32Targets: readonly string[];
/** Bytes of flash that the linked program takes, and the manifest with all that it includes. */
export function linkEsp32(target: string): {
	readonly manifest: { readonly creation: { readonly static: number } };
	readonly flash: number;
};
