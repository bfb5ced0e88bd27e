import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ElapsedClock } from "../../modules/power/elapsed-clock";
import { FakeTime } from "../support/fakes";

describe("ElapsedClock", () => {
	it("goes on over a sleep", () => {
		const before = new FakeTime();
		const clock = new ElapsedClock(before, undefined);
		before.advance(5_000);
		assert.equal(clock.monotonic(), 5_000);
		const after = new FakeTime();
		const woken = new ElapsedClock(after, clock.save(600_000));
		assert.equal(woken.monotonic(), 605_000);
		after.advance(250);
		assert.equal(woken.monotonic(), 605_250);
	});

	it("takes the date from the clock as it is", () => {
		const time = new FakeTime();
		const clock = new ElapsedClock(time, undefined);
		assert.equal(clock.utc(), undefined);
		time.utcAtStart = 1_750_000_000_000;
		time.advance(10);
		assert.equal(clock.utc(), 1_750_000_000_010);
	});

	it("begins at zero with what is no time", () => {
		for (const bytes of [
			new Uint8Array(0),
			new Uint8Array(7),
			new Uint8Array(8).fill(0xff),
			new Uint8Array(new Float64Array([-1]).buffer),
			new Uint8Array(new Float64Array([Number.POSITIVE_INFINITY]).buffer),
		])
			assert.equal(new ElapsedClock(new FakeTime(), bytes).monotonic(), 0);
	});
});
