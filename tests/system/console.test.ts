/** The console of the whole firmware, on the XS engine behind a pseudo-terminal: noise, floods, a cable that is pulled. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { SerialPort } from "serialport";
import { SerialLink } from "../../hosts/node/serial-link";
import { freePort } from "../support/brokers";
import { Command, Folder, heliograph } from "../support/command";

/** Bytes as noise, the same each time. */
function noise(length: number): Buffer {
	const blocks: Buffer[] = [];
	for (let size = 0; size < length; size += 32)
		blocks.push(createHash("sha256").update(`noise ${size}`).digest());
	return Buffer.concat(blocks).subarray(0, length);
}

describe("the firmware's console", { skip: process.platform === "win32", timeout: 90_000 }, () => {
	const folder = new Folder();
	const path = join(folder.path, "console");
	let firmware: Command;

	before(async () => {
		const settings = folder.write("fresh.json", { mqtt: { host: "127.0.0.1", port: 1 } });
		const air = `127.0.0.1:${await freePort()}`;
		firmware = new Command(["run", "--settings", settings, "--console", path, "--air", air]);
		await firmware.says(/listening to the simulated air/);
	});

	after(async () => {
		firmware.signal("SIGTERM");
		assert.equal((await firmware.finished).code, 0);
		folder.remove();
	});

	/** Writes without reading any answer, then goes away. */
	async function shout(data: string | Buffer): Promise<void> {
		const port = await new Promise<SerialPort>((resolve, reject) => {
			const opened = new SerialPort({ path, baudRate: 115_200 }, (error) =>
				error ? reject(error) : resolve(opened),
			);
		});
		port.write(data);
		await new Promise<void>((resolve) => port.drain(() => resolve()));
		await new Promise<void>((resolve) => port.close(() => resolve()));
	}

	async function works(): Promise<void> {
		const link = await SerialLink.open(path);
		try {
			const { reset_reason } = await link.greet(20_000);
			assert.equal(reset_reason, "power_on", "the engine has not begun anew");
			const { settings } = await link.request("settings/get", { key: "mqtt.base" });
			assert.deepEqual(settings, { "mqtt.base": "victron" });
		} finally {
			await link.close();
		}
	}

	for (const [what, data] of [
		["noise", noise(100_000)],
		["lines of nothing", "\r\n".repeat(20_000)],
		["a line without an end", "x".repeat(300_000)],
		["deep nesting", `${`{"a":${"[".repeat(500)}\n`.repeat(200)}${"[".repeat(510)}\n`],
		["requests that nobody reads", '{"id":1,"request":"settings/get"}\n'.repeat(500)],
		["an import that is never ended", 'import\n{"mqtt.base":"half"}\n'],
		["a program's import that is never ended", '{"id":1,"request":"import"}\n{"mqtt.base":"half"}\n'],
	] as const)
		it(`survives ${what}`, async () => {
			await shout(data);
			await works();
		});

	it("is not changed by a setup that stops half-way", async () => {
		await shout('{"id":9,"request":"import"}\n{"mqtt.base":"half"}\n');
		const file = folder.write("whole.json", { publish: { max: 90 } });
		const words = ["configure", "--port", path, "--file", file, "--no-verify"];
		const { code, stderr } = await heliograph(words);
		assert.equal(code, 0, stderr);
		const link = await SerialLink.open(path);
		await link.greet(10_000);
		const { settings } = await link.request("settings/get", {});
		assert.equal(settings["mqtt.base"], "victron");
		assert.equal(settings["publish.max"], 90);
		await link.close();
	});
});
