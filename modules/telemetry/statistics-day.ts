/**
 * Local days in the slice of a device. When the day of the clock has grown, today becomes yesterday, or after days
 * without anything only an old day of the history.
 *
 * Before the clock was ever set, what is measured belongs to a day that is not known, and becomes the day at which
 * the clock is set. A clock that goes back by one day, or around midnight, changes nothing: today goes on until the
 * clock has passed it. One that goes back further was wrong before: what today holds belongs to the day that it
 * says now.
 */

import { days, latest, seenBit, today } from "./statistics-layout";
import { statistics } from "./statistics-table";
import { merged, readValue, writeValue } from "./statistics-value";
import { dayCode } from "./yield-counter";

/**
 * @param base first byte of the slice.
 * @param day local days since 1970-01-01 by the clock, 1 to 65535.
 * @param monotonicZero UTC in milliseconds when monotonic time was zero.
 */
export function turnDay(view: DataView, base: number, day: number, monotonicZero: number): void {
	const before = view.getUint16(base + latest.day, true);
	if (day === before || day === before - 1) return;
	if (before === 0) dateEvents(view, base, monotonicZero);
	else if (day < before) clear(view, base + today.firstLight, 12);
	else close(view, base, day - before);
	view.setUint16(base + latest.day, day, true);
}

/** An event of a day that is not known yet: monotonic seconds plus one, because 0 is no event. */
export function undatedEvent(at: number): number {
	return Math.floor(at / 1000) + 1;
}

/** From undated to UTC. What would lie ahead was in another life of the monotonic clock. */
function dateEvents(view: DataView, base: number, monotonicZero: number): void {
	const newest = undatedEvent(view.getFloat64(base + latest.at, true));
	for (let at = base + today.firstLight; at <= base + today.breakEven; at += 4) {
		const event = view.getUint32(at, true);
		if (event === 0) continue;
		view.setUint32(at, event > newest ? 0 : Math.floor(monotonicZero / 1000) + event - 1, true);
	}
}

/** @param passed days from the one that was today to the new one. */
function close(view: DataView, base: number, passed: number): void {
	const seen = view.getUint8(base + latest.seenToday);
	const seenBefore = view.getUint8(base + latest.seenLifetime);
	for (const { seen: needed, today: from, yesterday, lifetime } of statistics) {
		if ((seen & needed) !== needed) continue;
		const value = readValue(view, base, from);
		writeValue(view, base, yesterday, value);
		if (lifetime === undefined) continue;
		const before = (seenBefore & needed) === needed;
		const sum = before ? merged(lifetime.merge, readValue(view, base, lifetime), value) : value;
		writeValue(view, base, lifetime, sum);
	}
	remember(view, base, passed, (seen & seenBit.yield) !== 0);
	view.setUint8(base + latest.seenLifetime, seenBefore | seen);
	view.setUint8(base + latest.seenYesterday, passed === 1 ? seen : 0);
	view.setUint8(base + latest.seenToday, 0);
	clear(view, base + today.charge, today.end - today.charge);
}

/** Moves the history by the days that passed; of those, only the one that was today has data. */
function remember(view: DataView, base: number, passed: number, hasYield: boolean): void {
	const newest = dayCode(hasYield ? view.getUint32(base + today.yield, true) : undefined);
	for (let day = 0; day < days.count; day++) {
		const from = day + passed;
		const at = base + days.start + 2 * day;
		const code = from < days.count ? view.getUint16(at + 2 * passed, true) : from === days.count ? newest : 0;
		view.setUint16(at, code, true);
	}
}

function clear(view: DataView, at: number, length: number): void {
	new Uint8Array(view.buffer, at, length).fill(0);
}
