import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hour, minute, Site, second } from "./statistics-site";

/** An hour at 10 A and 13 V. */
function anHour(site: Site): void {
	for (let i = 0; i <= 60; i++) {
		site.monitor({ battery_voltage: 13, battery_current: 10 }).tick();
		if (i < 60) site.after(minute);
	}
}

describe("The local day of statistics", () => {
	it("ends at local midnight", () => {
		// Midnight in Berlin is 22:00 UTC in summer.
		const site = new Site("2026-06-01T20:00:00Z", "CET-1CEST,M3.5.0,M10.5.0/3");
		anHour(site);
		site.until("2026-06-01T21:59:59Z").tick();
		assert.equal(site.payload(1).today.charge_ah, 10);
		site.until("2026-06-01T22:00:00Z").tick();
		const { today, yesterday, lifetime } = site.payload(1);
		assert.deepEqual(today, {});
		assert.equal(yesterday.charge_ah, 10);
		assert.equal(lifetime.charge_ah, 10);
	});

	it("ends with a reading, too", () => {
		const site = new Site("2026-06-01T20:00:00Z");
		anHour(site);
		site.until("2026-06-02T00:00:00Z").monitor({ battery_voltage: 12, battery_current: -5 });
		const { today, yesterday, lifetime } = site.payload(1);
		assert.deepEqual([today.battery_voltage_max, yesterday.battery_voltage_max], [12, 13]);
		assert.deepEqual([lifetime.battery_voltage_min, lifetime.battery_voltage_max], [12, 13]);
		assert.deepEqual([lifetime.battery_current_min, lifetime.battery_current_max], [-5, 10]);
	});

	it("leaves yesterday what today had", () => {
		const site = new Site("2026-06-01T06:00:00Z");
		const charger = { device_state_code: 3, battery_voltage: 13.3, battery_current: 7.2, pv_power: 123 };
		for (let i = 0; i <= 90; i++)
			site
				.charger({ ...charger, yield_today: i / 100, battery_voltage: 13 + i / 100 })
				.tick()
				.after(minute);
		site.until("2026-06-01T14:00:00Z").charger({ ...charger, device_state_code: 5, yield_today: 1 });
		const { today } = site.payload(0);
		assert.ok(Object.keys(today).length > 15);
		site.until("2026-06-02T00:00:01Z").tick();
		assert.deepEqual(site.payload(0).yesterday, today);
		site.until("2026-06-03T00:00:01Z").tick();
		assert.deepEqual(site.payload(0).yesterday, {});
	});

	it("adds up the lifetime over days", () => {
		const site = new Site("2026-06-01T10:00:00Z");
		for (let day = 1; day <= 9; day++) {
			site.until(`2026-06-0${day}T10:00:00Z`);
			anHour(site);
		}
		const { today, yesterday, lifetime } = site.payload(1);
		assert.deepEqual([today.charge_ah, yesterday.charge_ah, lifetime.charge_ah], [10, 10, 90]);
		assert.equal(lifetime.charge_wh, 9 * 130);
		assert.equal(lifetime.gaps, 8);
	});
});

