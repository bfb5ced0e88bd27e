import assert from "node:assert/strict";
import { test } from "node:test";
import { FaultGuard } from "../../modules/power/fault-guard";

/** What the guard says to each fault. */
function verdicts(...times: number[]): boolean[] {
	const guard = new FaultGuard();
	return times.map((time) => guard.fault(time));
}

test("one or two faults are borne", () => {
	assert.deepEqual(verdicts(0, 0), [false, false]);
});

test("the third within a minute wants a restart", () => {
	assert.deepEqual(verdicts(1000, 20_000, 60_999), [false, false, true]);
});

test("faults that are a minute apart do not add up", () => {
	assert.deepEqual(verdicts(0, 30_000, 60_000, 90_000, 120_000), [false, false, false, false, false]);
});

test("a burst after a quiet time counts by itself", () => {
	assert.deepEqual(verdicts(0, 500_000, 500_001, 500_002), [false, false, false, true]);
});
