/** The console in the Moddable simulator, over a pseudo-terminal of the computer. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Pty } from "../../hosts/node/pty";
import { buildSimulator } from "../../tools/sdk.mjs";
import { freePort } from "../support/brokers";
import { simulator } from "../support/environment.mjs";
import { closeDisplay, type Simulator, startSimulator } from "../support/simulator";

describe("the simulator's console", { skip: simulator ? false : "it needs the Moddable SDK" }, () => {
	let running: Simulator;
	let pty: Pty;
	let heard = "";

	before(async () => {
		const program = buildSimulator();
		pty = new Pty(undefined, (data) => {
			heard += data.toString("utf8");
		});
		const settings = { mqtt: { host: "127.0.0.1", port: 1 }, simulator: { console: pty.path } };
		running = await startSimulator(program, settings, await freePort());
	});

	after(async () => {
		await running?.kill();
		pty?.close();
		closeDisplay();
	});

	/** The limit is for a test that fails, not a measurement. */
	async function answers(line: string, pattern: RegExp): Promise<void> {
		heard = "";
		pty.write(`${line}\r`);
		const end = Date.now() + 20_000;
		while (!pattern.test(heard)) {
			if (Date.now() > end) throw new Error(`never answered ${pattern}: ${heard}${running.output()}`);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	it("answers people and programs, with names in UTF-8", async () => {
		await answers("set mqtt.base ü/Süd", /^Stored\.\r\nChanges hold after a restart: type restart\.\r\n$/);
		await answers('{"id":1,"request":"settings/get","key":"mqtt.base"}', /^\{"id":1,.*"ü\/Süd".*\}\r\n$/);
	});

	it("takes an import of several lines, and gives it back", async () => {
		await answers("import", /then an empty one:\r\n$/);
		pty.write(`{"mqtt.username":"${"x".repeat(430)}"}\r{"mqtt.username+":"${"y".repeat(430)}"}\r`);
		pty.write('{"devices":[{"address":"c8:00:00:00:00:01","name":"Roof"}]}\r');
		await answers("end", /^Stored\./);
		await answers(
			"export",
			/"x{430}y{0,10}"\}\r\n\{"mqtt\.username\+":"y+"\}[\s\S]*"name":"Roof"\}\]\}\r\n\r\n$/,
		);
	});

	it("survives what would fill the engine's stack or memory", async () => {
		await answers(`{"a":${"[".repeat(490)}`, /this line is no JSON object/);
		await answers("x".repeat(3000), /longer than 512 bytes/);
		await answers("status", /reset_reason +power_on/);
		assert.doesNotMatch(running.output(), /XS abort/);
	});
});
