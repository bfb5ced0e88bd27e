import assert from "node:assert/strict";
import { test } from "node:test";
import { Calendar } from "../../tools/year/calendar";
import { Ledger } from "../../tools/year/ledger";
import { Nights } from "../../tools/year/nights";
import { Parcels } from "../../tools/year/parcels";
import { dayPicture } from "../../tools/year/picture";
import { DayRecorder } from "../../tools/year/series";
import { Silences } from "../../tools/year/silences";
import { Yields } from "../../tools/year/yields";

const hour = 3_600_000;
const utc = new Calendar("UTC");

test("a sleep over the end of a month counts in both", () => {
	const first = Calendar.days("2025-01-31");
	const ledger = new Ledger(utc, first, 2, 70);
	const start = utc.dayStart(first);
	ledger.enter("scanning", start);
	ledger.enter("asleep", start + 23 * hour);
	ledger.enter("scanning", start + 27 * hour);
	ledger.spent(start + 48 * hour);
	assert.deepEqual(
		ledger.accounts.map(({ month, asleep, scanning }) => [month, asleep / hour, scanning / hour]),
		[
			["2025-01", 1, 23],
			["2025-02", 3, 21],
		],
	);
	// 44 hours at 70 mA and 4 at 0.01
	assert.ok(Math.abs(ledger.spent(start + 48 * hour) - 3080.04) < 1e-6);
});

test("a night is from the first sleep in the dark until there is light", () => {
	const nights = new Nights();
	let spent = 0;
	nights.light(false, 0, () => spent);
	spent = 5;
	nights.asleep(1 * hour, () => spent);
	spent = 6;
	nights.asleep(2 * hour, () => spent);
	spent = 8;
	nights.light(true, 9 * hour, () => spent);
	assert.deepEqual(nights.nights, [{ from: hour, hours: 8, energy: 3, disturbed: false }]);
});

test("a nap in the day is no night, and an outage disturbs one", () => {
	const nights = new Nights();
	nights.asleep(0, () => 0);
	nights.light(false, hour, () => 0);
	nights.asleep(hour, () => 0);
	nights.outage("begins");
	nights.outage("ends");
	nights.light(true, 9 * hour, () => 2);
	nights.light(false, 20 * hour, () => 2);
	nights.asleep(20 * hour, () => 2);
	nights.light(true, 21 * hour, () => 3);
	assert.deepEqual(
		nights.nights.map(({ hours, disturbed }) => [hours, disturbed]),
		[
			[8, true],
			[1, true],
		],
	);
});

test("an outage that began before dusk and ends after dawn disturbs the night too, and not the next", () => {
	const nights = new Nights();
	nights.outage("begins");
	nights.light(false, 0, () => 0);
	nights.asleep(0, () => 0);
	nights.light(true, 9 * hour, () => 15);
	nights.outage("ends");
	nights.light(false, 24 * hour, () => 15);
	nights.asleep(24 * hour, () => 15);
	nights.light(true, 33 * hour, () => 18);
	assert.deepEqual(
		nights.nights.map(({ energy, disturbed }) => [energy, disturbed]),
		[
			[15, true],
			[3, false],
		],
	);
});

test("a silence counts whole, and without what an outage took of it", () => {
	const gaps: [number, number][] = [];
	const silences = new Silences(2, (gap, unexcused) => gaps.push([gap / hour, unexcused / hour]));
	silences.arrived("a", 0, 0);
	silences.expireAfter("a", 7200);
	silences.excuse(undefined, "begins", 1 * hour);
	silences.excuse(0, "begins", 2 * hour);
	silences.excuse(undefined, "ends", 3 * hour);
	silences.excuse(0, "ends", 4 * hour);
	silences.arrived("a", 0, 5 * hour);
	const [silence] = silences.finish(8 * hour);
	assert.deepEqual(gaps, [
		[5, 2],
		[3, 3],
	]);
	assert.deepEqual(silence, {
		topic: "a",
		longest: 5,
		unexcused: 3,
		expireAfter: 2,
		expired: 1,
		expiredAt: "1970-01-01T05:00:00.000Z",
	});
});

const none: ReadonlySet<number> = new Set();

/** Statistics of a day: yesterday's yield and the history, in kWh. */
const statistics = (yesterday: number | undefined, days: (number | null)[] = []) =>
	JSON.stringify({ yesterday: { yield: yesterday }, days });

function yieldsOf(shown: readonly [value: number, day: number][]): Yields {
	const yields = new Yields("Roof");
	for (const [value, day] of shown) {
		yields.shows(value, day);
		yields.heard(value, day);
	}
	return yields;
}

test("a day's yield goes on after a restart at noon", () => {
	const yields = yieldsOf([
		[0.5, 0],
		[0, 0],
		[0.3, 0],
		[0.3, 1],
		[0, 1],
		[1, 1],
	]);
	yields.published(statistics(0.8), 1);
	yields.published(statistics(1, [0.8, 1]), 2);
	const { checked, wrong, missing, incomplete, truth } = yields.report(2, none);
	assert.deepEqual(
		{ checked, wrong, missing, incomplete, truth },
		{
			checked: 2,
			wrong: [],
			missing: 0,
			incomplete: 0,
			truth: 1.8,
		},
	);
});

