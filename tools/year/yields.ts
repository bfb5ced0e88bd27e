/**
 * Each charger's yield by local day: as it was, as far as it was heard, and as the statistics published it. A charger
 * shows hundredths of a kWh and forgets them on its own sunrise or restart, so a day's yield is the sum of what its
 * counter rose, and a rise that nobody heard before the counter fell is in nobody's statistics.
 */

/** kWh in whole hundredths. */
type Hundredths = number;

class Counter {
	readonly days: Hundredths[] = [];
	#last: Hundredths = 0;

	/** The counter shows that, on that day of the simulation. */
	shows(value: Hundredths, day: number): void {
		const rise = value >= this.#last ? value - this.#last : value;
		this.#last = value;
		if (rise > 0) this.days[day] = (this.days[day] ?? 0) + rise;
	}
}

export interface YieldReport {
	readonly charger: string;
	/** kWh of all days. */
	readonly truth: number;
	/** Days whose every rise was on the air while the firmware listened, and which were published. */
	readonly checked: number;
	/** Of these, those that were published otherwise than they were. */
	readonly wrong: readonly WrongDay[];
	/** Days of which a part was never heard, with a power cut or with the charger away: nobody could. */
	readonly incomplete: number;
	/** Days of which a part was never heard for no such reason. */
	readonly unheard: number;
	/** Of these, those of which more was published than there was. */
	readonly invented: readonly WrongDay[];
	/** Heard wholly and never published. */
	readonly missing: number;
}

export interface WrongDay {
	/** Of the simulation, from 0. */
	readonly day: number;
	/** kWh. */
	readonly truth: number;
	readonly heard: number;
	readonly published: number;
}

export class Yields {
	readonly #charger: string;
	readonly #truth = new Counter();
	readonly #heard = new Counter();
	/** What was published of a day, all of it that differs. */
	readonly #published: Set<Hundredths>[] = [];
	/** Latest statistics of the current day. */
	#latest: { readonly day: number; readonly payload: string } | undefined;

	constructor(charger: string) {
		this.#charger = charger;
	}

	shows(kilowattHours: number, day: number): void {
		this.#truth.shows(Math.round(kilowattHours * 100), day);
	}

	heard(kilowattHours: number, day: number): void {
		this.#heard.shows(Math.round(kilowattHours * 100), day);
	}

	/** A statistics message; the last one of each day counts, because one that waited long may be yesterday's. */
	published(payload: string, day: number): void {
		if (this.#latest !== undefined && this.#latest.day !== day) this.#take();
		this.#latest = { day, payload };
	}

	/**
	 * @param days that are over.
	 * @param excused days of the simulation on which the bridge or the charger was away.
	 */
	report(days: number, excused: ReadonlySet<number>): YieldReport {
		this.#take();
		const wrong: WrongDay[] = [];
		const invented: WrongDay[] = [];
		let checked = 0;
		let incomplete = 0;
		let unheard = 0;
		let missing = 0;
		let total = 0;
		for (let day = 0; day < days; day++) {
			const truth = this.#truth.days[day] ?? 0;
			const heard = this.#heard.days[day] ?? 0;
			total += truth;
			const values = [...(this.#published[day] ?? [])];
			const kind = (published: number): WrongDay => ({
				day,
				truth: truth / 100,
				heard: heard / 100,
				published: published / 100,
			});
			if (heard !== truth) {
				if (excused.has(day)) incomplete++;
				else unheard++;
				for (const value of values) if (value > Math.max(truth, heard)) invented.push(kind(value));
			} else if (values.length === 0) {
				// a day without yield may be absent
				if (truth > 0) missing++;
			} else {
				checked++;
				for (const value of values) if (value !== truth) wrong.push(kind(value));
			}
		}
		return {
			charger: this.#charger,
			truth: total / 100,
			checked,
			wrong,
			incomplete,
			unheard,
			invented,
			missing,
		};
	}

	/** `yesterday.yield`, and `days`, whose last is yesterday. */
	#take(): void {
		if (this.#latest === undefined) return;
		const { day, payload } = this.#latest;
		this.#latest = undefined;
		const { yesterday, days } = JSON.parse(payload) as {
			yesterday?: { yield?: unknown };
			days?: unknown;
		};
		this.#note(day - 1, yesterday?.yield);
		if (!Array.isArray(days)) return;
		for (const [index, value] of days.entries()) this.#note(day - days.length + index, value);
	}

	#note(day: number, value: unknown): void {
		if (typeof value !== "number" || day < 0) return;
		const values = this.#published[day] ?? new Set<Hundredths>();
		this.#published[day] = values.add(Math.round(value * 100));
	}
}
