/**
 * Local time by a POSIX TZ string (IEEE Std 1003.1, 8.3; quoted names and times of a rule from -167 to 167 hours as
 * the 2024 edition has them), for engines without Intl. The rule holds for all years: a string knows no history.
 *
 * UTC is milliseconds since 1970. A string that is none counts as UTC0. No call allocates; the offset of the
 * present half of the year is kept, so that most calls are two comparisons.
 */

import { parseTimezone, type Rule, type Zone } from "../settings/timezone";

const minute = 60_000;
const dayLength = 86_400_000;
const averageYear = 365.2425 * dayLength;

export class TimeZone {
	private readonly zone: Zone;
	/** The offset from one transition until the next. */
	private from = 0;
	private until = 0;
	#offset = 0;

	/** @param posix such as `CET-1CEST,M3.5.0,M10.5.0/3`. */
	constructor(posix: string) {
		this.zone = parseTimezone(posix) ?? { standard: 0, summer: 0 };
		if (this.zone.rules !== undefined) return;
		this.#offset = this.zone.standard;
		this.from = Number.NEGATIVE_INFINITY;
		this.until = Number.POSITIVE_INFINITY;
	}

	/** Milliseconds that local time is ahead of UTC. */
	offset(utc: number): number {
		if (utc < this.from || utc >= this.until) this.find(utc);
		return this.#offset;
	}

	/** Whole local days since 1970-01-01. */
	day(utc: number): number {
		return Math.floor((utc + this.offset(utc)) / dayLength);
	}

	/**
	 * UTC of the first moment of a local day. That is midnight, the first of two, or where the clock jumps over
	 * midnight, the moment when it jumps.
	 */
	dayStart(day: number): number {
		const wall = day * dayLength;
		const { standard, summer } = this.zone;
		const early = wall - Math.max(standard, summer);
		if (early + this.offset(early) === wall) return early;
		const late = wall - Math.min(standard, summer);
		return late + this.offset(late) === wall ? late : this.from;
	}

	/** Minutes since local midnight, by the wall clock: 0 to 1439. */
	minute(utc: number): number {
		const wall = utc + this.offset(utc);
		return Math.floor((wall - Math.floor(wall / dayLength) * dayLength) / minute);
	}

	/** The latest transition up to `utc` and the first one after it, of the years around it. */
	private find(utc: number): void {
		const { standard, summer, rules } = this.zone;
		if (rules === undefined) return;
		const year = 1970 + Math.floor(utc / averageYear);
		this.from = Number.NEGATIVE_INFINITY;
		this.until = Number.POSITIVE_INFINITY;
		for (let near = year - 2; near <= year + 2; near++) {
			this.consider(wallTime(rules.end, near) - summer, standard, utc);
			// Second, so that summer time that ends when the next begins lasts all year.
			this.consider(wallTime(rules.start, near) - standard, summer, utc);
		}
	}

	private consider(transition: number, offset: number, utc: number): void {
		if (transition > utc) {
			this.until = Math.min(this.until, transition);
		} else if (transition >= this.from) {
			this.from = transition;
			this.#offset = offset;
		}
	}
}

/** When the rule applies in a year, by the clock before the transition; milliseconds since 1970. */
function wallTime({ form, day, month, week, time }: Rule, year: number): number {
	const newYear = Date.UTC(year, 0, 1);
	if (form === "n") return newYear + day * dayLength + time;
	if (form === "J") {
		const leap = Date.UTC(year, 2, 1) - newYear === 60 * dayLength;
		return newYear + (leap && day >= 60 ? day : day - 1) * dayLength + time;
	}
	const first = Date.UTC(year, month - 1, 1) / dayLength;
	// 1970-01-01 was a Thursday.
	const weekday = (((first + 4) % 7) + 7) % 7;
	let date = first + ((day - weekday + 7) % 7) + (week - 1) * 7;
	if (date >= Date.UTC(year, month, 1) / dayLength) date -= 7;
	return date * dayLength + time;
}
