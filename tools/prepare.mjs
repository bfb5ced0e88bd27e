// Installs what is missing before `npm start` and `npm test`. Plain JavaScript: it runs before anything is installed.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

function fail(sentence) {
	process.stderr.write(`heliograph: ${sentence}\n`);
	process.exit(1);
}

function packages(path) {
	return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8")).packages;
}

/** The installed packages are those of the lock file; optional ones may be absent. */
function installed() {
	if (!existsSync(`${root}node_modules/.package-lock.json`)) return false;
	const have = packages("node_modules/.package-lock.json");
	for (const [path, { version, optional, peer }] of Object.entries(packages("package-lock.json"))) {
		if (path === "" || optional || peer) continue;
		if (have[path]?.version !== version) return false;
	}
	return true;
}

function engine() {
	const platform = process.platform === "darwin" ? "mac" : "lin";
	return existsSync(
		`${root}node_modules/@agoric/xsnap/xsnap-native/xsnap/build/bin/${platform}/release/xsnap-worker`,
	);
}

function npm(...words) {
	return spawnSync("npm", words, { cwd: root, stdio: ["ignore", 2, 2] }).status === 0;
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 9))
	fail(`Node ${process.versions.node} is too old; 20.9 or newer is needed`);
if (process.platform === "win32") fail("the XS engine from npm runs on Linux and macOS; on Windows use WSL");

if (!installed()) {
	process.stderr.write("Installing the packages and building the XS engine: about a minute, once.\n");
	if (!npm("ci", "--no-audit", "--no-fund", "--loglevel=error")) fail("npm ci failed; what it says is above");
}
if (!engine()) {
	process.stderr.write("Building the XS engine: about a minute, once.\n");
	npm("rebuild", "@agoric/xsnap", "--foreground-scripts");
	if (!engine())
		fail(
			"the XS engine was not built; it needs a C compiler and make (Debian: apt-get install build-essential)",
		);
}