test("a wrong yield is found in yesterday's and in the history", () => {
	const yields = yieldsOf([[0.5, 0]]);
	yields.published(statistics(0.49), 1);
	assert.deepEqual(yields.report(1, none).wrong, [{ day: 0, truth: 0.5, heard: 0.5, published: 0.49 }]);
	const later = yieldsOf([[0.5, 0]]);
	later.published(statistics(undefined, [0.51, null, null]), 3);
	assert.equal(later.report(1, none).wrong[0]!.published, 0.51);
});

test("of a day's messages the last counts, since one that waited is of the day before", () => {
	const yields = yieldsOf([[0.5, 1]]);
	yields.published(statistics(0), 2);
	yields.published(statistics(0.5), 2);
	assert.deepEqual([yields.report(2, none).wrong, yields.report(2, none).checked], [[], 1]);
});

test("what nobody heard before the counter fell makes a day incomplete, not wrong; more than there was is invented", () => {
	const yields = new Yields("Roof");
	yields.shows(0.4, 0);
	yields.heard(0.4, 0);
	yields.shows(0.9, 0);
	yields.shows(0.1, 1);
	yields.heard(0.1, 1);
	yields.published(statistics(0.4), 1);
	const cut = new Set([0]);
	let report = yields.report(1, cut);
	assert.deepEqual([report.incomplete, report.wrong, report.invented, report.checked], [1, [], [], 0]);
	yields.published(statistics(0.95), 1);
	report = yields.report(1, cut);
	assert.equal(report.invented[0]!.published, 0.95);
});

test("what nobody heard without a reason is told apart", () => {
	const yields = new Yields("Roof");
	yields.shows(0.4, 0);
	const { unheard, incomplete } = yields.report(1, none);
	assert.deepEqual([unheard, incomplete], [1, 0]);
});

test("a day that was heard and never published is missing", () => {
	assert.equal(yieldsOf([[0.5, 0]]).report(1, none).missing, 1);
});

function parcels() {
	const counts = { readings: 0, thinned: 0, lostAsleep: 0, lostInCut: 0 };
	return { counts, parcels: new Parcels(() => counts) };
}

test("a reading that the sleep carries over is not lost, one that it leaves is", () => {
	const { counts, parcels: all } = parcels();
	all.put(0, 100);
	all.put(1, 100);
	all.put(2, 100);
	all.acknowledged(0, 100);
	all.ended("asleep");
	all.put(1, 100);
	all.started();
	all.acknowledged(1, 100);
	assert.deepEqual(counts, { readings: 3, thinned: 0, lostAsleep: 1, lostInCut: 0 });
	assert.equal(all.waiting, 0);
});

test("a power cut takes what waits, awake and asleep, and time begins anew after it", () => {
	const { counts, parcels: all } = parcels();
	all.put(0, 1);
	all.ended("power cut");
	all.started();
	all.put(0, 1);
	all.ended("asleep");
	all.ended("power cut");
	assert.deepEqual(counts, { readings: 2, thinned: 0, lostAsleep: 0, lostInCut: 2 });
});

test("what the queue thins is told apart from what is lost", () => {
	const { counts, parcels: all } = parcels();
	const left = new DataView(new ArrayBuffer(32));
	left.setUint16(22, 4, true);
	left.setFloat64(24, 2000, true);
	all.put(4, 1000);
	all.put(4, 2000);
	all.thinned(new Uint8Array(left.buffer));
	assert.deepEqual([counts.thinned, all.waiting], [1, 1]);
});

test("a day's picture has its axes with units, and each band where it was", () => {
	const day = Calendar.days("2025-06-21");
	const from = utc.dayStart(day);
	const recorder = new DayRecorder(day, from, from + 24 * hour);
	recorder.phase("asleep", from - hour);
	recorder.phase("connected", from + 6 * hour);
	recorder.phase("asleep", from + 18 * hour);
	recorder.phase("unpowered", from + 30 * hour);
	for (let at = 0; at <= 24; at++) recorder.sample(from + at * hour, at === 12 ? 380 : 0, 13);
	assert.deepEqual(
		recorder.series.bands.map((entry) => [(entry.from - from) / hour, (entry.to - from) / hour, entry.band]),
		[
			[0, 6, "asleep"],
			[6, 18, "wifi"],
			[18, 24, "asleep"],
		],
	);
	const svg = dayPicture(recorder.series, utc, "A day & its night");
	for (const label of ["PV, W", "Battery, V", "local time", "WiFi", "asleep", "00:00", "24:00", ">400<"])
		assert.ok(svg.includes(label), label);
	assert.ok(svg.includes("A day &amp; its night"));
	// 64 to 896 is the day: 06:00 is a quarter of the way, and twelve hours are half of it
	assert.match(svg, /<rect x="272" y="306" width="416" height="16"/);
	assert.equal(svg.match(/<rect /g)!.length, 4);
	assert.ok(!/NaN|undefined/.test(svg));
});