describe("The clock of statistics", () => {
	it("gives the day before it was set its date and its times", () => {
		const site = new Site(undefined, "CET-1CEST,M3.5.0,M10.5.0/3");
		site.charger({ pv_power: 0, yield_today: 0.2 }).after(10 * minute);
		site.charger({ pv_power: 12, yield_today: 0.2 }).after(20 * minute);
		site
			.charger({ pv_power: 15, yield_today: 0.3 })
			.tick()
			.after(10 * minute);
		// In the dark at first sight: what the counter shows may be of the day before.
		assert.deepEqual([site.payload(0).today.yield, site.payload(0).today.first_light], [0.1, undefined]);
		site.setClock("2026-06-01T05:40:00Z");
		site.tick();
		const { today } = site.payload(0);
		assert.deepEqual(
			[today.yield, today.first_light, today.last_light],
			[0.1, "2026-06-01T05:10:00.000Z", "2026-06-01T05:30:00.000Z"],
		);
		site.until("2026-06-01T22:00:00Z").tick();
		assert.equal(site.payload(0).yesterday.yield, 0.1);
	});

	it("loses and invents nothing when it jumps forward by a day", () => {
		const site = new Site("2026-06-01T10:00:00Z");
		anHour(site);
		site.setClock("2026-06-02T11:00:00Z");
		anHour(site);
		const { today, yesterday, lifetime } = site.payload(1);
		assert.deepEqual([today.charge_ah, yesterday.charge_ah, lifetime.charge_ah], [10, 10, 20]);
		assert.deepEqual([today.gaps, yesterday.gaps], [0, 0]);
	});

	it("leaves days without data when it jumps forward by more", () => {
		const site = new Site("2026-06-01T10:00:00Z").charger({ pv_power: 10, yield_today: 1 }).after(second);
		site.setClock("2026-06-04T10:00:00Z");
		site.charger({ pv_power: 10, yield_today: 1.5 });
		const { today, yesterday, lifetime, days } = site.payload(0);
		assert.deepEqual([today.yield, yesterday, lifetime.yield], [0.5, {}, 1.5]);
		assert.deepEqual(days?.slice(-4), [null, 1, null, null]);
	});

	it("waits with today when it goes back by a day, until it has passed it again", () => {
		const site = new Site("2026-06-02T10:00:00Z");
		anHour(site);
		site.setClock("2026-06-01T11:00:00Z");
		anHour(site);
		site.until("2026-06-02T11:00:00Z");
		anHour(site);
		assert.deepEqual([site.payload(1).today.charge_ah, site.payload(1).yesterday], [30, {}]);
		site.until("2026-06-03T00:00:00Z").tick();
		assert.equal(site.payload(1).yesterday.charge_ah, 30);
	});

	it("is corrected around midnight without a day between", () => {
		const site = new Site("2026-06-01T23:00:00Z").charger({ pv_power: 10, yield_today: 2 });
		site.until("2026-06-02T00:00:01Z").charger({ pv_power: 10, yield_today: 2 }).after(second);
		site.setClock("2026-06-01T23:59:55Z");
		for (let i = 0; i < 10; i++) site.charger({ pv_power: 10, yield_today: 2 }).tick().after(second);
		assert.deepEqual([site.payload(0).yesterday.yield, site.payload(0).today.yield], [2, 0]);
		assert.deepEqual(site.payload(0).days?.slice(-2), [null, 2]);
	});

	it("that was years ahead does not stop the days", () => {
		const site = new Site("2040-01-01T10:00:00Z");
		anHour(site);
		site.setClock("2026-06-01T11:00:00Z");
		anHour(site);
		assert.equal(site.payload(1).today.charge_ah, 20);
		site.until("2026-06-02T00:00:00Z").tick();
		assert.equal(site.payload(1).yesterday.charge_ah, 20);
	});

	it("counts a day of 25 hours whole", () => {
		const site = new Site("2026-10-24T22:00:00Z", "CET-1CEST,M3.5.0,M10.5.0/3");
		for (let i = 0; i < 25 * 60; i++) site.monitor({ battery_current: 6 }).tick().after(minute);
		// The last minute is not over.
		assert.equal(site.payload(1).today.charge_ah, 149.9);
		site.monitor({ battery_current: 6 });
		assert.deepEqual([site.payload(1).today.charge_ah, site.payload(1).yesterday.charge_ah], [0.1, 149.9]);
	});

	it("takes no time that cannot be", () => {
		const site = new Site("2026-06-01T10:00:00Z");
		anHour(site);
		for (const impossible of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1e18]) {
			site.statistics.reading(
				1,
				{ type: "battery_monitor", product_id: 1, battery_voltage: 13 },
				site.now,
				impossible,
			);
			site.statistics.tick(site.now, impossible);
		}
		assert.equal(site.payload(1).today.charge_ah, 10);
		site.tick();
		assert.deepEqual(site.payload(1).yesterday, {});
	});

	it("may never be set", () => {
		const site = new Site(undefined);
		for (let i = 0; i < 60 * 24; i++)
			site
				.monitor({ battery_current: 5 })
				.tick()
				.after(hour / 12);
		// 5 days less the first reading, at 5 A.
		assert.deepEqual([site.payload(1).today.charge_ah, site.payload(1).yesterday], [599.6, {}]);
	});
});
