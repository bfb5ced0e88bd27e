/**
 * POSIX TZ strings: `std offset [dst [offset] [,start[/time],end[/time]]]`, IEEE Std 1003.1, 8.3, with the quoted
 * `<+03>` names, and with times of a rule from -167 to 167 hours as the 2024 edition and tzdata have them.
 */

import { isDigit, isLetter } from "./text";

const second = 1_000;
const minute = 60_000;
const hour = 3_600_000;

/** Where a string names a summer time and gives no rule: the one of the United States since 2007. */
const defaultRules = ",M3.2.0,M11.1.0";

/** A day of the year and a wall clock time on it. */
export interface Rule {
	/** `M`: month 1 to 12, week 1 to 5, weekday 0 to 6; `J`: 1 to 365 without 29 February; `n`: 0 to 365 with it. */
	readonly form: "M" | "J" | "n";
	/** Day of the year, or weekday. */
	readonly day: number;
	readonly month: number;
	readonly week: number;
	/** Milliseconds from midnight. */
	readonly time: number;
}

export interface Zone {
	/** Milliseconds that local time is ahead of UTC. */
	readonly standard: number;
	readonly summer: number;
	/** Absent where the year knows one offset only. */
	readonly rules?: { readonly start: Rule; readonly end: Rule };
}

export function isTimezone(text: string): boolean {
	return parseTimezone(text) !== undefined;
}

/** Undefined for a text that is no time zone. */
export function parseTimezone(text: string): Zone | undefined {
	return new Parser(text).zone();
}

/** Each method takes what it describes, or gives undefined. */
class Parser {
	private readonly text: string;
	private at = 0;

	constructor(text: string) {
		this.text = text;
	}

	zone(): Zone | undefined {
		if (!this.name()) return undefined;
		const west = this.time(24);
		if (west === undefined) return undefined;
		// Adding zero makes a zero of a minus zero.
		const standard = -west + 0;
		if (this.ended()) return { standard, summer: standard };
		if (!this.name()) return undefined;
		let summer = standard + hour;
		if (!this.ended() && this.text[this.at] !== ",") {
			const summerWest = this.time(24);
			if (summerWest === undefined) return undefined;
			summer = -summerWest + 0;
		}
		const rules = this.ended() ? new Parser(defaultRules).rules() : this.rules();
		return rules && { standard, summer, rules };
	}

	private ended(): boolean {
		return this.at >= this.text.length;
	}

	/** Empty past the end. */
	private get character(): string {
		return this.text[this.at] ?? "";
	}

	private skip(character: string): boolean {
		if (this.text[this.at] !== character) return false;
		this.at++;
		return true;
	}

	private name(): boolean {
		const quoted = this.skip("<");
		const start = this.at;
		while (isLetter(this.character) || (quoted && isQuoted(this.character))) this.at++;
		return this.at - start >= 3 && (!quoted || this.skip(">"));
	}

	/** One to three digits. */
	private number(min: number, max: number): number | undefined {
		const start = this.at;
		while (this.at - start < 3 && isDigit(this.character)) this.at++;
		const value = Number(this.text.slice(start, this.at));
		return this.at > start && value >= min && value <= max ? value : undefined;
	}

	/** `[+-]hh[:mm[:ss]]` in milliseconds. */
	private time(hours: number): number | undefined {
		const sign = this.skip("-") ? -1 : 1;
		if (sign > 0) this.skip("+");
		const whole = this.number(0, hours);
		const minutes = this.skip(":") ? this.number(0, 59) : 0;
		const seconds = this.skip(":") ? this.number(0, 59) : 0;
		if (whole === undefined || minutes === undefined || seconds === undefined) return undefined;
		return sign * (whole * hour + minutes * minute + seconds * second);
	}

	private rules(): Zone["rules"] {
		const start = this.rule();
		const end = this.rule();
		return start && end && this.ended() ? { start, end } : undefined;
	}

	/** `,Mm.w.d`, `,Jn` or `,n`, then `/time`. */
	private rule(): Rule | undefined {
		if (!this.skip(",")) return undefined;
		const form = this.skip("M") ? "M" : this.skip("J") ? "J" : "n";
		const month = form === "M" ? this.number(1, 12) : 0;
		const week = form !== "M" ? 0 : this.skip(".") ? this.number(1, 5) : undefined;
		if (form === "M" && !this.skip(".")) return undefined;
		const day = form === "M" ? this.number(0, 6) : form === "J" ? this.number(1, 365) : this.number(0, 365);
		const time = this.skip("/") ? this.time(167) : 2 * hour;
		if (month === undefined || week === undefined || day === undefined || time === undefined)
			return undefined;
		return { form, day, month, week, time };
	}
}

function isQuoted(character: string): boolean {
	return character === "+" || character === "-" || isDigit(character);
}
