/** Timers of the SDK; `clear` of one that has ended does nothing. */

import { fault } from "moddable/faults";
import Timer from "timer";
import type { Timers } from "../ports";

type Kept = Timer & { work?: () => void };

/** The same for all, as the SDK hands it the timer: a guard of its own would cost each eight slots. */
function fire(timer: Kept): void {
	try {
		timer.work!();
	} catch (error) {
		fault("timer", error);
	}
}

export const timers: Timers = {
	set(callback, delay) {
		const timer: Kept = Timer.set(fire, delay);
		timer.work = callback;
		return timer;
	},
	repeat(callback, interval) {
		const timer: Kept = Timer.repeat(fire, interval);
		timer.work = callback;
		return timer;
	},
	clear: (timer) => Timer.clear(timer as Timer | undefined),
};
