import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { day, hearDark, hour, minute, night, second } from "./night";

describe("the end of a sleep", () => {
	it("listens without WiFi, and sleeps at once when all chargers said zero", () => {
		const bridge = night();
		assert.equal(bridge.says(), "listen");
		bridge.pass(second).hear(0, { pv_power: 0 });
		assert.equal(bridge.says(), "listen");
		bridge.pass(second).hear(1, { pv_power: 0 });
		assert.deepEqual(bridge.decide(), { do: "sleep", why: "dark", duration: 10 * minute });
	});

	it("listens for 10 s when a charger is silent", () => {
		const bridge = night();
		bridge.hear(0, { pv_power: 0 });
		assert.equal(bridge.pass(10 * second - 1).says(), "listen");
		assert.equal(bridge.pass(1).says(), "sleep dark");
	});

	it("waits for a battery monitor too, whose alarm a person must have", () => {
		const bridge = night();
		bridge.hear(0, { pv_power: 0 });
		bridge.hear(1, { pv_power: 0 });
		bridge.sleep();
		bridge.hear(0, { pv_power: 0 });
		assert.equal(bridge.pass(second).says(), "listen");
		bridge.hear(1, { type: "battery_monitor", battery_voltage: 12.5 });
		assert.equal(bridge.says(), "sleep dark");
	});

	it("waits no more for a device that it missed three times", () => {
		const bridge = night();
		for (let missed = 0; missed < 3; missed++) {
			bridge.hear(0, { pv_power: 0 });
			assert.equal(bridge.pass(9 * second).says(), "listen");
			bridge.pass(second).sleep();
		}
		for (let missed = 3; missed < 40; missed++) {
			bridge.hear(0, { pv_power: 0 });
			if (bridge.says() === "connect heartbeat") bridge.settle();
			bridge.sleep();
		}
	});

	it("waits again for a device that came back", () => {
		const bridge = night();
		for (let missed = 0; missed < 3; missed++) {
			bridge.hear(0, { pv_power: 0 });
			bridge.pass(10 * second).sleep();
		}
		hearDark(bridge);
		bridge.sleep();
		bridge.hear(0, { pv_power: 0 });
		assert.equal(bridge.pass(9 * second).says(), "listen");
	});

	it("knows a charger that tells no PV power any more", () => {
		const bridge = night({}, 1);
		bridge.hear(0, { device_state: "off" });
		assert.equal(bridge.sleep(), 10 * minute);
		bridge.hear(0, { device_state: "off" });
		assert.equal(bridge.says(), "sleep dark");
	});

	it("listens for all of the time while every charger is silent, because light may bring one back", () => {
		const bridge = night();
		for (let missed = 0; missed < 20; missed++) {
			if (bridge.pass(9 * second).says() !== "listen") assert.equal(bridge.says(), "connect heartbeat");
			bridge.pass(second);
			if (bridge.says() === "connect heartbeat") bridge.settle();
			bridge.sleep();
		}
		bridge.hear(1, { pv_power: 3 });
		assert.equal(bridge.says(), "connect light");
	});

	it("is day with the first PV power, until it was dark for sleep.after", () => {
		const bridge = night();
		bridge.hear(0, { pv_power: 0 });
		bridge.hear(1, { pv_power: 2 });
		assert.equal(bridge.says(), "connect light");
		bridge.pass(9 * minute).hear(1, { pv_power: 40 });
		assert.equal(bridge.pass(10 * minute - 1).says(), "connect light");
		assert.equal(bridge.pass(1).says(), "sleep dark");
	});

	it("gives a light that was short the time to be published", () => {
		const bridge = night({ after: 10 * second });
		bridge.hear(0, { pv_power: 2 });
		assert.equal(bridge.pass(30 * second - 1).says(), "connect light");
		assert.equal(bridge.settle().says(), "sleep dark");
	});

	it("waits no longer than 30 s for a short light to be published", () => {
		const bridge = night({ after: 10 * second });
		bridge.hear(0, { pv_power: 2 });
		assert.equal(bridge.pass(30 * second).says(), "sleep dark");
	});

	it("is day without a network as well", () => {
		const bridge = night();
		for (let passed = 0; passed < 60; passed++) {
			bridge.pass(minute).hear(0, { pv_power: 5 });
			assert.equal(bridge.says(), "connect light");
		}
	});

	it("is like the first power when the memory of the night is lost", () => {
		const bridge = night();
		bridge.restart("deep_sleep", undefined);
		assert.equal(bridge.says(), "connect awake");
		assert.equal(bridge.pass(10 * minute).says(), "connect no_pv_power");
	});

	it("is like the first power with a memory of another version or of other devices", () => {
		const bridge = night();
		const retained = bridge.policy.retain()!;
		assert.equal(retained.byteLength, 24 + 2 * 9);
		const other = retained.slice(0);
		new Uint8Array(other)[0]!++;
		assert.equal(bridge.restart("deep_sleep", other).says(), "connect awake");
		assert.equal(bridge.restart("deep_sleep", retained.slice(0, -9)).says(), "connect awake");
		assert.equal(bridge.restart("deep_sleep", new ArrayBuffer(0)).says(), "connect awake");
		assert.equal(bridge.restart("deep_sleep", retained).says(), "listen");
	});
});

