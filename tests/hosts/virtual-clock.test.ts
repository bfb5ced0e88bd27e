import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VirtualClock } from "../../hosts/node/virtual-clock";

describe("the virtual clock", () => {
	it("starts at zero, goes forward, and its UTC with it", () => {
		const clock = new VirtualClock(1);
		const first = clock.now();
		assert.ok(first >= 0 && first <= clock.now());
		assert.equal(clock.utc(5000) - clock.utc(0), 5000);
		assert.ok(Math.abs(clock.utc(first) - Date.now()) < 60_000);
		assert.ok(Number.isInteger(clock.utc(0.3)));
	});

	it("jumps to a time", () => {
		const clock = new VirtualClock("max");
		clock.jump(3_600_000);
		assert.ok(clock.now() >= 3_600_000);
		assert.equal(clock.realUntil(3_600_000), 0);
	});

	it("never jumps back", () => {
		const clock = new VirtualClock("max");
		clock.jump(3_600_000);
		clock.jump(1000);
		assert.ok(clock.now() >= 3_600_000);
	});

	it("takes less real time the faster it is", () => {
		const real = new VirtualClock(100).realUntil(1_000_000);
		assert.ok(real > 0 && real <= 10_000, `${real}`);
	});
});
