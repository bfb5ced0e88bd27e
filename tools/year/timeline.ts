/** Virtual time: nothing happens but in `run`, and what is due happens in order. Milliseconds since 1970. */

import type { Timers } from "../../hosts/ports";

interface Entry {
	at: number;
	readonly interval: number | undefined;
	readonly callback: () => void;
	cleared: boolean;
}

export class Timeline implements Timers {
	now: number;
	/** A few dozen at most: looking through them costs less than keeping them sorted. */
	readonly #entries: Entry[] = [];

	constructor(start: number) {
		this.now = start;
	}

	set(callback: () => void, delay: number): unknown {
		return this.#add(callback, delay, undefined);
	}

	repeat(callback: () => void, interval: number): unknown {
		return this.#add(callback, interval, Math.max(1, interval));
	}

	clear(timer: unknown): void {
		const entry = timer as Entry | undefined;
		if (entry === undefined || entry.cleared) return;
		entry.cleared = true;
		const index = this.#entries.indexOf(entry);
		if (index >= 0) this.#entries.splice(index, 1);
	}

	/** Lets time pass up to `end`. */
	run(end: number): void {
		for (;;) {
			let next: Entry | undefined;
			for (const entry of this.#entries) if (next === undefined || entry.at < next.at) next = entry;
			if (next === undefined || next.at > end) break;
			this.now = Math.max(this.now, next.at);
			if (next.interval === undefined) this.clear(next);
			else next.at += next.interval;
			next.callback();
		}
		this.now = Math.max(this.now, end);
	}

	#add(callback: () => void, delay: number, interval: number | undefined): Entry {
		const entry: Entry = { callback, at: this.now + Math.max(0, delay || 0), interval, cleared: false };
		this.#entries.push(entry);
		return entry;
	}
}

/** Timers of one start of the firmware: all of them end with it. */
export class Lifetime implements Timers {
	alive = true;
	readonly #timeline: Timeline;
	readonly #timers = new Set<unknown>();

	constructor(timeline: Timeline) {
		this.#timeline = timeline;
	}

	set(callback: () => void, delay: number): unknown {
		const timer = this.#timeline.set(() => {
			this.#timers.delete(timer);
			callback();
		}, delay);
		this.#timers.add(timer);
		return timer;
	}

	repeat(callback: () => void, interval: number): unknown {
		const timer = this.#timeline.repeat(callback, interval);
		this.#timers.add(timer);
		return timer;
	}

	clear(timer: unknown): void {
		this.#timers.delete(timer);
		this.#timeline.clear(timer);
	}

	end(): void {
		this.alive = false;
		for (const timer of this.#timers) this.#timeline.clear(timer);
		this.#timers.clear();
	}
}