describe("the heartbeat", () => {
	it("comes to the second, though the checks take their time", () => {
		const bridge = night();
		const published = bridge.now - 10 * minute;
		let checks = 0;
		for (; ; checks++) {
			bridge.pass(2 * second);
			hearDark(bridge);
			if (bridge.says() === "connect heartbeat") break;
			bridge.sleep();
		}
		assert.equal(checks, 5);
		assert.equal(bridge.now - published, hour + 2 * second);
	});

	it("sleeps as soon as everything is acknowledged", () => {
		const bridge = night({ heartbeat: 10 * minute });
		hearDark(bridge);
		assert.equal(bridge.says(), "connect heartbeat");
		assert.equal(bridge.pass(3 * second).says(), "connect heartbeat");
		assert.deepEqual(bridge.settle().decide(), { do: "sleep", why: "dark", duration: 10 * minute });
	});

	it("cuts a sleep that is longer", () => {
		const bridge = night({ check: day, heartbeat: hour });
		hearDark(bridge);
		assert.equal(bridge.says(), "connect heartbeat");
		assert.equal(bridge.settle().sleep(), hour);
	});

	it("gives a network that is away 30 s, and the next tries are further and further apart", () => {
		const bridge = night();
		const tries: number[] = [];
		for (let checks = 0; checks < 60; checks++) {
			hearDark(bridge);
			if (bridge.says() === "connect heartbeat") {
				tries.push(bridge.now);
				assert.equal(bridge.pass(30 * second - 1).says(), "connect heartbeat");
				bridge.pass(1);
			}
			bridge.sleep();
		}
		const apart = tries.slice(1).map((at, index) => (at - tries[index]! - 30 * second) / minute);
		assert.deepEqual(apart.slice(0, 6), [10, 20, 40, 60, 60, 60]);
	});

	it("cannot be settled while the WiFi is off", () => {
		const bridge = night({ heartbeat: 10 * minute });
		bridge.settle();
		hearDark(bridge);
		assert.equal(bridge.says(), "connect heartbeat");
	});

	it("is tried after a check again when a network fails that was well before", () => {
		const bridge = night({ heartbeat: 10 * minute, check: minute });
		const beat = (network: "away" | "well") => {
			while (bridge.says() !== "connect heartbeat") {
				hearDark(bridge);
				if (bridge.says() === "sleep dark") bridge.sleep();
			}
			const at = bridge.now;
			if (network === "well") bridge.settle();
			else bridge.pass(30 * second);
			bridge.sleep();
			return at;
		};
		beat("away");
		beat("away");
		beat("well");
		const failed = beat("away") + 30 * second;
		assert.equal(beat("well") - failed, minute);
	});

	it("is due in time again after a network that came back", () => {
		const bridge = night({ heartbeat: 10 * minute });
		hearDark(bridge);
		bridge.decide();
		bridge.pass(30 * second).sleep();
		hearDark(bridge);
		assert.equal(bridge.says(), "connect heartbeat");
		assert.equal(bridge.settle().sleep(), 10 * minute);
		hearDark(bridge);
		assert.equal(bridge.says(), "connect heartbeat");
	});

	it("goes on for a device that vanished for a week, and day comes with its return", () => {
		const bridge = night({}, 1);
		const end = bridge.now + 7 * day;
		let heartbeats = 0;
		while (bridge.now < end) {
			bridge.pass(10 * second);
			if (bridge.says() === "connect heartbeat") {
				heartbeats++;
				bridge.pass(2 * second).settle();
			}
			bridge.sleep();
		}
		// 168 hours, each 12 s longer for listening and publishing.
		assert.ok(heartbeats === 167 || heartbeats === 168, `${heartbeats}`);
		bridge.hear(0, { pv_power: 200 });
		assert.equal(bridge.says(), "connect light");
	});
});

describe("a clock that began anew", () => {
	it("puts the heartbeat off by no more than one", () => {
		const bridge = night();
		const retained = bridge.policy.retain();
		bridge.now = 0;
		bridge.restart("deep_sleep", retained);
		hearDark(bridge);
		while (bridge.says() === "sleep dark") {
			bridge.sleep();
			hearDark(bridge);
		}
		assert.deepEqual([bridge.says(), bridge.now], ["connect heartbeat", hour]);
	});
});
