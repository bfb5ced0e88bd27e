/** Awake for a while, asleep for a while, by the monotonic clock; awake for all of the daily service window. */

import { parseWindow } from "../settings/window";
import { ServiceWindow } from "./service-window";
import { attended, connect, type SleepDecision, type SleepOptions, shortestSleep } from "./sleep-decision";

export class Cycle {
	private readonly asleep: number;
	private readonly awakeUntil: number;
	private readonly window: ServiceWindow | undefined;

	constructor({ settings, wake, now, localMinute = utcMinute }: SleepOptions) {
		const awake = wake === "other" ? Math.max(settings.awake, attended) : settings.awake;
		this.asleep = settings.asleep;
		this.awakeUntil = now + awake;
		const window = parseWindow(settings.service);
		this.window = window && new ServiceWindow(window.start, window.length, localMinute);
	}

	/**
	 * @param now monotonic milliseconds.
	 * @param utc milliseconds; without it there is no service window.
	 */
	decide(now: number, utc: number | undefined): SleepDecision {
		if (now < this.awakeUntil) return connect.cycle;
		const window = utc === undefined ? undefined : this.window;
		if (window === undefined) return { do: "sleep", why: "cycle", duration: this.asleep };
		const duration = window.until(utc!, this.asleep);
		if (duration < shortestSleep) return connect.service;
		return { do: "sleep", why: "cycle", duration };
	}
}

function utcMinute(utc: number): number {
	return Math.floor(utc / 60_000) % 1440;
}
