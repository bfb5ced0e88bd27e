/** The firmware's life on the npm host: sleep, restart, faults, and an engine that dies. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { Firmware, type FirmwareOptions } from "../../hosts/node/firmware";
import { EngineError } from "../../hosts/node/xs-worker";
import { embeddedBroker, freePort } from "../support/brokers";
import { captures } from "../support/captures";
import { Command, Folder } from "../support/command";
import { Listener } from "../support/listener";

const { address, manufacturerData, key } = captures.solarCharger;
const folder = new Folder();
after(() => folder.remove());

/** Adverts whose address is their name. */
function adverts(...rows: readonly (readonly [at: number, name: string, rssi?: number])[]) {
	return rows.map(([at, name, rssi = 0]) => ({
		at,
		text: JSON.stringify({ address: name, rssi, manufacturerData }),
	}));
}

/** Plays to the stand-in and gives what it logged. */
async function sleeper(replay: FirmwareOptions["replay"] & {}): Promise<string[]> {
	const lines: string[] = [];
	const firmware = await Firmware.start({
		settings: {},
		speed: "max",
		replay,
		entry: "tests/support/xs/sleeper.ts",
		onLog: (line) => lines.push(line),
	});
	await firmware.settled();
	assert.equal(await firmware.stop(5000), true);
	return lines;
}

describe("the firmware on the npm host", { timeout: 30_000 }, () => {
	it("starts anew after a sleep with what it retained, deaf in between", async () => {
		const lines = await sleeper(
			adverts([0, "a"], [1, "b", 1], [1.01, "at once"], [8, "asleep"], [20, "c"], [30, "d"]),
		);
		assert.deepEqual(lines, [
			"start 0 after power_on",
			"heard a",
			"heard b",
			"start 1 after deep_sleep",
			"timer of start 1",
			"heard c",
			"heard d",
		]);
	});

	it("starts anew at once when it asks for it, and tells the reason", async () => {
		const lines = await sleeper(adverts([0, "a", 2], [20, "b"], [21, "c", 2], [40, "d"]));
		assert.deepEqual(lines, [
			"start 0 after power_on",
			"heard a",
			"start 1 after settings changed",
			"timer of start 1",
			"heard b",
			"heard c",
			"start 2 after settings changed",
			"timer of start 2",
			"heard d",
		]);
	});

	it("ends in order while it sleeps", async () => {
		const lines = await sleeper(adverts([0, "a"], [1, "b", 3]));
		assert.deepEqual(lines, ["start 0 after power_on", "heard a", "heard b"]);
	});

	it("restarts in order at the third fault within a minute, and tells the reason in health", async () => {
		const broker = await embeddedBroker();
		await broker.start();
		const listener = await Listener.connect(broker.port);
		const row = (at: number, rssi: number) => ({
			at,
			text: JSON.stringify({ address, rssi, manufacturerData }),
		});
		const firmware = await Firmware.start({
			settings: {
				mqtt: { host: "127.0.0.1", port: broker.port },
				site: { id: "test01" },
				devices: [{ address, key, name: "Roof" }],
			},
			speed: "max",
			replay: [row(0, -60), row(1, 13), row(2, 13), row(10, -60), row(11, 13), row(40, -61), row(90, -62)],
			entry: "tests/support/xs/faulty-firmware.ts",
		});
		try {
			await firmware.settled();
			assert.equal(await firmware.stop(5000), true);
			const states = () =>
				listener.of("victron/bridge/test01/state").map(({ payload }) => JSON.parse(payload).state);
			await listener.until("the end", () => states().length === 4);
			assert.deepEqual(states(), ["online", "offline", "online", "offline"]);
			const reasons = listener
				.of("victron/bridge/test01/health")
				.map(({ payload }) => JSON.parse(payload).reset_reason);
			assert.deepEqual([...new Set(reasons)], ["power_on", "faults in advert"]);
			const log = listener.of("victron/bridge/test01/log").map(({ payload }) => payload);
			assert.ok(log.some((line) => line.includes("advert: Error: the radio is confused")));
			assert.ok(
				listener.of("victron/solar_charger/Roof").some(({ payload }) => JSON.parse(payload).rssi < -60),
			);
		} finally {
			firmware.kill();
			listener.close();
			await broker.kill();
		}
	});

	it("ends with the reason when an exception escapes the firmware", async () => {
		const firmware = await Firmware.start({
			settings: {},
			replay: adverts([0.1, "a"]),
			entry: "tests/support/xs/thrower.ts",
		});
		const error = await firmware.ended;
		assert.ok(error instanceof EngineError);
		assert.match(error.message, /^the XS engine threw: .*nobody takes this/);
	});

	it("does not start when its script throws", async () => {
		await assert.rejects(
			Firmware.start({ settings: {}, entry: "tests/support/xs/stillborn.ts" }),
			(error) => error instanceof EngineError && /^the XS engine threw: .*not today/.test(error.message),
		);
	});
});

/** Process ids of the children of a process. */
function children(pid: number): number[] {
	return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
		.trim()
		.split(" ")
		.filter(Boolean)
		.map(Number);
}

describe("heliograph run without its engine", { timeout: 30_000 }, () => {
	const linux = process.platform === "linux" ? false : "finds the engine's process in /proc";

	it("says why in one sentence and exits with 1", { skip: linux }, async () => {
		const settings = folder.write("s.json", {});
		const command = new Command(["run", "--settings", settings, "--air", `127.0.0.1:${await freePort()}`]);
		await command.says(/listening/);
		const engines = children(command.pid).filter((pid) => {
			return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("xsnap-worker");
		});
		assert.equal(engines.length, 1);
		process.kill(engines[0]!, "SIGKILL");
		const { code, stderr } = await command.finished;
		assert.equal(code, 1);
		assert.match(stderr, /^heliograph: the XS engine stopped: it was ended by SIGKILL$/m);
		assert.doesNotMatch(stderr, /\n\s+at /);
	});
});
