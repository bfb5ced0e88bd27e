import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { minute, Site } from "./statistics-site";

const morning = "2026-06-01T05:00:00Z";
const charger = (pv_power: number, yield_today = 0) => ({ pv_power, yield_today });

describe("The network of chargers", () => {
	it("has the PV power of all of them", () => {
		const site = new Site(morning).charger(charger(100)).reading(2, "multi_rs", charger(250));
		assert.equal(site.network().pv_power, 350);
		site.charger(charger(80));
		assert.equal(site.network().pv_power, 330);
	});

	it("counts nothing twice that GX devices and SolarSense tell", () => {
		const site = new Site(morning).charger(charger(100, 0.5)).reading(2, "gx_device", { pv_power: 100 });
		site.reading(3, "solar_sense", { installation_power: 100, yield_today: 0.6 });
		assert.equal(site.network().pv_power, 100);
		assert.deepEqual(site.network().today, { yield: 0.5 });
		assert.equal(site.payload(2).today.pv_power_max, 100);
		assert.equal(site.payload(3).today.yield, 0.6);
	});

	it("forgets the power of a charger that was not heard for five minutes", () => {
		const site = new Site(morning)
			.charger(charger(100))
			.after(3 * minute)
			.reading(2, "solar_charger", charger(50));
		site.after(2 * minute).tick();
		assert.equal(site.network().pv_power, 150);
		site.after(1).tick();
		assert.equal(site.network().pv_power, 50);
		site.after(5 * minute).tick();
		assert.equal(site.network().pv_power, undefined);
		site.charger(charger(70));
		assert.equal(site.network().pv_power, 70);
	});

	it("has no power of a charger that says none", () => {
		const site = new Site(morning).charger(charger(100)).charger({ yield_today: 1 });
		assert.equal(site.network().pv_power, undefined);
	});

	it("has the yield of all of them, by day", () => {
		const site = new Site(morning);
		for (const day of ["01", "02", "04"]) {
			site.until(`2026-06-${day}T05:00:00Z`).charger(charger(10)).reading(2, "solar_charger", charger(10));
			site.until(`2026-06-${day}T15:00:00Z`).charger(charger(10, 1.25));
			if (day !== "02") site.reading(2, "solar_charger", charger(10, 0.5));
		}
		const { today, yesterday, lifetime, days } = site.network();
		assert.deepEqual([today, yesterday, lifetime], [{ yield: 1.75 }, {}, { yield: 4.75 }]);
		assert.deepEqual((days as unknown[]).slice(-4), [null, 1.75, 1.25, null]);
	});

	it("is empty without chargers", () => {
		const { days, ...rest } = new Site(morning).monitor({ battery_voltage: 12 }).network();
		assert.deepEqual(rest, { today: {}, yesterday: {}, lifetime: {} });
		assert.deepEqual(days, new Array(30).fill(null));
	});
});

describe("The balance of production and consumption", () => {
	it("is even when PV power is on and the battery's current is not negative any more", () => {
		const site = new Site("2026-06-01T04:00:00Z");
		for (const [time, power, current] of [
			["04:00", 0, -3],
			// Charged from elsewhere before sunrise: no production.
			["04:30", 0, 2],
			["05:00", 5, -3],
			["06:10", 60, -0.1],
			["06:20", 70, 0],
			["06:30", 80, 4],
			["06:40", 20, -2],
			["06:50", 90, 3],
		] as const)
			site.until(`2026-06-01T${time}:00Z`).charger(charger(power)).monitor({ battery_current: current });
		assert.equal(site.payload(1).today.break_even_at, "2026-06-01T06:20:00.000Z");
	});

	it("is short for the minutes with PV power on and a negative current", () => {
		const site = new Site(morning);
		for (const [minutes, power, current] of [
			[10, 0, -3],
			[20, 30, -3],
			[15, 60, 0],
			[7, 40, -1],
			[10, 0, -1],
		] as const)
			for (let i = 0; i < minutes; i++)
				site.charger(charger(power)).monitor({ battery_current: current }).after(minute);
		assert.equal(site.payload(1).today.deficit_minutes, 27);
	});

	it("is unknown without a charger", () => {
		const { today } = new Site(morning).monitor({ battery_current: 1 }).payload(1);
		assert.deepEqual([today.deficit_minutes, today.break_even_at], [undefined, undefined]);
	});

	it("is none of a charger's own current", () => {
		const { today } = new Site(morning).charger({ ...charger(50), battery_current: 3 }).payload(0);
		assert.deepEqual([today.deficit_minutes, today.break_even_at], [undefined, undefined]);
	});

	it("begins anew each day", () => {
		const site = new Site(morning).charger(charger(50)).monitor({ battery_current: 1 });
		site.until("2026-06-02T05:00:00Z").charger(charger(50)).monitor({ battery_current: -1 });
		assert.equal(site.payload(1).today.break_even_at, undefined);
		assert.equal(site.payload(1).yesterday.break_even_at, "2026-06-01T05:00:00.000Z");
	});
});
