/** Time of the SDK: ticks may wrap or, in the simulator, be set back; the date is wrong until somebody sets it. */

import Time from "time";
import type { Clock } from "../ports";

/** An earlier date than this is no date: the clock was not set. */
const firstDate = 1.7e12;

export function makeClock(): Clock {
	let last = Time.ticks;
	let monotonic = 0;
	return {
		monotonic() {
			const now = Time.ticks;
			const step = Time.delta(last, now);
			last = now;
			if (step > 0) monotonic += step;
			return monotonic;
		},
		utc() {
			const now = Date.now();
			return now > firstDate ? now : undefined;
		},
	};
}
