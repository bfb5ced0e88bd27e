// The Moddable SDK on this machine: where it is, and how the firmware is built with it. Builds go to build/sdk.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../", import.meta.url));
export const output = join(root, "build", "sdk");
const system = process.platform === "darwin" ? "mac" : "lin";

/** Folder of a built SDK: $MODDABLE, or where `xs-dev setup` puts it; undefined without one. */
export const moddable = [process.env.MODDABLE, join(homedir(), ".local", "share", "moddable")].find(
	(folder) => folder && existsSync(join(folder, "build", "bin", system, "release", "mcconfig")),
);

/** The SDK's tools and the project's TypeScript on the path. */
export function environment() {
	const tools = [
		join(root, "node_modules", ".bin"),
		join(moddable, "build", "bin", system, "release"),
		process.env.PATH,
	];
	return { ...process.env, MODDABLE: moddable, PATH: tools.join(delimiter) };
}

/**
 * Runs `mcconfig` and gives what it said.
 * @throws Error with the last lines when it fails.
 */
export function mcconfig(words, more = {}) {
	mkdirSync(output, { recursive: true });
	return run("mcconfig", [...words, "-o", output], more);
}

/** @throws Error with the last lines when it fails. */
export function run(program, words, more = {}) {
	const { status, stdout, stderr, error } = spawnSync(program, words, {
		cwd: root,
		encoding: "utf8",
		env: { ...environment(), ...more },
		maxBuffer: 1 << 28,
	});
	if (error) throw error;
	const said = `${stdout}${stderr}`;
	if (status === 0) return said;
	const lines = said.split("\n").filter((line) => !/^### warning|^# (cc|xsc|tsc|copy) /.test(line));
	throw new Error(`${program} ${words.join(" ")} failed:\n${lines.slice(-30).join("\n")}`);
}

/** Builds the firmware for the simulator, release with instruments; gives the path of the program. */
export function buildSimulator(words = [], folder = output) {
	mkdirSync(folder, { recursive: true });
	run("mcconfig", ["-i", "-m", "-p", "lin", "-o", folder, "-t", "build", ...words]);
	return join(folder, "bin", "lin", "mc", "instrument", basename(root), "mc.so");
}

/** Boards that the firmware is for. */
export const esp32Targets = [
	"esp32",
	"esp32/esp32c3",
	"esp32/c3_32s_kit",
	"esp32/esp32c6",
	"esp32/esp32s3",
	"esp32/heltec_wifi_kit_32",
	"esp32/wemos_oled_lolin32",
	"esp32/m5stick_cplus",
];

/** The SDK asks ESP-IDF for its version only: an empty repository with a tag answers, for what needs no compiler. */
function fakeIdf() {
	const folder = join(output, "idf");
	if (existsSync(join(folder, ".git"))) return folder;
	mkdirSync(folder, { recursive: true });
	const git = (...words) =>
		run("git", ["-C", folder, "-c", "user.name=none", "-c", "user.email=none@localhost", ...words]);
	git("init", "--quiet");
	git("commit", "--quiet", "--allow-empty", "--message=none");
	git("tag", "v6.0");
	return folder;
}

/**
 * Generates a release for a board, checks its types, and links its modules with their preload.
 * @returns what the board's makefile was made from, and the bytes of flash that the program takes.
 * @throws Error with what the tools said.
 */
export function linkEsp32(target) {
	const more = { IDF_PATH: fakeIdf() };
	const folder = join(output, "tmp", target, "release", basename(root));
	rmSync(folder, { recursive: true, force: true });
	mcconfig(["-p", target], more);
	const project = readdirSync(folder).find((name) => name.startsWith("xsProj-"));
	mkdirSync(join(folder, project, "main"), { recursive: true });
	// newer than what it is made from, so that make leaves ESP-IDF alone
	const header = join(folder, "sdkconfig.h");
	writeFileSync(header, "");
	const program = join(folder, "mc.xs.c");
	run("make", ["-f", join(folder, "makefile"), `SDKCONFIG_H=${header}`, program], more);
	return {
		manifest: JSON.parse(readFileSync(join(folder, "manifest_flat.json"), "utf8")),
		flash: flashOf(readFileSync(program, "utf8")),
	};
}

/** Bytes of flash that a linked program takes: 16 for each slot, 4 for each key, and code and texts, each once. */
function flashOf(program) {
	const count = (name) => Number(new RegExp(`^#define ${name} (\\d+)$`, "m").exec(program)[1]);
	let bytes = 16 * count("mxHeapCount") + 4 * count("mxKeysCount");
	for (const text of new Set(program.match(/"(?:[^"\\]|\\.)*"/g)))
		bytes += text.replace(/\\x[0-9a-f]{2}|\\./g, "x").length - 1;
	return bytes;
}
