import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { minute, Site, second } from "./statistics-site";

const noon = "2026-06-01T12:00:00Z";
const full = { device_state_code: 3, battery_voltage: 13, battery_current: 6, pv_power: 100, yield_today: 1 };

function hourOf(site: Site): Site {
	for (let i = 0; i <= 60; i++) {
		site
			.charger({ ...full, yield_today: 1 + i / 100 })
			.monitor({ battery_current: 6 })
			.tick();
		if (i < 60) site.after(minute);
	}
	return site;
}

/** A new start of the firmware with what the other one kept. */
function restarted(site: Site, now: number, utc: string | undefined): Site {
	const next = new Site(utc, "UTC0", now);
	for (let index = 0; index < 4; index++)
		assert.ok(next.statistics.restore(index, site.statistics.save(index)));
	return next;
}

describe("The state of statistics", () => {
	it("is the same after a restart", () => {
		const site = hourOf(new Site(noon));
		const next = restarted(site, site.now, "2026-06-01T13:00:00Z");
		for (let index = 0; index < 4; index++) assert.deepEqual(next.payload(index), site.payload(index));
		assert.deepEqual(next.network(), site.network());
	});

	it("goes on integrating after a short sleep, when monotonic time went on", () => {
		const site = hourOf(new Site(noon));
		const next = restarted(site, site.now + minute, "2026-06-01T13:01:00Z");
		next.charger({ ...full, yield_today: 1.7 }).monitor({ battery_current: 6 });
		const { charge_ah, gaps, yield: made } = next.payload(0).today;
		assert.deepEqual([charge_ah, gaps, made], [6.1, 0, 1.7]);
	});

	it("has a gap after a long sleep, and forgets the power of then", () => {
		const site = hourOf(new Site(noon));
		const next = restarted(site, site.now + 10 * minute, "2026-06-01T13:10:00Z").tick();
		assert.equal(next.network().pv_power, undefined);
		next.charger({ ...full, yield_today: 1.7 });
		const { charge_ah, gaps, yield: made } = next.payload(0).today;
		assert.deepEqual([charge_ah, gaps, made], [6, 1, 1.7]);
	});

	it("has a gap where monotonic time began again", () => {
		const next = restarted(hourOf(new Site(noon)), 100, "2026-06-01T13:00:30Z");
		next.charger({ ...full, yield_today: 1.6 });
		assert.deepEqual([next.payload(0).today.charge_ah, next.payload(0).today.gaps], [6, 1]);
		next.after(minute).charger({ ...full, yield_today: 1.6 });
		assert.deepEqual([next.payload(0).today.charge_ah, next.payload(0).today.gaps], [6.1, 1]);
	});

	it("ends the day that passed during a power cut", () => {
		const next = restarted(hourOf(new Site(noon)), 100, "2026-06-02T09:00:00Z").tick();
		assert.deepEqual([next.payload(0).yesterday.yield, next.payload(0).today.yield], [1.6, undefined]);
	});

	it("keeps yield and light back until the clock is set, for the day that it then is", () => {
		const next = restarted(hourOf(new Site(noon)), 100, undefined);
		next
			.charger({ ...full, yield_today: 0.4 })
			.after(minute)
			.charger({ ...full, yield_today: 0.5 });
		assert.deepEqual([next.payload(0).today.yield, next.payload(0).lifetime.yield], [1.6, 1.6]);
		next.after(second).setClock("2026-06-02T09:00:00Z");
		next.charger({ ...full, yield_today: 0.5 });
		const { today, yesterday } = next.payload(0);
		assert.deepEqual([today.yield, yesterday.yield], [0.5, 1.6]);
		assert.deepEqual(
			[today.first_light, yesterday.last_light],
			["2026-06-02T09:00:00.000Z", "2026-06-01T13:00:00.000Z"],
		);
	});

	it("drops times of a day without a date when monotonic time began again", () => {
		const site = new Site(undefined, "UTC0", 50 * minute).charger(full);
		const next = restarted(site, 100, undefined).charger({ ...full, pv_power: 0 });
		next.setClock(noon);
		next.charger({ ...full, pv_power: 0 });
		const { first_light, last_light, pv_power_max, yield: made } = next.payload(0).today;
		assert.deepEqual([first_light, last_light, pv_power_max, made], [undefined, undefined, 100, 1]);
	});

	it("is a copy", () => {
		const site = hourOf(new Site(noon));
		const state = site.statistics.save(0);
		const before = [...new Uint8Array(state)];
		site.after(minute).charger({ ...full, yield_today: 9 });
		assert.deepEqual([...new Uint8Array(state)], before);
	});

	for (const [what, change] of [
		["shorter", (state: ArrayBuffer) => state.slice(0, -1)],
		["longer", (state: ArrayBuffer) => new Uint8Array([...new Uint8Array(state), 0]).buffer],
		["empty", () => new ArrayBuffer(0)],
		["of zeros", (state: ArrayBuffer) => new ArrayBuffer(state.byteLength)],
		[
			"of another version",
			(state: ArrayBuffer) => {
				const bytes = new Uint8Array(state.slice(0));
				bytes[0]! += 1;
				return bytes.buffer;
			},
		],
	] as const)
		it(`is refused when it is ${what}`, () => {
			const state = hourOf(new Site(noon)).statistics.save(0);
			const site = new Site(noon).charger({ pv_power: 7, yield_today: 1 });
			const before = [site.payload(0), site.network()];
			assert.equal(site.statistics.restore(0, change(state)), false);
			assert.deepEqual([site.payload(0), site.network()], before);
		});

	it("of one device leaves the others as they are", () => {
		const site = hourOf(new Site(noon));
		const [charger, other] = [
			site.payload(0),
			new Site(noon).reading(2, "solar_charger", { pv_power: 11, yield_today: 0 }),
		];
		assert.ok(site.statistics.restore(2, other.statistics.save(2)));
		assert.deepEqual(site.payload(0), charger);
		assert.equal(site.network().pv_power, 111);
		assert.ok(site.statistics.restore(2, new Site(noon).statistics.save(2)));
		assert.equal(site.network().pv_power, 100);
	});

	it("begins anew with a reset, and counts from there", () => {
		const site = hourOf(new Site(noon));
		site.statistics.reset(0);
		assert.deepEqual(site.payload(0), { today: {}, yesterday: {}, lifetime: {} });
		assert.deepEqual([site.network().pv_power, site.network().lifetime], [100, {}]);
		assert.equal(site.payload(1).today.charge_ah, 6);
		site.after(minute).charger({ ...full, yield_today: 1.65 });
		const { charge_ah, yield: made } = site.payload(0).today;
		assert.deepEqual([charge_ah, made], [0.1, 0.05]);
		assert.equal(site.payload(0).lifetime.yield, 0.05);
	});
});
