/** What goes wrong inside or was left behind broken, in the simulator: told, counted, survived. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { mosquittoBroker, type TestBroker } from "../support/brokers";
import { simulator } from "../support/environment.mjs";
import { Listener } from "../support/listener";
import { closeDisplay, preferences } from "../support/simulator";
import { buildTrapped, TrappedFirmware } from "./trapped-firmware";

/** "helio", which the traps retain. */
const kept = "104,101,108,105,111";
const health = "victron/bridge/traps/health";

describe("faults in the simulator", {
	skip: simulator ? false : "it needs the Moddable SDK, mosquitto and a display",
}, () => {
	let program: string;
	let broker: TestBroker;
	let listener: Listener;
	let firmware: TrappedFirmware;

	const settings = (airPort: number) =>
		JSON.stringify(
			preferences({ mqtt: { host: "127.0.0.1", port: broker.port }, site: { id: "traps" } }, airPort),
		);
	const online = () => listener.message("victron/bridge/traps/state", ({ state }) => state === "online");

	before(() => {
		program = buildTrapped();
	});

	beforeEach(async () => {
		broker = await mosquittoBroker();
		await broker.start();
		listener = await Listener.connect(broker.port);
		firmware = new TrappedFirmware();
	});

	afterEach(async () => {
		await firmware.end();
		listener.close();
		await broker.kill();
	});

	after(closeDisplay);

	it("catches an exception at its port, tells where it was, and counts it", async () => {
		await firmware.start(program, settings);
		await online();
		await firmware.command("throw");
		await firmware.command("throwLater");
		const told = await listener.until("both faults", () => {
			const entries = listener.of("victron/bridge/traps/log").map(({ payload }) => JSON.parse(payload));
			return entries.length >= 2 && entries;
		});
		assert.deepEqual(
			told.map(({ level, message }) => `${level} ${message}`),
			["error scanner: a trap", "error timer: a late trap"],
		);
		const { counters, reset_reason } = await listener.message(health);
		assert.equal((counters as Record<string, number>).faults, 2);
		assert.equal(reset_reason, "power_on");
	});

	it("restarts in order after three faults within a minute, and says why", async () => {
		await firmware.start(program, settings);
		await online();
		for (let count = 0; count < 3; count++) await firmware.command("throw");
		await listener.message(health, ({ reset_reason }) => reset_reason === "faults in scanner");
		const states = listener.of("victron/bridge/traps/state").map(({ payload }) => JSON.parse(payload).state);
		assert.deepEqual(states, ["online", "offline", "online"]);
	});

	it("brings retained memory through a restart and through sleep", async () => {
		await firmware.start(program, settings);
		await firmware.says("traps: retained nothing");
		await firmware.command("restart");
		await firmware.says(`traps: retained ${kept}`);
		await online();
		await firmware.command("sleep");
		await firmware.says(`traps: retained ${kept}`, 2);
		await listener.message(health, ({ reset_reason }) => reset_reason === "deep_sleep");
	});

	it("forgets retained memory at a start by hand", async () => {
		writeFileSync(firmware.file("retained"), Buffer.from("left by something else"));
		await firmware.start(program, settings);
		await firmware.says("traps: retained nothing");
		assert.equal(firmware.output.includes("corrupt"), false);
		assert.equal(existsSync(firmware.file("retained")), false);
	});

	it("wakes with the defaults, and a line, when one bit of the retained memory has changed", async () => {
		await firmware.start(program, settings);
		await online();
		await firmware.command("sleep");
		await listener.until("the retained file", () => existsSync(firmware.file("retained")));
		const bytes = readFileSync(firmware.file("retained"));
		bytes[bytes.length - 1]! ^= 1;
		writeFileSync(firmware.file("retained"), bytes);
		await firmware.says("the retained memory is corrupt");
		await firmware.says("traps: retained nothing", 2);
		await listener.message(health, ({ reset_reason }) => reset_reason === "deep_sleep");
	});

	for (const [what, content] of [
		["nothing", Buffer.alloc(0)],
		["less than its head", Buffer.from([5, 0, 0])],
		["a length that it does not have", Buffer.from([255, 255, 255, 127, 0, 0, 0, 0, 1, 2, 3])],
		["a megabyte of another program's", Buffer.alloc(1 << 20, "Z")],
	] as const)
		it(`wakes with the defaults when the retained memory is ${what}`, async () => {
			writeFileSync(firmware.file("retained"), content);
			await firmware.start(program, settings, { HELIOGRAPH_RESET_REASON: "deep_sleep" });
			await firmware.says("the retained memory is corrupt");
			await firmware.says("traps: retained nothing");
			await online();
		});

	for (const [what, content] of [
		["are no JSON", '{"mqtt":{"host":"192.'],
		["are null", "null"],
		["are a list", "[1, 2]"],
		["are binary", "\u0000\u0001\u0002\ufffd"],
	] as const)
		it(`starts with the defaults when the preferences ${what}, tells it, and keeps the file`, async () => {
			await firmware.start(program, () => content);
			await firmware.says("modpreferences.json is damaged");
			assert.equal(readFileSync(firmware.file("modpreferences.damaged"), "utf8"), content);
			assert.equal(/XS abort|exception/.test(firmware.output), false);
		});

	it("takes from foreign preferences what it can, and names the rest", async () => {
		await firmware.start(program, (airPort) =>
			JSON.stringify({
				...JSON.parse(settings(airPort)),
				wifi: null,
				publish: { min: { unit: "s" }, max: "soon" },
				cycle: 5,
				"device.1": "a text",
				"device.2": { address: "fa:ac:27:84:c6:6f", key: [1, 2, 3] },
			}),
		);
		await online();
		assert.match(firmware.output, /publish\.min cannot be read; the default holds/);
		assert.match(firmware.output, /publish\.max/);
	});
});
