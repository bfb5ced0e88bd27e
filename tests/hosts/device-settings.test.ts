import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { importLines, readChange } from "../../hosts/node/configure/device-settings";
import { Console } from "../../modules/control/console";
import { FakeDesk, FakeLine } from "../support/fake-desk";
import { FakeTime } from "../support/fakes";

const key = "0123456789abcdef0123456789abcdef";

describe("settings of a file on their way to a device", () => {
	it("are only those that the file names, and arrive as they are", () => {
		const username = `long\n${"name".repeat(500)}`;
		const devices = Array.from({ length: 16 }, (_, index) => ({
			address: `c0:00:00:00:00:${10 + index}`,
			key,
			name: `Gerät ${index} ${"x".repeat(50)}`,
		}));
		const change = readChange({
			mqtt: { host: "broker.local", tls: true, username },
			"publish.max": "2 min",
			devices,
		});
		assert.ok(!("problems" in change));
		const lines = importLines(change);
		assert.ok(lines.every((line) => Buffer.byteLength(line) <= 512));
		const desk = new FakeDesk();
		const line = new FakeLine();
		new Console({ line, desk, timers: new FakeTime() }).start();
		line.receive(`import\r\n${lines.join("\r\n")}\r\nend\r\n`);
		assert.deepEqual(desk.latest.parameters, {
			settings: {
				"mqtt.host": "broker.local",
				"mqtt.tls": true,
				"mqtt.username": username,
				"publish.max": "2 min",
			},
			devices,
		});
	});

	it("empty the list of devices only when told so", () => {
		for (const [source, devices] of [
			[{ mqtt: { base: "a" } }, undefined],
			[{ mqtt: { base: "a" }, devices: [] }, []],
		] as const) {
			const change = readChange(source);
			assert.ok(!("problems" in change));
			assert.deepEqual(change.devices, devices);
			const lines = importLines(change);
			assert.deepEqual(lines, ['{"mqtt.base":"a"}', ...(devices ? ['{"devices":[]}'] : [])]);
		}
	});

	it("are refused before anything is sent", () => {
		const change = readChange({ mqtt: { port: 99_999 } });
		assert.deepEqual(change, { problems: ["mqtt.port is 99999; accepted: 0 to 65535"] });
	});
});
