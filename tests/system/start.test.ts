/** `npm start` without a terminal: what a newcomer's MQTT client sees, and a clean end. */

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, describe, it } from "node:test";
import { freePort } from "../support/brokers";
import { Command } from "../support/command";
import { Listener } from "../support/listener";

const types = ["solar_charger", "battery_monitor", "ac_charger", "ve_bus"];

describe("npm start", { timeout: 60_000 }, () => {
	let command: Command;
	let port: number;

	before(async () => {
		port = await freePort();
		command = new Command(["start", "--port", String(port)]);
		await command.says(/mqtt:\/\/127\.0\.0\.1:/);
	});
	after(() => command.signal("SIGKILL"));

	it("prints the broker's address and readings", async () => {
		await command.says(new RegExp(`mqtt://127\\.0\\.0\\.1:${port}\\b`));
		const [, reading] = await command.says(/^Roof (\{.*\})$/m);
		assert.equal(typeof JSON.parse(reading!).battery_voltage, "number");
	});

	it("shows a client retained readings, discovery and the bridge", async () => {
		const listener = await Listener.connect(port);
		const retained = (pattern: RegExp) =>
			listener.until(String(pattern), () => listener.heard.find(({ topic }) => pattern.test(topic))?.payload);
		for (const type of types) {
			const reading = JSON.parse(await retained(new RegExp(`^victron/${type}/[^/]+$`)));
			assert.equal(reading.type, type);
			assert.equal(await retained(new RegExp(`^victron/${type}/[^/]+/availability$`)), "online");
		}
		assert.equal(JSON.parse(await retained(/^victron\/bridge\/[^/]+\/state$/)).state, "online");
		assert.ok(JSON.parse(await retained(/^homeassistant\/device\/[^/]+\/config$/)));
		const network = JSON.parse(await retained(/^venetworking\/HQyyww[0-9A-Z]{5}$/));
		assert.ok(
			network.battery_voltage > 11 || Math.abs(network.battery_current) < 100,
			JSON.stringify(network),
		);
		const devices = () =>
			new Set(listener.heard.map(({ topic }) => topic).filter((topic) => /\/config$/.test(topic)));
		await listener.until("discovery of every device", () => devices().size > types.length);
		listener.close();
	});

	it("takes the next port when its own is taken, and says so", async () => {
		const second = new Command(["start", "--port", String(port)]);
		const [, other] = await second.says(/mqtt:\/\/127\.0\.0\.1:(\d+)/);
		assert.ok(Number(other) > port && Number(other) < port + 100);
		second.signal("SIGTERM");
		assert.equal((await second.finished).code, 0);
	});

	it("ends in order at Ctrl-C", async () => {
		command.signal("SIGINT");
		const { code, stdout, stderr } = await command.finished;
		assert.equal(code, 0, stderr);
		assert.match(stdout, /Ended in order\.\n$/);
		assert.equal(stderr, "");
		await new Promise<void>((resolve, reject) => {
			const server = createServer().once("error", reject);
			server.listen(port, "127.0.0.1", () => server.close(() => resolve()));
		});
	});
});
