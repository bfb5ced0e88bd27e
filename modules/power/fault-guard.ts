/** Counts faults: too many of them in a short time, and only a restart helps. */

const limit = { faults: 3, within: 60_000 };

export class FaultGuard {
	private times: number[] = [];

	/**
	 * One more fault.
	 * @param now monotonic milliseconds.
	 * @returns true when the device must restart: three within a minute.
	 */
	fault(now: number): boolean {
		this.times = this.times.filter((time) => now - time < limit.within);
		this.times.push(now);
		return this.times.length >= limit.faults;
	}
}
