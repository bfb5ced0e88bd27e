import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SleepPolicy, type SleepSettings } from "../../modules/power/sleep-policy";
import { day, hour, minute, second, settings } from "./night";

const start = 77_000;
/** 2025-06-01 in UTC, whose midnight is 00:00. */
const june = Date.UTC(2025, 5, 1);

function woken(changes: Partial<SleepSettings> = {}): SleepPolicy {
	return cycle("deep_sleep", changes);
}

function cycle(wake: "deep_sleep" | "other", changes: Partial<SleepSettings> = {}): SleepPolicy {
	return new SleepPolicy({
		settings: { ...settings, mode: "cycle", ...changes },
		devices: 1,
		wake,
		now: start,
	});
}

describe("a cycle", () => {
	it("is awake for cycle.awake, then asleep for cycle.asleep", () => {
		const policy = woken();
		assert.deepEqual(policy.decide(start + 2 * minute - 1, june), { do: "connect", why: "cycle" });
		assert.deepEqual(policy.decide(start + 2 * minute, june), {
			do: "sleep",
			why: "cycle",
			duration: 18 * minute,
		});
	});

	it("needs no clock", () => {
		const policy = woken();
		assert.equal(policy.decide(start, undefined).do, "connect");
		assert.deepEqual(policy.decide(start + 2 * minute, undefined), {
			do: "sleep",
			why: "cycle",
			duration: 18 * minute,
		});
	});

	it("is awake for five minutes when a person started it", () => {
		const policy = cycle("other");
		assert.equal(policy.decide(start + 5 * minute - 1, june).do, "connect");
		assert.equal(policy.decide(start + 5 * minute, june).do, "sleep");
	});

	it("stays awake in the service window", () => {
		const policy = woken();
		const now = start + 2 * minute;
		assert.deepEqual(policy.decide(now, june + 20 * hour), { do: "connect", why: "service" });
		assert.deepEqual(policy.decide(now, june + 21 * hour - 1), { do: "connect", why: "service" });
		assert.equal(policy.decide(now, june + 21 * hour).do, "sleep");
	});

	it("wakes when the service window opens", () => {
		const decision = woken().decide(start + 2 * minute, june + 19 * hour + 50 * minute + 15 * second);
		assert.deepEqual(decision, { do: "sleep", why: "cycle", duration: 10 * minute - 15 * second });
	});

	it("does not sleep for the last seconds before the service window", () => {
		const decision = woken().decide(start + 2 * minute, june + 20 * hour - 9 * second);
		assert.deepEqual(decision, { do: "connect", why: "service" });
	});

	it("has no service window when the setting is empty", () => {
		const decision = woken({ service: "" }).decide(start + 2 * minute, june + 20 * hour);
		assert.equal(decision.do, "sleep");
	});

	it("is neither long awake nor long asleep when the clock jumps by a day", () => {
		for (const jump of [-day, day, -day / 2, day / 2, 1000 * day]) {
			const policy = woken({ service: "20:00/1" });
			assert.equal(policy.decide(start, june).do, "connect");
			const decision = policy.decide(start + 2 * minute, june + 2 * minute + jump);
			assert.deepEqual(decision, { do: "sleep", why: "cycle", duration: 18 * minute });
		}
	});

	it("leaves the service window when the clock is set out of it", () => {
		const policy = woken();
		const now = start + 2 * minute;
		assert.equal(policy.decide(now, june + 20 * hour + minute).do, "connect");
		assert.equal(policy.decide(now + second, june + 22 * hour).do, "sleep");
	});

	it("does not care for readings", () => {
		const policy = woken();
		policy.reading(0, { type: "solar_charger", product_id: 1, pv_power: 500 }, start);
		policy.heard(0, start);
		policy.settled(start);
		assert.equal(policy.decide(start + 2 * minute, june).do, "sleep");
	});
});
