// Runs every test that this machine can run, with coverage of modules/, and says what it left out and why.
// Arguments choose test files by a part of their path.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { leftOut } from "../tests/support/environment.mjs";
import { moddable } from "./sdk.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const wanted = process.argv.slice(2);

const files = readdirSync(`${root}tests`, { recursive: true })
	.map((name) => `tests/${name.replaceAll("\\", "/")}`)
	.filter((name) => name.endsWith(".test.ts"))
	.filter((name) =>
		wanted.length === 0 ? !name.startsWith("tests/sdk/") : wanted.some((part) => name.includes(part)),
	)
	.sort();
if (files.length === 0) {
	process.stderr.write(`no test file matches ${wanted.join(", ")}\n`);
	process.exit(2);
}

const node = [process.execPath, "--import", "tsx", "--test", "--test-reporter=spec", ...files];
const coverage = [
	process.execPath,
	"node_modules/c8/bin/c8.js",
	"--all",
	"--include=modules/**/*.ts",
	"--reporter=text-summary",
	"--check-coverage",
	"--lines=95",
];
function run([program, ...words]) {
	return spawnSync(program, words, { cwd: root, stdio: "inherit" }).status ?? 1;
}

// Coverage means something for the whole suite only.
let status = run(wanted.length === 0 ? [...coverage, ...node] : node);
// Builds with the SDK want the machine for themselves, one after the other.
if (wanted.length === 0 && moddable) status = run([process.execPath, "tools/sdk-test.mjs"]) || status;

const sentences = leftOut();
process.stdout.write(sentences.length ? "\nLeft out on this machine:\n" : "\nNothing was left out.\n");
for (const sentence of sentences) process.stdout.write(`- ${sentence}\n`);
process.exit(status);
