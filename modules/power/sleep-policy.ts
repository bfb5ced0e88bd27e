/**
 * Decides when the bridge sleeps, and for how long, from readings and time alone: `dark` while there is no PV power,
 * `cycle` by a schedule, `off` never. Whoever owns it asks each second and does what it says.
 */

import type { Reading } from "../victron/record";
import { Cycle } from "./cycle";
import { Dark, listenLimit, networkLimit } from "./dark";
import { connect, type SleepDecision, type SleepOptions, type SleepSettings } from "./sleep-decision";

export type { ConnectReason, SleepDecision, SleepOptions, SleepSettings } from "./sleep-decision";

/** Milliseconds for the start itself and for asking only each second. */
const startup = 5_000;

export class SleepPolicy {
	private readonly dark: Dark | undefined;
	private readonly cycle: Cycle | undefined;

	constructor(options: SleepOptions) {
		const { mode } = options.settings;
		this.dark = mode === "dark" ? new Dark(options) : undefined;
		this.cycle = mode === "cycle" ? new Cycle(options) : undefined;
	}

	/**
	 * A new reading.
	 * @param index of the device, from 0.
	 * @param at monotonic milliseconds.
	 */
	reading(index: number, reading: Reading, at: number): void {
		this.dark?.reading(index, reading, at);
	}

	/** The device repeated its latest reading. */
	heard(index: number, at: number): void {
		this.dark?.heard(index, at);
	}

	/**
	 * The broker has acknowledged everything. To be called whenever that is so, by day as well: what was told by then is
	 * no news in the night. It is ignored while no `decide` since the start has asked for the network.
	 * @param now monotonic milliseconds.
	 */
	settled(now: number): void {
		this.dark?.settled(now);
	}

	/**
	 * What holds now. After `sleep` there is nothing to ask any more.
	 * @param now monotonic milliseconds.
	 * @param utc milliseconds, or undefined while the clock is not set.
	 */
	decide(now: number, utc: number | undefined): SleepDecision {
		return this.dark?.decide(now) ?? this.cycle?.decide(now, utc) ?? connect.awake;
	}

	/** What the next start needs: 24 bytes and 9 for each device, or none. */
	retain(): ArrayBuffer | undefined {
		return this.dark?.retain();
	}
}

/** Milliseconds between two messages of a device that is heard, at most, while the network does its part; 0: no sleep. */
export function longestSilence({ mode, heartbeat, awake, asleep }: SleepSettings): number {
	if (mode === "dark") return heartbeat + listenLimit + networkLimit + startup;
	return mode === "cycle" ? asleep + awake : 0;
}
