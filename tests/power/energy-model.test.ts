import assert from "node:assert/strict";
import { test } from "node:test";
import { type Activity, currents, energyOf, scanCurrent, totalOf } from "../../modules/power/energy-model";

const hour = 3_600_000;
const nothing: Activity = { asleep: 0, boots: 0, scanning: 0, joining: 0, connected: 0, messages: 0 };

function near(actual: number, expected: number, within: number): void {
	assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected} ± ${within}`);
}

test("deep sleep takes 10 mAh in a thousand hours, as the datasheet's 10 µA say", () => {
	const energy = energyOf({ ...nothing, asleep: 1000 * hour }, 70);
	assert.deepEqual(energy, { deepSleep: 10, boot: 0, scan: 0, wifi: 0 });
});

test("joining the WiFi with DHCP takes the 200.7 mC that were measured", () => {
	const { wifi } = energyOf({ ...nothing, joining: 1556 }, 70);
	near(wifi * 3600, 204 - 3.32, 0.1);
});

test("a boot takes 19 mC: 0.4 s at 47 mA", () => {
	near(energyOf({ ...nothing, boots: 1 }, 70).boot * 3600, 18.8, 1e-9);
});

test("a receiver that never rests takes its own current, one that never listens the CPU's", () => {
	assert.equal(scanCurrent(100, 100), currents.bluetoothReceive);
	assert.equal(scanCurrent(0, 100), currents.cpu);
	assert.equal(scanCurrent(50, 100), 74.5);
});

test("a window longer than its interval is no more than all the time", () => {
	assert.equal(scanCurrent(200, 100), currents.bluetoothReceive);
});

test("a thousand messages take 0.08 mAh more than the connection: 2 s at 140 mA", () => {
	near(energyOf({ ...nothing, messages: 1000 }, 70).wifi, (2 * 140) / 3600, 1e-9);
});

test("the total is the sum of the phases", () => {
	near(totalOf({ deepSleep: 0.5, boot: 0.25, scan: 1, wifi: 2 }), 3.75, 1e-12);
});

test("awake and connected for a night of 12 hours is over a thousand times what deep sleep takes", () => {
	const connected = totalOf(energyOf({ ...nothing, connected: 12 * hour }, 70));
	assert.equal(connected, 1200);
	assert.equal(totalOf(energyOf({ ...nothing, asleep: 12 * hour }, 70)), 0.12);
});
