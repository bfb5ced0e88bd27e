import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hour, minute, Site, second } from "./statistics-site";

const noon = "2026-06-01T12:00:00Z";

describe("Statistics of a battery", () => {
	it("integrate a constant current and power", () => {
		const site = new Site(noon);
		for (let i = 0; i <= 60; i++) site.monitor({ battery_voltage: 12.5, battery_current: 10 }).after(minute);
		const { today, lifetime } = site.payload(1);
		assert.deepEqual(
			[today.charge_ah, today.discharge_ah, today.charge_wh, today.discharge_wh],
			[10, 0, 125, 0],
		);
		assert.deepEqual([lifetime.charge_ah, lifetime.charge_wh], [10, 125]);
		assert.equal(today.gaps, 0);
	});

	it("take a straight line between two readings", () => {
		// From 0 to 60 A in five minutes: 30 A on average, 2.5 Ah.
		const site = new Site(noon)
			.monitor({ battery_current: 0 })
			.after(5 * minute)
			.monitor({ battery_current: 60 });
		assert.equal(site.payload(1).today.charge_ah, 2.5);
	});

	it("part charge and discharge where the current crosses zero", () => {
		// From -60 A to 120 A in 180 s: 60 s below zero, 120 s above, two triangles.
		const site = new Site(noon)
			.monitor({ battery_current: -60 })
			.after(180 * second)
			.monitor({ battery_current: 120 });
		const { today } = site.payload(1);
		assert.deepEqual([today.discharge_ah, today.charge_ah], [0.5, 2]);
		site.after(180 * second).monitor({ battery_current: -60 });
		const later = site.payload(1).today;
		assert.deepEqual([later.discharge_ah, later.charge_ah], [1, 4]);
	});

	it("have the least and the greatest values", () => {
		const site = new Site(noon);
		for (const [voltage, current] of [
			[12.8, -3.217],
			[12.61, -12.004],
			[14.4, 25.5],
			[13.2, 0],
		])
			site.monitor({ battery_voltage: voltage, battery_current: current }).after(second);
		const { today, lifetime } = site.payload(1);
		for (const period of [today, lifetime]) {
			assert.deepEqual([period.battery_voltage_min, period.battery_voltage_max], [12.61, 14.4]);
			assert.deepEqual([period.battery_current_min, period.battery_current_max], [-12.004, 25.5]);
		}
	});

	it("weigh the mean voltage with time", () => {
		// 60 s at 12 V, a step within 1 ms, 180 s at 14 V: 13.5 V.
		const site = new Site(noon)
			.monitor({ battery_voltage: 12 })
			.after(60 * second)
			.monitor({ battery_voltage: 12 });
		site
			.after(1)
			.monitor({ battery_voltage: 14 })
			.after(180 * second)
			.monitor({ battery_voltage: 14 });
		assert.equal(site.payload(1).today.battery_voltage_mean, 13.5);
	});

	it("take the median voltage of the minutes in which the device is heard", () => {
		const site = new Site(noon);
		// 40 minutes at 12.8 V, 10 at 13.5 V, 30 at 14.4 V; then an hour of silence.
		for (const [minutes, voltage] of [
			[40, 12.8],
			[10, 13.5],
			[30, 14.4],
		])
			for (let i = 0; i < minutes!; i++) site.monitor({ battery_voltage: voltage }).tick().after(minute);
		site.after(6 * minute);
		for (let i = 0; i < 60; i++) site.tick().after(minute);
		const median = Number(site.payload(1).today.battery_voltage_median);
		assert.ok(median >= 12.8 && median <= 13.5, `${median}`);
	});

	it("add nothing over a gap of more than five minutes, and count it", () => {
		const site = new Site(noon).monitor({ battery_voltage: 12, battery_current: 60 });
		site.after(5 * minute + 1).monitor({ battery_voltage: 14, battery_current: 60 });
		assert.deepEqual([site.payload(1).today.charge_ah, site.payload(1).today.gaps], [0, 1]);
		assert.equal(site.payload(1).today.battery_voltage_mean, undefined);
		site.after(5 * minute).monitor({ battery_voltage: 14, battery_current: 60 });
		assert.deepEqual([site.payload(1).today.charge_ah, site.payload(1).today.gaps], [5, 1]);
		assert.equal(site.payload(1).lifetime.gaps, 1);
	});

	it("go by monotonic time while the wall clock jumps", () => {
		const site = new Site(noon);
		for (const clock of [noon, "2026-06-01T14:00:00Z", "2026-06-01T09:00:00Z", noon]) {
			site.setClock(clock);
			site.monitor({ battery_current: 60 }).after(minute);
		}
		// Four readings, three minutes.
		assert.deepEqual([site.payload(1).today.charge_ah, site.payload(1).today.gaps], [3, 0]);
	});

	it("count the minutes at a state of charge of 100 %", () => {
		const site = new Site(noon);
		for (const [minutes, state_of_charge] of [
			[10, 99.9],
			[20, 100],
			[10, 99],
		])
			for (let i = 0; i < minutes!; i++) site.monitor({ state_of_charge }).after(minute);
		assert.equal(site.payload(1).today.time_full, 20);
	});

	it("take the first output of a charger with three", () => {
		const site = new Site(noon);
		for (let i = 0; i <= 60; i++)
			site
				.reading(2, "ac_charger", { battery_voltage_1: 14, battery_current_1: 5, battery_voltage_2: 12 })
				.after(minute);
		const { today } = site.payload(2);
		assert.deepEqual([today.charge_ah, today.charge_wh, today.battery_voltage_min], [5, 70, 14]);
	});
});

