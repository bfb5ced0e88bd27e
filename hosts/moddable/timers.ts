/** Timers of the SDK; `clear` of one that has ended does nothing. */

import { guard } from "moddable/faults";
import Timer from "timer";
import type { Timers } from "../ports";

export const timers: Timers = {
	set: (callback, delay) => Timer.set(guard("timer", callback), delay),
	repeat: (callback, interval) => Timer.repeat(guard("timer", callback), interval),
	clear: (timer) => Timer.clear(timer as Timer | undefined),
};
