import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addSample, median, samplePeriod, sketchSize } from "../../modules/telemetry/median-sketch";

/** Minutes of a day. */
const count = 1440;

/** 0 to 1, the same each time (Park and Miller's generator). */
function random(): () => number {
	let seed = 1;
	return () => {
		seed = (seed * 48_271) % 2_147_483_647;
		return seed / 2_147_483_647;
	};
}

const day = (value: (minute: number) => number) =>
	Array.from({ length: count }, (_, minute) => value(minute));

function normal(next: () => number): number {
	return Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}

/** A day of a 12 V battery: night, bulk, absorption, float, evening. */
function voltage(minute: number): number {
	const hour = minute / 60;
	if (hour < 7) return 13.2 - 0.04 * hour;
	if (hour < 11) return 12.92 + 0.37 * (hour - 7);
	if (hour < 13) return 14.4;
	if (hour < 17) return 13.6;
	return hour < 19 ? 13.6 - 0.15 * (hour - 17) : 13.3 - 0.02 * (hour - 19);
}

const next = random();
const days: Readonly<Record<string, readonly number[]>> = {
	constant: day(() => 13.31),
	"few levels": day((minute) => (minute < 600 ? 13.2 : minute < 1000 ? 14.4 : 13.6)),
	rising: day((minute) => 12 + minute / 500),
	falling: day((minute) => 15 - minute / 500),
	sine: day((minute) => 13 + Math.sin((minute / count) * 2 * Math.PI)),
	uniform: day(() => 12 + 3 * next()),
	normal: day(() => 13 + 0.3 * normal(next)),
	exponential: day(() => 12 - 0.5 * Math.log(next())),
	"two humps": day(() => (next() < 0.55 ? 13.2 : 14.4) + 0.05 * normal(next)),
	"a battery": day(voltage),
	"a noisy battery": day((minute) => voltage(minute) + 0.03 * normal(next)),
	"a battery of 48 V": day((minute) => 4 * voltage(minute)),
	"one outlier": day((minute) => (minute === 100 ? 0 : 13 + 0.1 * normal(next))),
	"negative values": day((minute) => -20 - minute / 100),
};

const hundredths = (value: number) => Math.round(value * 100) / 100;

function sketchOf(values: readonly number[]): DataView {
	const view = new DataView(new ArrayBuffer(sketchSize + 2));
	for (const [minute, value] of values.entries())
		if (minute % samplePeriod(view, 1) === 0) addSample(view, 1, value);
	assert.deepEqual([view.getUint8(0), view.getUint8(sketchSize + 1)], [0, 0], "bytes beside the sketch");
	return view;
}

describe("The median sketch", () => {
	for (const [name, values] of Object.entries(days))
		it(`is within two 23rds of the range for ${name}`, () => {
			const sorted = values.map(hundredths).sort((a, b) => a - b);
			const exact = sorted[count / 2]!;
			const range = sorted[count - 1]! - sorted[0]!;
			const error = Math.abs(median(sketchOf(values), 1) - exact);
			assert.ok(error <= Math.max(0.01, (2 / 23) * range) + 1e-9, `${error}`);
		});

	it("is within 0.02 V for a day of a 12 V battery", () => {
		for (const name of ["a battery", "a noisy battery", "few levels", "two humps"]) {
			const sorted = days[name]!.map(hundredths).sort((a, b) => a - b);
			assert.ok(Math.abs(median(sketchOf(days[name]!), 1) - sorted[count / 2]!) <= 0.02 + 1e-9, name);
		}
	});

	it("is exact while the values span less than 0.24", () => {
		assert.equal(median(sketchOf(days.constant!), 1), 13.31);
		assert.equal(median(sketchOf([13, 13.05, 13.2, 13.2, 13.1]), 1), 13.1);
	});

	it("takes the values in any order", () => {
		// Fewer than a counter holds, so that all count.
		const values = Array.from({ length: 200 }, (_, index) => 12 + ((index * 77) % 200) / 100);
		const sorted = [...values].sort((a, b) => a - b);
		assert.equal(median(sketchOf(values), 1), median(sketchOf(sorted), 1));
		assert.equal(median(sketchOf(values), 1), median(sketchOf(sorted.reverse()), 1));
	});

	it("counts every second sample only when a counter is full", () => {
		const view = sketchOf(new Array(254).fill(13));
		assert.equal(samplePeriod(view, 1), 1);
		addSample(view, 1, 13);
		addSample(view, 1, 13);
		assert.equal(samplePeriod(view, 1), 2);
	});

	it("has none without samples", () => {
		assert.ok(Number.isNaN(median(new DataView(new ArrayBuffer(sketchSize + 2)), 1)));
	});

	it("gives the one sample that it has", () => {
		for (const value of [0, 0.05, 13.88, -4.2, 327]) assert.equal(median(sketchOf([value]), 1), value);
	});
});
