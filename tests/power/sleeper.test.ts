import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { connect, listen, type SleepDecision } from "../../modules/power/sleep-decision";
import { Sleeper } from "../../modules/power/sleeper";
import { Device } from "../../modules/telemetry/device";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { FakeTime } from "../support/fakes";

let time: FakeTime;
let told: string[];
let decision: SleepDecision;
let settled: boolean;
let busy: boolean;
let finish: () => void;
let sleeper: Sleeper;

beforeEach(() => {
	time = new FakeTime();
	told = [];
	decision = listen;
	settled = false;
	busy = false;
	finish = () => {};
	sleeper = new Sleeper({
		policy: {
			reading: (index, { type }, at) => told.push(`reading ${index} ${type} ${at}`),
			heard: (index, at) => told.push(`heard ${index} ${at}`),
			settled: (now) => told.push(`settled ${now}`),
			decide: () => decision,
		},
		speaker: {
			connect: () => told.push("connect"),
			get settled() {
				return settled;
			},
			sleep({ wakeIn, publishIn }, done) {
				told.push(`say ${wakeIn} ${publishIn}`);
				finish = done;
			},
		},
		scanner: { stop: () => told.push("deaf") },
		network: { up: () => told.push("up"), down: () => told.push("down") },
		power: {
			sleep: (duration) => told.push(`sleep ${duration}`),
			retain: (data) => told.push(`retain ${data.byteLength}`),
			retained: () => undefined,
		},
		timers: time,
		clock: time,
		longestSilence: 3_600_000,
		busy: () => busy,
		survivors: { pack: (duration) => new ArrayBuffer(duration / 1000) },
		system: { log: (line) => told.push(line) },
	});
});

describe("Sleeper", () => {
	it("leaves the network off while the policy only listens", () => {
		sleeper.start();
		time.advance(10_000);
		assert.deepEqual(told, []);
	});

	it("connects at once, and once, when the policy says so", () => {
		decision = connect.awake;
		sleeper.start();
		time.advance(10_000);
		assert.deepEqual(told, ["up", "connect"]);
	});

	it("tells the policy what is heard, and that all is acknowledged", () => {
		const device = new Device("fa:ac:27:84:c6:6f", "", new DeviceKey(undefined, -1), 3);
		sleeper.reading(device, { type: "solar_charger", product_id: 1 }, new Uint8Array(21), -60, 5);
		sleeper.heard(device, -60, 6);
		settled = true;
		sleeper.start();
		assert.deepEqual(told, ["reading 3 solar_charger 5", "heard 3 6", "settled 0"]);
	});

	it("waits with a sleep that would break something off, but not with the network", () => {
		busy = true;
		sleeper.start();
		decision = connect.heartbeat;
		time.advance(1_000);
		decision = { do: "sleep", why: "dark", duration: 600_000 };
		time.advance(60_000);
		assert.deepEqual(told, ["up", "connect"]);
		busy = false;
		time.advance(1_000);
		assert.deepEqual(told.slice(2), ["deaf", "sleeping for 600 s", "say 600000 3600000"]);
	});

	it("stops listening, says goodbye, retains and sleeps for what is left, in this order", () => {
		sleeper.start();
		decision = { do: "sleep", why: "dark", duration: 600_000 };
		time.advance(1_000);
		assert.deepEqual(told, ["deaf", "sleeping for 600 s", "say 600000 3600000"]);
		time.advance(4_000);
		finish();
		finish();
		assert.deepEqual(told.slice(3), ["down", "retain 596", "sleep 596000"]);
		assert.equal(time.pending, 0);
	});

	it("does nothing any more when it is stopped", () => {
		sleeper.start();
		sleeper.stop();
		decision = { do: "sleep", why: "cycle", duration: 60_000 };
		time.advance(10_000);
		assert.deepEqual(told, []);
	});
});
