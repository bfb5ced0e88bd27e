import assert from "node:assert/strict";
import { test } from "node:test";
import { Calendar } from "../../tools/year/calendar";
import { parseYearSite } from "../../tools/year/description";
import { Plant, stepSeconds } from "../../tools/year/plant";
import { makeSchedule } from "../../tools/year/schedule";

const hour = 3_600_000;
const calendar = new Calendar("Europe/Berlin");
const site = parseYearSite({});

function plantFrom(date: string, seed = 1): Plant {
	return new Plant(site, seed, calendar, calendar.dayStart(Calendar.days(date)));
}

test("at night there is no PV power, the sensor is silent, and the loads drain the battery", () => {
	const plant = plantFrom("2025-06-21");
	plant.advanceTo(Date.parse("2025-06-21T02:00+02:00"));
	assert.equal(plant.power, 0);
	assert.ok(plant.battery.current < 0);
	assert.deepEqual(
		plant.devices.map(({ silent }) => silent),
		[false, false, false, true],
	);
	plant.advanceTo(Date.parse("2025-06-21T13:00+02:00"));
	assert.ok(plant.power > 0);
	assert.equal(plant.devices[3]!.silent, false);
});

test("the shown yield is the PV power's integral, cut to hundredths", () => {
	const plant = plantFrom("2025-06-21");
	let joules = 0;
	plant.onStep = () => {
		joules += plant.chargers[0]!.power * stepSeconds;
	};
	plant.advanceTo(Date.parse("2025-06-21T13:00+02:00"));
	const yielded = joules / 3_600_000;
	assert.ok(yielded > 0.1);
	assert.equal(plant.chargers[0]!.shownYield, Math.floor(yielded * 100) / 100);
});

test("the yield stays over midnight and begins anew at the charger's sunrise", () => {
	const plant = plantFrom("2025-06-21");
	const charger = plant.chargers[0]!;
	plant.advanceTo(Date.parse("2025-06-21T23:30+02:00"));
	const evening = charger.shownYield;
	assert.ok(evening > 0.3);
	plant.advanceTo(Date.parse("2025-06-22T01:00+02:00"));
	assert.equal(charger.shownYield, evening);
	plant.advanceTo(Date.parse("2025-06-22T06:00+02:00"));
	assert.ok(charger.shownYield < 0.1);
});

test("a charger that restarts at noon forgets its morning", () => {
	const plant = plantFrom("2025-06-21");
	plant.advanceTo(Date.parse("2025-06-21T12:00+02:00"));
	const charger = plant.chargers[1]!;
	assert.ok(charger.shownYield > 0);
	charger.restart(plant.battery.voltage);
	assert.equal(charger.shownYield, 0);
});

test("the battery's charge is the integral of its current", () => {
	const plant = plantFrom("2025-03-10");
	const { battery } = plant;
	const before = battery.charge;
	let charge = 0;
	plant.onStep = () => {
		charge += (battery.current * stepSeconds) / 3600;
	};
	plant.advanceTo(Date.parse("2025-03-10T11:00+01:00"));
	assert.ok(battery.charge < 1);
	assert.ok(Math.abs((battery.charge - before) * battery.capacity - charge) < 1e-6);
});

test("in float the PV power follows the loads and does not swing", () => {
	const plant = plantFrom("2025-07-12");
	const powers: number[] = [];
	plant.onStep = () => {
		const floating = plant.chargers.every((charger) => charger.values(plant.bus).device_state === "float");
		const local = new Date(plant.now).getUTCHours() + 2;
		if (floating && local >= 12 && local < 16) powers.push(plant.power);
	};
	plant.advanceTo(Date.parse("2025-07-12T16:00+02:00"));
	assert.ok(powers.length > 300);
	// standby of 11 W at least, and the refrigerator's 40 W on top
	assert.ok(Math.min(...powers) > 8, String(Math.min(...powers)));
	const steps = powers.slice(1).map((power, index) => Math.abs(power - powers[index]!));
	assert.ok(steps.filter((step) => step > 20).length < powers.length / 20);
});

