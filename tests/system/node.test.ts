/** The end-to-end suite on the XS engine from npm. */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "node:test";
import { embeddedBroker, mosquittoBroker } from "../support/brokers";
import { mosquitto } from "../support/environment.mjs";
import { requestSuite } from "./requests";
import { systemSuite, type Target } from "./suite";

const npmHost: Target = {
	name: "npm host",
	async start(settings, airPort) {
		const folder = mkdtempSync(join(tmpdir(), "heliograph-"));
		const file = join(folder, "settings.json");
		writeFileSync(file, JSON.stringify(settings));
		const child = spawn(
			process.execPath,
			["bin/heliograph.mjs", "run", "--settings", file, "--air", `127.0.0.1:${airPort}`],
			{ stdio: ["ignore", "pipe", "pipe"] },
		);
		let output = "";
		child.stdout.on("data", (bytes) => {
			output += bytes;
		});
		child.stderr.on("data", (bytes) => {
			output += bytes;
		});
		const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
		void gone.then(() => rmSync(folder, { recursive: true, force: true }));
		const listening = async () => {
			while (!output.includes("listening to the simulated air")) {
				if (child.exitCode !== null) throw new Error(`the firmware ended: ${output}`);
				await new Promise((resolve) => setTimeout(resolve, 20));
			}
		};
		await listening();
		return {
			output: () => output,
			async stop() {
				child.kill("SIGTERM");
				await gone;
			},
			async kill() {
				child.kill("SIGKILL");
				await gone;
			},
		};
	},
};

for (const suite of [systemSuite, requestSuite]) suite(npmHost, "the embedded broker", embeddedBroker);
if (mosquitto) for (const suite of [systemSuite, requestSuite]) suite(npmHost, "mosquitto", mosquittoBroker);
else describe.skip("npm host with mosquitto: it is not installed");
