import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TimeZone } from "../../modules/network/time-zone";

const [minute, hour, dayLength] = [60_000, 3_600_000, 86_400_000];

/** What the tz database says, through Intl: milliseconds ahead of UTC. */
function peer(name: string): (utc: number) => number {
	const format = new Intl.DateTimeFormat("en-US", {
		timeZone: name,
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	});
	return (utc) => {
		const parts = Object.fromEntries(
			format.formatToParts(utc).map(({ type, value }) => [type, Number(value)]),
		);
		const { year, month, day, hour, minute, second } = parts as Record<string, number>;
		return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - Math.floor(utc / 1000) * 1000;
	};
}

/** The strings are those at the end of the tz database's files; the rules hold from the year on. */
const zones: readonly (readonly [posix: string, name: string, since: number])[] = [
	["UTC0", "UTC", 1970],
	["CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Berlin", 1996],
	["AEST-10AEDT,M10.1.0,M4.1.0/3", "Australia/Sydney", 2009],
	["NZST-12NZDT,M9.5.0,M4.1.0/3", "Pacific/Auckland", 2008],
	["<-03>3", "America/Sao_Paulo", 2020],
	["EST5EDT,M3.2.0,M11.1.0", "America/New_York", 2007],
	["EST5EDT", "America/New_York", 2007],
	["IST-5:30", "Asia/Kolkata", 1970],
	["<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", "Pacific/Chatham", 2008],
	// Summer time by half an hour.
	["<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "Australia/Lord_Howe", 2009],
	// Ireland's standard time is the one in summer.
	["IST-1GMT0,M10.5.0,M3.5.0/1", "Europe/Dublin", 1996],
	// Midnight is left out, or comes twice.
	["CST5CDT,M3.2.0/0,M11.1.0/1", "America/Havana", 2013],
	["<-04>4<-03>,M9.1.6/24,M4.1.6/24", "America/Santiago", 2023],
	// Times of a rule before and after its day.
	["<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "America/Nuuk", 2024],
	["IST-2IDT,M3.4.4/26,M10.5.0", "Asia/Jerusalem", 2013],
];

describe("TimeZone like the tz database", () => {
	for (const [posix, name, since] of zones)
		it(`${posix} is ${name}`, () => {
			const zone = new TimeZone(posix);
			const offset = peer(name);
			let before = offset(Date.UTC(since, 0, 1));
			for (
				let day = Date.UTC(since, 0, 1);
				day < Date.UTC(Math.min(since + 12, 2037), 0, 1);
				day += dayLength
			) {
				const after = offset(day + dayLength);
				assert.equal(zone.offset(day), before, new Date(day).toISOString());
				// The day of a transition: they all happen at a quarter of an hour; each from both sides.
				if (after !== before)
					for (let utc = day; utc <= day + dayLength; utc += 15 * minute) {
						assert.equal(zone.offset(utc), offset(utc), new Date(utc).toISOString());
						assert.equal(zone.offset(utc - 1), offset(utc - 1), new Date(utc - 1).toISOString());
					}
				before = after;
			}
		});

	for (const [posix, name, since] of zones)
		it(`${posix} has the days and minutes of ${name}`, () => {
			const zone = new TimeZone(posix);
			const offset = peer(name);
			const wall = (utc: number) => utc + offset(utc);
			for (let utc = Date.UTC(since, 2, 1); utc < Date.UTC(since + 1, 2, 1); utc += 7 * hour + 13 * minute) {
				const day = zone.day(utc);
				assert.equal(day, Math.floor(wall(utc) / dayLength));
				assert.equal(zone.minute(utc), Math.floor((wall(utc) - day * dayLength) / minute));
				const start = zone.dayStart(day);
				assert.equal(Math.floor(wall(start) / dayLength), day);
				assert.equal(Math.floor(wall(start - 1) / dayLength), day - 1);
			}
		});
});

describe("TimeZone", () => {
	it("counts days from 1970-01-01", () => {
		assert.equal(new TimeZone("UTC0").day(0), 0);
		assert.equal(new TimeZone("UTC0").day(-1), -1);
		assert.equal(new TimeZone("UTC0").day(Date.UTC(2026, 2, 1, 23, 59)), Date.UTC(2026, 2, 1) / dayLength);
	});

	it("gives the day and the minute of the wall clock", () => {
		const berlin = new TimeZone("CET-1CEST,M3.5.0,M10.5.0/3");
		const evening = Date.UTC(2026, 6, 1, 22, 30);
		assert.equal(berlin.day(evening), Date.UTC(2026, 6, 2) / dayLength);
		assert.equal(berlin.minute(evening), 30);
		assert.equal(berlin.dayStart(berlin.day(evening)), Date.UTC(2026, 6, 1, 22));
	});

	it("has a day of 23 hours and one of 25", () => {
		const berlin = new TimeZone("CET-1CEST,M3.5.0,M10.5.0/3");
		const length = (day: number) => (berlin.dayStart(day + 1) - berlin.dayStart(day)) / hour;
		assert.equal(length(Date.UTC(2026, 2, 29) / dayLength), 23);
		assert.equal(length(Date.UTC(2026, 9, 25) / dayLength), 25);
		assert.equal(length(Date.UTC(2026, 9, 26) / dayLength), 24);
	});

	it("begins a day at one o'clock where midnight is left out", () => {
		const havana = new TimeZone("CST5CDT,M3.2.0/0,M11.1.0/1");
		// 2026-03-08: midnight at UTC-5 reads one o'clock.
		const start = havana.dayStart(Date.UTC(2026, 2, 8) / dayLength);
		assert.equal(start, Date.UTC(2026, 2, 8, 5));
		assert.equal(havana.minute(start), 60);
	});

	it("counts Jn without 29 February", () => {
		// J60 is 1 March in every year, J59 28 February.
		for (const year of [2023, 2024, 2100]) {
			const zone = new TimeZone("XST0XDT,J60/0,J59/0");
			assert.equal(zone.offset(Date.UTC(year, 2, 1) - 1), 0, `${year}`);
			assert.equal(zone.offset(Date.UTC(year, 2, 1)), hour, `${year}`);
			assert.equal(zone.offset(Date.UTC(year, 1, 27, 23) - 1), hour, `${year}`);
			assert.equal(zone.offset(Date.UTC(year, 1, 27, 23)), 0, `${year}`);
		}
	});

	it("counts n from 0 with 29 February", () => {
		const zone = new TimeZone("XST0XDT,59/0,300/0");
		assert.equal(zone.offset(Date.UTC(2023, 2, 1) - 1), 0);
		assert.equal(zone.offset(Date.UTC(2023, 2, 1)), hour);
		assert.equal(zone.offset(Date.UTC(2024, 1, 29) - 1), 0);
		assert.equal(zone.offset(Date.UTC(2024, 1, 29)), hour);
	});

	it("knows summer time that lasts all year", () => {
		// Ends on 31 December at 25:00 of summer time, which is when the next one begins.
		const zone = new TimeZone("EST5EDT,0/0,J365/25");
		for (let utc = Date.UTC(2023, 0, 1); utc < Date.UTC(2025, 0, 3); utc += hour)
			assert.equal(zone.offset(utc), -4 * hour, new Date(utc).toISOString());
	});

	it("takes offsets of both with seconds", () => {
		const zone = new TimeZone("XST+1:02:03XDT-4:05:06,M3.1.0,M10.1.0");
		assert.equal(zone.offset(Date.UTC(2024, 0, 1)), -(hour + 2 * minute + 3_000));
		assert.equal(zone.offset(Date.UTC(2024, 6, 1)), 4 * hour + 5 * minute + 6_000);
	});

	for (const posix of [
		"",
		"CET",
		"Europe/Berlin",
		"CET-1CEST,",
		"CET-1CEST,M3.5.0",
		"CET-25",
		"CET-1CEST,M13.1.0,M1.1.0",
	])
		it(`takes "${posix}" for UTC0`, () => {
			const zone = new TimeZone(posix);
			const noon = Date.UTC(2026, 6, 1, 12);
			assert.deepEqual([zone.offset(noon), zone.minute(noon)], [0, 720]);
		});

	it("agrees with itself whatever was asked before", () => {
		const posix = "NZST-12NZDT,M9.5.0,M4.1.0/3";
		const used = new TimeZone(posix);
		for (
			let i = 0, utc = Date.UTC(2024, 0, 1);
			i < 400;
			i++, utc += ((i * 37) % 700) * dayLength - 340 * dayLength
		)
			assert.equal(used.offset(utc), new TimeZone(posix).offset(utc), new Date(utc).toISOString());
	});
});
