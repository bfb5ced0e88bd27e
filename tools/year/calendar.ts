/** Local days and months of a place, by the platform's own time zone data: a peer of what the firmware computes. */

const quarter = 900_000;
const day = 86_400_000;

export class Calendar {
	readonly #format: Intl.DateTimeFormat;
	/** From when until when the offset is known. */
	#from = 0;
	#to = 0;
	#offset = 0;

	/** @param zone such as `Europe/Berlin`. @throws RangeError when there is none of that name. */
	constructor(zone: string) {
		this.#format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "longOffset" });
	}

	/** Milliseconds that local time is ahead of UTC. */
	offset(utc: number): number {
		// asking the platform is slow, and no zone changes but at a full quarter of an hour
		if (utc < this.#from || utc >= this.#to) this.#look(utc);
		return this.#offset;
	}

	/** Whole local days since 1970-01-01. */
	day(utc: number): number {
		return Math.floor((utc + this.offset(utc)) / day);
	}

	/** UTC milliseconds of the local midnight that begins the day. */
	dayStart(days: number): number {
		const guess = days * day - this.offset(days * day);
		return days * day - this.offset(guess);
	}

	/** `2025-06` of a local day. */
	static month(days: number): string {
		return Calendar.date(days).slice(0, 7);
	}

	/** `2025-06-21` of a local day. */
	static date(days: number): string {
		return new Date(days * day).toISOString().slice(0, 10);
	}

	/** Days since 1970 of `2025-06-21`; NaN when it is none. */
	static days(date: string): number {
		return /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) / day : Number.NaN;
	}

	/** On a UTC day that begins and ends alike nothing changes; on another one a quarter of an hour at a time. */
	#look(utc: number): void {
		this.#from = Math.floor(utc / day) * day;
		this.#to = this.#from + day;
		this.#offset = this.#read(this.#from);
		if (this.#offset === this.#read(this.#to)) return;
		this.#from = Math.floor(utc / quarter) * quarter;
		this.#to = this.#from + quarter;
		this.#offset = this.#read(this.#from);
	}

	#read(utc: number): number {
		const name = this.#format.formatToParts(utc).find(({ type }) => type === "timeZoneName")!.value;
		const match = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(name)!;
		if (match[1] === undefined) return 0;
		const minutes = Number(match[2]) * 60 + Number(match[3]);
		return (match[1] === "-" ? -minutes : minutes) * 60_000;
	}
}