test("bulk, absorption and float come in this order, absorption at 14.4 V and float at 13.8 V", () => {
	const plant = plantFrom("2025-06-21");
	const charger = plant.chargers[0]!;
	const seen: string[] = [];
	plant.onStep = () => {
		const state = String(charger.values(plant.bus).device_state);
		if (seen[seen.length - 1] !== state) seen.push(state);
		if (plant.power < 50) return;
		if (state === "absorption" || state === "float") assert.ok(plant.battery.voltage < 14.41, state);
	};
	plant.advanceTo(Date.parse("2025-06-21T23:00+02:00"));
	assert.deepEqual(
		seen.filter((state, index) => seen.indexOf(state) === index),
		["off", "bulk", "absorption", "float"],
	);
});

/** kWh/m² of a month on flat ground. */
function insolation(month: string, days: number): number {
	const plant = plantFrom(`${month}-01`);
	let energy = 0;
	plant.onStep = () => {
		energy += (Number(plant.devices[3]!.values(plant.bus).irradiance) * stepSeconds) / 3_600_000;
	};
	plant.advanceTo(plant.now + days * 24 * hour);
	return energy;
}

// The German weather service has 159 kWh/m² as the mean of June, and 135 to 216 at single places in 2020 and 2021.
test("June brings what it brings in Germany, and December less than a quarter of that", () => {
	const june = insolation("2025-06", 30);
	const december = insolation("2025-12", 31);
	assert.ok(june > 135 && june < 216, String(june));
	assert.ok(december > 0 && december < june / 4, String(december));
});

test("one seed gives the same year, another a different one", () => {
	const powers = (seed: number) => {
		const plant = plantFrom("2025-05-05", seed);
		plant.advanceTo(Date.parse("2025-05-05T10:00+02:00"));
		return plant.devices.map((device) => device.values(plant.bus));
	};
	assert.deepEqual(powers(3), powers(3));
	assert.notDeepEqual(powers(3), powers(4));
});

test("the year's troubles are as many as described, in the year, and apart from their own kind", () => {
	const firstDay = Calendar.days("2025-01-01");
	const schedule = makeSchedule(site, 1, calendar, firstDay, 365);
	assert.deepEqual(
		[schedule.wifi, schedule.broker, schedule.power, schedule.restarts, schedule.vanished].map(
			({ length }) => length,
		),
		[10, 10, 4, 1, 1],
	);
	for (const spans of [schedule.wifi, schedule.broker, schedule.power, schedule.vanished])
		for (const [index, { from, to }] of spans.entries()) {
			assert.ok(from >= calendar.dayStart(firstDay) && from < to && to < calendar.dayStart(firstDay + 365));
			if (index > 0) assert.ok(spans[index - 1]!.to <= from);
		}
	const week = schedule.vanished[0]!;
	assert.equal(week.to - week.from, 7 * 24 * hour);
	assert.equal(site.devices[week.device]!.kind, "solar_charger");
	assert.equal(
		new Date(schedule.restarts[0]!.at + calendar.offset(schedule.restarts[0]!.at)).getUTCHours(),
		12,
	);
	assert.deepEqual(makeSchedule(site, 1, calendar, firstDay, 365), schedule);
});

for (const [problem, json, sentence] of [
	["an unknown key", { longtitude: 3 }, /^longtitude is not a known key; known are seed, /],
	["a latitude beyond the circle", { latitude: 80 }, /^latitude must be a number from -66 to 66\.$/],
	["a zone that is none", { time_zone: "Mars" }, /^time_zone must be a name such as Europe\/Berlin\.$/],
	["a device of no kind", { devices: [{ kind: "moon", name: "M" }] }, /^devices\[0\]\.kind must be one of /],
	[
		"two devices of one name",
		{
			devices: [
				{ kind: "solar_charger", name: "A" },
				{ kind: "solar_sense", name: "A" },
			],
		},
		/^devices\[1\]\.name must be 1 to 30 letters, digits and spaces, and nobody else's\.$/,
	],
	[
		"troubles that are no numbers",
		{ troubles: { power_cuts: "2" } },
		/^troubles\.power_cuts must be a number/,
	],
] as const)
	test(`${problem} in a site is refused in one sentence`, () => {
		assert.throws(() => parseYearSite(json), { message: sentence });
	});
