/** Time of the SDK: ticks may wrap or, in the simulator, be set back; the date is wrong until somebody sets it. */

import Time from "time";
import type { Clock } from "../ports";

/** An earlier date than this is no date: the clock was not set. */
const firstDate = 1.7e12;

export class SystemClock implements Clock {
	private last = Time.ticks;
	#monotonic = 0;

	monotonic(): number {
		const now = Time.ticks;
		const step = Time.delta(this.last, now);
		this.last = now;
		if (step > 0) this.#monotonic += step;
		return this.#monotonic;
	}

	utc(): number | undefined {
		const now = Date.now();
		return now > firstDate ? now : undefined;
	}
}
