import assert from "node:assert/strict";
import { test } from "node:test";
import { Calendar } from "../../tools/year/calendar";
import { Clouds } from "../../tools/year/clouds";
import { clearSky, sunHeight } from "../../tools/year/sun";

const degrees = (sine: number) => (Math.asin(sine) * 180) / Math.PI;
const hour = 3_600_000;

/** Munich: 48.14° N, 11.58° E. */
const munich = (time: string) => sunHeight(Date.parse(time), 48.14, 11.58);

function highest(date: string, latitude: number): number {
	const start = Date.parse(`${date}T00:00:00Z`);
	const heights = Array.from({ length: 288 }, (_, i) => sunHeight(start + i * 300_000, latitude, 0));
	return degrees(Math.max(...heights));
}

test("at noon the sun stands at 90° less the latitude, and 23.4° around it at the solstices", () => {
	assert.ok(Math.abs(highest("2025-03-20", 48) - 42) < 0.6);
	assert.ok(Math.abs(highest("2025-06-21", 48) - 65.44) < 0.2);
	assert.ok(Math.abs(highest("2025-12-21", 48) - 18.56) < 0.2);
	assert.ok(Math.abs(highest("2025-12-21", -35) - 78.44) < 0.2);
});

// Almanac: 21 June 05:13 to 21:17 CEST, 21 December 08:01 to 16:22 CET.
for (const [name, before, after] of [
	["sunrise in June", "2025-06-21T05:05+02:00", "2025-06-21T05:25+02:00"],
	["sunrise in December", "2025-12-21T07:53+01:00", "2025-12-21T08:13+01:00"],
] as const)
	test(`${name} in Munich is within ten minutes of the almanac's`, () => {
		assert.ok(munich(before) < 0);
		assert.ok(munich(after) > 0);
	});

for (const [name, before, after] of [
	["sunset in June", "2025-06-21T21:05+02:00", "2025-06-21T21:25+02:00"],
	["sunset in December", "2025-12-21T16:10+01:00", "2025-12-21T16:30+01:00"],
] as const)
	test(`${name} in Munich is within ten minutes of the almanac's`, () => {
		assert.ok(munich(before) > 0);
		assert.ok(munich(after) < 0);
	});

test("a clear sky gives 1,037 W/m² under the zenith and nothing at night", () => {
	assert.ok(Math.abs(clearSky(1) - 1098 * Math.exp(-0.057)) < 1e-9);
	assert.equal(clearSky(0), 0);
	assert.equal(clearSky(-0.5), 0);
});

test("clouds leave between a quarter and all of the light, less in winter, and the same for one seed", () => {
	const clouds = new Clouds(7);
	const hours = Array.from({ length: 365 * 24 }, (_, i) => i);
	const summer = hours.map((at) => clouds.transmission(at, 0));
	const winter = hours.map((at) => clouds.transmission(at, 1));
	assert.ok(Math.min(...summer, ...winter) >= 0.25);
	assert.ok(Math.max(...summer) === 1);
	const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	assert.ok(mean(winter) < mean(summer) - 0.1);
	assert.deepEqual(
		hours.slice(0, 100).map((at) => new Clouds(7).transmission(at, 0)),
		summer.slice(0, 100),
	);
});

test("local days in Berlin have 23 and 25 hours when the clocks change", () => {
	const calendar = new Calendar("Europe/Berlin");
	const length = (date: string) =>
		(calendar.dayStart(Calendar.days(date) + 1) - calendar.dayStart(Calendar.days(date))) / hour;
	assert.equal(length("2025-03-30"), 23);
	assert.equal(length("2025-10-26"), 25);
	assert.equal(length("2025-07-01"), 24);
	assert.equal(calendar.dayStart(Calendar.days("2025-07-01")), Date.parse("2025-06-30T22:00Z"));
});

test("a day begins at midnight on the wall, also west of UTC and at half an hour", () => {
	for (const [zone, midnight] of [
		["America/St_Johns", "2025-01-15T03:30Z"],
		["Asia/Kolkata", "2025-01-14T18:30Z"],
		["UTC", "2025-01-15T00:00Z"],
	] as const) {
		const calendar = new Calendar(zone);
		const day = Calendar.days("2025-01-15");
		assert.equal(calendar.dayStart(day), Date.parse(midnight), zone);
		assert.equal(calendar.day(Date.parse(midnight)), day);
		assert.equal(calendar.day(Date.parse(midnight) - 1), day - 1);
	}
});

test("a date that is none is not a number", () => {
	assert.ok(Number.isNaN(Calendar.days("2025-1-1")));
	assert.ok(Number.isNaN(Calendar.days("yesterday")));
	assert.ok(Number.isNaN(Calendar.days("2025-13-01")));
});