describe("Statistics of a charger", () => {
	it("count minutes by charge stage", () => {
		const site = new Site(noon);
		for (const [minutes, device_state_code] of [
			[30, 3],
			[20, 4],
			[5, 246],
			[40, 5],
			[10, 6],
			[10, 0],
		])
			for (let i = 0; i < minutes!; i++) site.charger({ device_state_code }).after(minute);
		const { bulk, absorption, float, time_full } = site.payload(0).today;
		assert.deepEqual(
			{ bulk, absorption, float, time_full },
			{ bulk: 30, absorption: 25, float: 40, time_full: 50 },
		);
	});

	it("have the greatest PV power and the times of the first and the last light", () => {
		const site = new Site("2026-06-01T02:00:00Z").charger({ pv_power: 0 });
		site.until("2026-06-01T04:12:30Z").charger({ pv_power: 1 });
		site.until("2026-06-01T11:00:00Z").charger({ pv_power: 431 });
		site.until("2026-06-01T19:30:05Z").charger({ pv_power: 2 });
		site.until("2026-06-01T19:31:00Z").charger({ pv_power: 0 });
		const { pv_power_max, first_light, last_light } = site.payload(0).today;
		assert.deepEqual(
			{ pv_power_max, first_light, last_light },
			{
				pv_power_max: 431,
				first_light: "2026-06-01T04:12:30.000Z",
				last_light: "2026-06-01T19:30:05.000Z",
			},
		);
	});

	it("have no light on a dark day", () => {
		const { today } = new Site(noon).charger({ pv_power: 0 }).payload(0);
		assert.deepEqual([today.pv_power_max, today.first_light, today.last_light], [0, undefined, undefined]);
	});
});

