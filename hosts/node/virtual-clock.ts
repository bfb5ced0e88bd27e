/** Time for the firmware: real, faster by a factor, or jumping from event to event. Milliseconds. */

export type Speed = number | "max";

export class VirtualClock {
	readonly #factor: number;
	readonly #startUtc = Date.now();
	readonly #startReal = performance.now();
	#jumped = 0;

	constructor(speed: Speed) {
		this.#factor = speed === "max" ? 1 : speed;
	}

	/** Since the start. */
	now(): number {
		return (performance.now() - this.#startReal) * this.#factor + this.#jumped;
	}

	/** UTC since 1970 at a time of this clock. */
	utc(at: number): number {
		return Math.round(this.#startUtc + at);
	}

	/** Goes forward to `at`; never back. */
	jump(at: number): void {
		this.#jumped += Math.max(0, at - this.now());
	}

	/** Real milliseconds until this clock shows `at`. */
	realUntil(at: number): number {
		return Math.max(0, (at - this.now()) / this.#factor);
	}
}
