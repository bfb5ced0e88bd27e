/** The console of the whole firmware, on the XS engine behind a pseudo-terminal: noise, floods, a cable that is pulled. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { SerialPort } from "serialport";
import { SerialLink } from "../../hosts/node/serial-link";
import { freePort } from "../support/brokers";
import { captures } from "../support/captures";
import { Command, Folder, heliograph } from "../support/command";

const { solarCharger: mppt } = captures;

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
	let airPort = 0;

	before(async () => {
		const devices = [{ address: mppt.address, key: `00${mppt.key.slice(2)}`, name: "Roof" }];
		const settings = folder.write("fresh.json", { mqtt: { host: "127.0.0.1", port: 1 }, devices });
		airPort = await freePort();
		const air = `127.0.0.1:${airPort}`;
		firmware = new Command(["run", "--settings", settings, "--console", path, "--air", air]);
		await firmware.says(/listening to the simulated air/);
	});

	after(async () => {
		firmware.signal("SIGTERM");
		assert.equal((await firmware.finished).code, 0);
		folder.remove();
	});

	/** A port that was just closed may be locked for a moment. */
	async function opened(): Promise<SerialPort> {
		for (let attempt = 0; ; attempt++) {
			try {
				return await new Promise<SerialPort>((resolve, reject) => {
					const port = new SerialPort({ path, baudRate: 115_200 }, (error) =>
						error ? reject(error) : resolve(port),
					);
				});
			} catch (error) {
				if (attempt === 20) throw error;
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
		}
	}

	/** Writes without reading any answer, then goes away. */
	async function shout(data: string | Buffer): Promise<void> {
		const port = await opened();
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

	it("tells the log to who has turned it on", async () => {
		const port = await opened();
		let heard = "";
		const says = (pattern: RegExp) =>
			new Promise<void>((resolve) => {
				port.on("data", () => {
					if (pattern.test(heard)) resolve();
				});
			});
		port.on("data", (data: Buffer) => {
			heard += data.toString();
		});
		const on = says(/Log lines come/);
		port.write("\x03log on\r");
		await on;
		const told = says(/\r\nwarning: Roof: wrong key, this device's begins with ad\r\n/);
		const socket = createSocket("udp4");
		const advert = JSON.stringify({ address: mppt.address, manufacturerData: mppt.manufacturerData });
		const timer = setInterval(() => socket.send(advert, airPort, "127.0.0.1"), 200);
		await told;
		clearInterval(timer);
		socket.close();
		port.write("log off\r");
		await new Promise<void>((resolve) => port.drain(() => resolve()));
		await new Promise<void>((resolve) => port.close(() => resolve()));
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
