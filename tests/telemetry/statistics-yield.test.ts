import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dayCode, dayYield, yieldSince } from "../../modules/telemetry/yield-counter";
import { minute, Site } from "./statistics-site";

const none = (count: number) => new Array<null>(count).fill(null);

/** Shows the charger's counter at times of a day, with PV power. */
function shows(
	site: Site,
	day: string,
	counter: readonly (readonly [time: string, yieldToday: number])[],
): void {
	for (const [time, yield_today] of counter)
		site.until(`2026-06-${day}T${time}Z`).charger({ pv_power: 10, yield_today });
}

describe("yield", () => {
	it("is what the counter shows when the charger is first seen in the light", () => {
		const site = new Site("2026-06-01T12:00:00Z");
		shows(site, "01", [["12:00", 1.23]]);
		assert.equal(site.payload(0).today.yield, 1.23);
	});

	it("is nothing of what the counter shows when the charger is first seen in the dark", () => {
		const site = new Site("2026-06-01T01:00:00Z").charger({ pv_power: 0, yield_today: 3.4 });
		assert.equal(site.payload(0).today.yield, 0);
		shows(site, "01", [
			["05:00", 0],
			["06:00", 0.1],
		]);
		assert.equal(site.payload(0).today.yield, 0.1);
	});

	it("adds up hundredths exactly", () => {
		const site = new Site("2026-06-01T06:00:00Z");
		for (let i = 0; i <= 1234; i++) site.charger({ pv_power: 10, yield_today: i / 100 }).after(1000);
		assert.equal(site.payload(0).today.yield, 12.34);
	});

	it("belongs to the day that ends what the counter rose unseen before a night", () => {
		const site = new Site("2026-06-01T17:00:00Z");
		shows(site, "01", [["17:00", 1.5]]);
		site.until("2026-06-02T01:00:00Z").charger({ pv_power: 0, yield_today: 1.52 });
		const { today, yesterday } = site.payload(0);
		assert.deepEqual([yesterday.yield, today.yield], [1.52, 0]);
	});

	it("belongs to the new day when there is light", () => {
		const site = new Site("2026-06-01T17:00:00Z");
		shows(site, "01", [["17:00", 0.1]]);
		shows(site, "02", [["10:00", 0.4]]);
		const { today, yesterday } = site.payload(0);
		assert.deepEqual([yesterday.yield, today.yield], [0.1, 0.3]);
	});

	it("goes on over a restart of the charger at noon", () => {
		const site = new Site("2026-06-01T06:00:00Z");
		shows(site, "01", [
			["06:00", 0],
			["09:00", 0.8],
			["12:00", 1.5],
			["12:01", 0],
			["15:00", 0.7],
			["18:00", 0.9],
		]);
		assert.equal(site.payload(0).today.yield, 2.4);
	});

	it("counts what the counter shows after it fell unseen", () => {
		const site = new Site("2026-06-01T06:00:00Z");
		shows(site, "01", [
			["06:00", 0],
			["12:00", 1.5],
			["15:00", 0.7],
		]);
		assert.equal(site.payload(0).today.yield, 2.2);
	});

	it("goes over local midnight with a counter that stands until sunrise", () => {
		const site = new Site("2026-06-01T05:00:00Z");
		shows(site, "01", [
			["05:00", 0],
			["20:00", 3.4],
		]);
		for (const time of ["2026-06-01T23:00Z", "2026-06-02T01:00Z", "2026-06-02T04:00Z"])
			site.until(time).charger({ pv_power: 0, yield_today: 3.4 });
		assert.deepEqual([site.payload(0).today.yield, site.payload(0).yesterday.yield], [0, 3.4]);
		shows(site, "02", [
			["05:00", 0],
			["20:00", 2.1],
		]);
		const { today, yesterday, lifetime } = site.payload(0);
		assert.deepEqual([today.yield, yesterday.yield, lifetime.yield], [2.1, 3.4, 5.5]);
	});

	it("of a charger that was away is the difference when its counter is higher", () => {
		const site = new Site("2026-06-01T06:00:00Z");
		shows(site, "01", [
			["06:00", 0],
			["10:00", 1],
		]);
		shows(site, "08", [["10:00", 1.6]]);
		const { today, lifetime, days } = site.payload(0);
		assert.deepEqual([today.yield, lifetime.yield], [0.6, 1.6]);
		assert.deepEqual(days, [...none(23), 1, ...none(6)]);
	});

	it("of a charger that was away is all that its counter shows when it is lower", () => {
		const site = new Site("2026-06-01T06:00:00Z");
		shows(site, "01", [
			["06:00", 0],
			["20:00", 4],
		]);
		shows(site, "08", [["10:00", 1.6]]);
		const { today, yesterday, lifetime } = site.payload(0);
		assert.deepEqual([today.yield, yesterday, lifetime.yield], [1.6, {}, 5.6]);
	});

	it("of the last 30 days is there, the oldest first", () => {
		const site = new Site("2026-05-01T06:00:00Z");
		for (let day = 1; day <= 35; day++) {
			site.charger({ pv_power: 10, yield_today: 0 }).after(60 * minute);
			site.charger({ pv_power: 10, yield_today: day / 10 }).after(23 * 60 * minute);
		}
		site.charger({ pv_power: 10, yield_today: 0 });
		const { days, lifetime } = site.payload(0);
		assert.deepEqual(
			days,
			Array.from({ length: 30 }, (_, index) => (index + 6) / 10),
		);
		// 0.1 + 0.2 + … + 3.5
		assert.equal(lifetime.yield, 63);
	});

	it("is absent on days without a reading, and zero on days without sun", () => {
		const site = new Site("2026-06-01T12:00:00Z").charger({ pv_power: 10, yield_today: 1 });
		site.until("2026-06-02T12:00:00Z").charger({ pv_power: 0, yield_today: 1 });
		site.until("2026-06-04T12:00:00Z").charger({ pv_power: 0, yield_today: 1 });
		assert.deepEqual(site.payload(0).days, [...none(27), 1, 0, null]);
	});

	it("is kept for a year of days, each in its place", () => {
		const site = new Site("2026-01-01T00:00:00Z");
		const made: number[] = [];
		for (let day = 0; day < 365; day++) {
			made.push(((day * 37) % 400) / 100);
			for (let step = 0; step <= 4; step++)
				site
					.charger({ pv_power: 10, yield_today: Math.round((made[day]! * step * 100) / 4) / 100 })
					.after(300 * minute);
			assert.equal(site.payload(0).today.yield, made[day]);
			site.until(new Date(Date.UTC(2026, 0, 2 + day)).toISOString()).tick();
			assert.deepEqual(site.payload(0).days?.slice(-Math.min(30, day + 1)), made.slice(-30));
		}
		const total = made.reduce((sum, value) => sum + Math.round(value * 100), 0) / 100;
		assert.equal(site.payload(0).lifetime.yield, total);
	});
});

describe("yieldSince", () => {
	it("is the difference, or all of it after a fall", () => {
		assert.deepEqual(
			[yieldSince(150, 170), yieldSince(150, 150), yieldSince(150, 30), yieldSince(150, 0)],
			[20, 0, 30, 0],
		);
	});
});

describe("dayCode", () => {
	it("keeps up to 327.67 kWh exactly", () => {
		for (let hundredths = 0; hundredths <= 32_767; hundredths++)
			assert.equal(dayYield(dayCode(hundredths)), hundredths);
	});

	it("keeps what SolarSense can show (20 bits of 0.01 kWh) to 0.16 kWh", () => {
		for (let hundredths = 32_768; hundredths < 2 ** 20; hundredths += 7)
			assert.ok(Math.abs(dayYield(dayCode(hundredths))! - hundredths) <= 16, `${hundredths}`);
	});

	it("fits 16 bits", () => {
		assert.ok(dayCode(2 ** 20 - 1) <= 0xffff);
		assert.ok(dayCode(1e9) <= 0xffff);
	});

	it("tells a day without data from one without yield", () => {
		assert.equal(dayYield(dayCode(undefined)), undefined);
		assert.equal(dayYield(dayCode(0)), 0);
	});
});
