/** A daily time of local wall clock; it may go over midnight, and follows the clock when that changes for summer. */

const day = 1440;
const minute = 60_000;

export class ServiceWindow {
	private readonly start: number;
	private readonly length: number;
	private readonly localMinute: (utc: number) => number;

	/**
	 * @param start minutes since local midnight.
	 * @param length minutes, 1 to 1440.
	 * @param localMinute minutes since local midnight at a UTC in milliseconds.
	 */
	constructor(start: number, length: number, localMinute: (utc: number) => number) {
		this.start = start;
		this.length = length;
		this.localMinute = localMinute;
	}

	/** @param utc milliseconds. */
	includes(utc: number): boolean {
		return (this.localMinute(utc) - this.start + day) % day < this.length;
	}

	/**
	 * Milliseconds from `utc` until the window is open; `limit` when that is not sooner. It asks for each minute on the
	 * way, which is right whatever the local clock does in between.
	 */
	until(utc: number, limit: number): number {
		if (this.includes(utc)) return 0;
		for (let wait = minute - (utc % minute); wait < limit; wait += minute)
			if (this.includes(utc + wait)) return wait;
		return limit;
	}
}
