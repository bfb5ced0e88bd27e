// Runs the tests that need the Moddable SDK: the firmware in the simulator, and the ESP32 boards' builds.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { moddable, root } from "./sdk.mjs";

if (!moddable) {
	process.stderr.write("heliograph: no Moddable SDK: set MODDABLE, or install it with npx xs-dev setup\n");
	process.exit(1);
}
const files = readdirSync(`${root}tests/sdk`)
	.filter((name) => name.endsWith(".test.ts"))
	.map((name) => `tests/sdk/${name}`);
const { status } = spawnSync(
	process.execPath,
	["--import", "tsx", "--test", "--test-concurrency=1", "--test-reporter=spec", ...files],
	{ cwd: root, stdio: "inherit" },
);
process.exit(status ?? 1);
