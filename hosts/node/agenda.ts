/** What comes to the firmware and when: events from outside, its timers, and the adverts of a replay. */

import type { HostEvent, TimedEvent } from "./protocol";
import type { Replay } from "./replay";
import type { VirtualClock } from "./virtual-clock";

/** Adverts of a replay that go to XS in one call, and the time that they may span. */
const batch = { adverts: 64, span: 100 };

export class Agenda {
	readonly #clock: VirtualClock;
	readonly #replay: Replay;
	/** Milliseconds by which a replay may run ahead of the clock. */
	readonly #ahead: number;
	readonly #timers = new Map<number, number>();
	#events: TimedEvent[] = [];
	/** When this engine started, on the clock. */
	#bootedAt = 0;

	/** @param jumps the clock may jump from one advert to the next. */
	constructor(clock: VirtualClock, replay: Replay, jumps: boolean) {
		this.#clock = clock;
		this.#replay = replay;
		this.#ahead = jumps ? batch.span : 0;
	}

	/** A new engine: nothing of the earlier one's is left, and its monotonic time begins. */
	begin(): void {
		this.#bootedAt = this.#clock.now();
		this.clear();
	}

	/** Nothing is waited for but the replay. */
	clear(): void {
		this.#timers.clear();
		this.#events = [];
	}

	/** An event of now. */
	add(event: HostEvent): void {
		this.#events.push(this.#timed(this.#clock.now(), event));
	}

	get hasEvents(): boolean {
		return this.#events.length > 0;
	}

	/** @param delay milliseconds. */
	setTimer(id: number, delay: number): void {
		this.#timers.set(id, this.#clock.now() + delay);
	}

	clearTimer(id: number): void {
		this.#timers.delete(id);
	}

	/** When the next timer or advert of the replay is due; infinity when there is none. */
	get due(): number {
		let { due } = this.#replay;
		for (const at of this.#timers.values()) due = Math.min(due, at);
		return due;
	}

	/** Takes what is due, in order of time. */
	take(): TimedEvent[] {
		const now = this.#clock.now();
		const events = this.#events;
		this.#events = [];
		let timerDue = Number.POSITIVE_INFINITY;
		for (const [id, at] of this.#timers) {
			if (at <= now) {
				this.#timers.delete(id);
				events.push(this.#timed(now, ["timer", id]));
			} else timerDue = Math.min(timerDue, at);
		}
		const until = Math.min(now + this.#ahead, Math.max(now, timerDue));
		for (let n = 0; n < batch.adverts && this.#replay.due <= until; n++) {
			const at = Math.max(now, this.#replay.due);
			events.push(this.#timed(at, ["advert", this.#replay.text]));
			this.#clock.jump(at);
			this.#replay.advance();
		}
		return events;
	}

	#timed(at: number, event: HostEvent): TimedEvent {
		return [at - this.#bootedAt, this.#clock.utc(at), event];
	}
}
