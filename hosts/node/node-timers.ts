/** Timers of Node, for what runs beside the firmware. */

import type { Timers } from "../ports";

/** @param speed how many times as fast. */
export function nodeTimers(speed = 1): Timers {
	return {
		set: (callback, delay) => setTimeout(callback, delay / speed),
		repeat: (callback, interval) => setInterval(callback, interval / speed),
		clear: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
	};
}
