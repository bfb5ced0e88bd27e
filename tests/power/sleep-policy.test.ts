import assert from "node:assert/strict";
import { test } from "node:test";
import { longestSilence } from "../../modules/power/sleep-policy";
import { Bridge, day, hearDark, hour, minute, second, settings } from "./night";

test("off never sleeps", () => {
	const bridge = new Bridge({ mode: "off" });
	bridge.hear(0, { pv_power: 0 });
	assert.equal(bridge.pass(7 * day).says(), "connect awake");
	assert.equal(bridge.policy.retain(), undefined);
});

test("it sleeps when every charger has said zero for sleep.after", () => {
	const bridge = new Bridge();
	hearDark(bridge);
	assert.equal(bridge.pass(10 * minute - 1).says(), "connect awake");
	assert.deepEqual(bridge.pass(1).settle().decide(), { do: "sleep", why: "dark", duration: 10 * minute });
});

test("one charger with PV power keeps it awake", () => {
	const bridge = new Bridge();
	hearDark(bridge);
	bridge.pass(9 * minute).hear(1, { pv_power: 1 });
	bridge.hear(0, { pv_power: 0 });
	assert.equal(bridge.pass(10 * minute - 1).says(), "connect light");
	assert.equal(bridge.pass(1).says(), "sleep dark");
});

test("a charger that repeats a reading with PV power keeps it awake", () => {
	const bridge = new Bridge();
	bridge.hear(0, { pv_power: 80 });
	bridge.pass(9 * minute).policy.heard(0, bridge.now);
	assert.equal(bridge.pass(9 * minute).says(), "connect light");
	bridge.hear(0, { pv_power: 0 });
	bridge.policy.heard(0, bridge.now);
	assert.equal(bridge.pass(1 * minute).says(), "sleep dark");
});

test("chargers that fell silent are dark", () => {
	const bridge = new Bridge();
	bridge.hear(0, { pv_power: 120 });
	bridge.pass(10 * minute);
	assert.equal(bridge.says(), "sleep dark");
});

test("without a device that tells its PV power it stays awake, and says so by one object", () => {
	const bridge = new Bridge();
	bridge.hear(0, { battery_voltage: 12.8, battery_current: -1 });
	assert.equal(bridge.pass(10 * minute - 1).says(), "connect awake");
	const told = bridge.pass(1).decide();
	assert.deepEqual(told, { do: "connect", why: "no_pv_power" });
	assert.equal(bridge.pass(3 * day).decide(), told);
});

test("the darkness of a charger that is first heard late begins then", () => {
	const bridge = new Bridge();
	bridge.pass(2 * hour).hear(0, { pv_power: 0 });
	assert.equal(bridge.says(), "connect awake");
	assert.equal(bridge.pass(10 * minute).says(), "sleep dark");
});

test("PV power that is not available is no zero", () => {
	const bridge = new Bridge();
	bridge.hear(0, { battery_voltage: 13.2 });
	assert.equal(bridge.pass(hour).says(), "connect no_pv_power");
});

test("a start by a person stays awake for five minutes, however short sleep.after is", () => {
	const bridge = new Bridge({ after: 10 * second });
	hearDark(bridge);
	assert.equal(bridge.pass(5 * minute - 1).says(), "connect awake");
	assert.equal(bridge.pass(1).says(), "sleep dark");
});

test("a start by a person in the night stays awake, and knows the chargers that are silent", () => {
	const bridge = new Bridge();
	hearDark(bridge);
	bridge
		.settle()
		.pass(10 * minute)
		.sleep();
	bridge.restart("other", bridge.policy.retain());
	assert.equal(bridge.pass(10 * minute - 1).says(), "connect awake");
	assert.equal(bridge.pass(1).says(), "sleep dark");
});

test("a dusk without a broker sleeps like any other", () => {
	const bridge = new Bridge();
	bridge.hear(0, { pv_power: 10 });
	bridge.pass(5 * hour).hear(0, { pv_power: 0 });
	assert.equal(bridge.sleep(), 10 * minute);
});

test("what was asked to sleep is still asked when it is asked again", () => {
	const bridge = new Bridge();
	hearDark(bridge);
	bridge.pass(10 * minute).settle();
	assert.equal(bridge.says(), "sleep dark");
	assert.equal(bridge.pass(second).says(), "sleep dark");
	assert.deepEqual(bridge.pass(day).decide(), { do: "sleep", why: "dark", duration: 10 * second });
});

test("the longest silence is a heartbeat with its start, or a whole cycle", () => {
	assert.equal(longestSilence(settings), 3_600_000 + 10_000 + 30_000 + 5_000);
	assert.equal(longestSilence({ ...settings, mode: "cycle" }), 20 * minute);
	assert.equal(longestSilence({ ...settings, mode: "off" }), 0);
});
