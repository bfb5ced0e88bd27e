import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ServiceWindow } from "../../modules/power/service-window";
import { parseWindow } from "../../modules/settings/window";
import { day, hour, minute } from "./night";

/** As the time zone database has it. */
const berlin = (utc: number) => {
	const text = new Date(utc).toLocaleTimeString("en-GB", { timeZone: "Europe/Berlin" });
	return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
};

const utc = (text: string) => Date.parse(text);

function window(text: string): ServiceWindow {
	const { start, length } = parseWindow(text)!;
	return new ServiceWindow(start, length, berlin);
}

describe("parseWindow", () => {
	it("gives minutes", () => {
		assert.deepEqual(parseWindow("20:00/60"), { start: 1200, length: 60 });
		assert.deepEqual(parseWindow("00:00/1440"), { start: 0, length: 1440 });
		assert.deepEqual(parseWindow("23:59/1"), { start: 1439, length: 1 });
	});

	it("gives nothing for what is none", () => {
		for (const text of ["", "20:00", "20:00/", "20:00/0", "20:00/1441", "24:00/60", "20:60/60", "8:00/60"])
			assert.equal(parseWindow(text), undefined, text);
	});
});

describe("ServiceWindow", () => {
	it("goes over midnight", () => {
		const late = window("23:30/60");
		const open = ["21:29", "21:30", "22:29", "22:30"].map((time) =>
			late.includes(utc(`2025-07-01T${time}:00Z`)),
		);
		assert.deepEqual(open, [false, true, true, false]);
	});

	it("is always open with all minutes of the day", () => {
		const always = window("12:00/1440");
		for (let time = utc("2025-03-29T00:00Z"), end = time + 2 * day; time < end; time += 7 * minute)
			assert.ok(always.includes(time));
	});

	it("opens by wall clock on the day that loses an hour", () => {
		// 21:30 CET on the 29th to 20:00 CEST on the 30th: 22.5 hours by the wall, 21.5 in truth.
		const wait = window("20:00/60").until(utc("2025-03-29T20:30Z"), day);
		assert.equal(wait, 21.5 * hour);
		assert.equal(utc("2025-03-29T20:30Z") + wait, utc("2025-03-30T18:00Z"));
	});

	it("opens by wall clock on the day that gains an hour", () => {
		const wait = window("20:00/60").until(utc("2025-10-25T19:30Z"), 2 * day);
		assert.equal(utc("2025-10-25T19:30Z") + wait, utc("2025-10-26T19:00Z"));
	});

	it("opens late when the clock jumps over its start", () => {
		// 02:00 CET is followed by 03:00 CEST.
		const night = window("02:30/60");
		assert.equal(night.until(utc("2025-03-30T00:50Z"), hour), 10 * minute);
		assert.ok(night.includes(utc("2025-03-30T01:29Z")));
		assert.ok(!night.includes(utc("2025-03-30T01:30Z")));
	});

	it("opens twice when the clock repeats its hour", () => {
		const night = window("02:30/30");
		const open = ["00:29", "00:30", "00:59", "01:00", "01:30", "01:59", "02:00"].map((time) =>
			night.includes(utc(`2025-10-26T${time}:00Z`)),
		);
		assert.deepEqual(open, [false, true, true, false, true, true, false]);
	});

	it("gives the limit when it does not open before", () => {
		assert.equal(window("20:00/60").until(utc("2025-07-01T12:00Z"), 18 * minute), 18 * minute);
		assert.equal(window("20:00/60").until(utc("2025-07-01T17:50Z"), 5 * minute), 5 * minute);
		assert.equal(window("20:00/60").until(utc("2025-07-01T17:50Z"), hour), 10 * minute);
	});
});