describe("Statistics of a device", () => {
	it("are empty before its first reading", () => {
		assert.deepEqual(new Site(noon).payload(3), { today: {}, yesterday: {}, lifetime: {} });
	});

	it("lack what its record lacks", () => {
		const site = new Site(noon).reading(2, "smart_lithium", { battery_voltage: 13.3 }).after(minute);
		site.reading(2, "smart_lithium", { battery_voltage: 13.3 }).tick();
		assert.deepEqual(site.payload(2).today, {
			battery_voltage_min: 13.3,
			battery_voltage_max: 13.3,
			battery_voltage_mean: 13.3,
			battery_voltage_median: 13.3,
			gaps: 0,
		});
	});

	it("lack what was never available", () => {
		const site = new Site(noon).monitor({ battery_voltage: 12.5 });
		assert.deepEqual(Object.keys(site.payload(1).today), [
			"battery_voltage_min",
			"battery_voltage_max",
			"gaps",
		]);
	});

	it("know no charge stage of an inverter", () => {
		const site = new Site(noon).reading(2, "inverter", { device_state_code: 9, battery_voltage: 25 });
		assert.equal(site.payload(2).today.bulk, undefined);
	});

	for (const type of ["smart_bms", "test_record", "battery_protect", "unknown", "no such type"])
		it(`are none for ${type}`, () => {
			const site = new Site(noon).reading(2, type, { uptime: 3, raw: "00", battery_voltage: 12 });
			assert.deepEqual(site.payload(2), { today: {}, yesterday: {}, lifetime: {} });
		});

	it("do not bridge a time without the value", () => {
		const site = new Site(noon).monitor({ battery_current: 60 }).after(minute);
		site
			.monitor({})
			.after(minute)
			.monitor({ battery_current: 60 })
			.after(minute)
			.monitor({ battery_current: 60 });
		assert.deepEqual([site.payload(1).today.charge_ah, site.payload(1).today.gaps], [1, 0]);
	});

	it("take no value that is no finite number", () => {
		const bad = [
			Number.NaN,
			Number.POSITIVE_INFINITY,
			Number.NEGATIVE_INFINITY,
			"12",
			["12"],
			null,
			undefined,
		];
		const site = new Site(noon);
		const good = {
			battery_voltage: 12,
			battery_current: 6,
			pv_power: 100,
			yield_today: 1,
			device_state_code: 3,
		};
		site.charger(good).after(minute).charger(good).tick().after(minute);
		const before = site.payload(0);
		for (const value of bad) {
			const fields = Object.fromEntries(Object.keys(good).map((name) => [name, value]));
			site.charger(fields).after(second);
		}
		const { bulk, ...rest } = site.payload(0).today;
		const { bulk: bulkBefore, ...restBefore } = before.today;
		assert.deepEqual(rest, restBefore);
		// Two minutes in bulk had passed when the first bad one came.
		assert.deepEqual([bulkBefore, bulk], [1, 2]);
		for (const part of site.statistics.payload(0)) assert.doesNotMatch(part, /NaN|Infinity/);
	});

	it("go on when its record type changes", () => {
		const site = new Site(noon);
		const charger = { battery_voltage: 13, battery_current: 120, pv_power: 80, yield_today: 0.5 };
		site.charger(charger).after(minute).charger(charger).after(minute);
		site.reading(0, "battery_monitor", { battery_voltage: 13, battery_current: -120, state_of_charge: 90 });
		const { today } = site.payload(0);
		// A minute at 120 A, then half a minute down to zero and half a minute below, 60 A on average each.
		assert.deepEqual([today.charge_ah, today.discharge_ah], [2.5, 0.5]);
		assert.deepEqual([today.pv_power_max, today.yield, today.battery_current_min], [80, 0.5, -120]);
		assert.equal(site.network().pv_power, undefined);
	});

	it("are of numbers in a slice that never grows", () => {
		const site = new Site(noon);
		const size = site.statistics.save(0).byteLength;
		assert.ok(size <= 360);
		for (let i = 0; i < 5000; i++)
			site
				.charger({
					battery_voltage: 11 + (i % 400) / 100,
					battery_current: i % 50,
					pv_power: i,
					yield_today: i,
				})
				.tick()
				.after(hour);
		assert.equal(site.statistics.save(0).byteLength, size);
		assert.equal(site.payload(0).days?.length, 30);
	});
});
