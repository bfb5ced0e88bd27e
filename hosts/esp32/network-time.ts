/** Sets the clock over SNTP, and again every day; the chip's own drifts by seconds a day. */

import SNTP from "sntp";
import Time from "time";
import { guard } from "../moddable/faults";
import type { Timers } from "../ports";

/** Milliseconds. */
const again = { set: 86_400_000, failed: 300_000 };

export class NetworkTime {
	readonly #timers: Timers;
	readonly #host: string;
	#asking = false;
	#timer: unknown;

	constructor(timers: Timers, host: string) {
		this.#timers = timers;
		this.#host = host;
	}

	/** There is a network. */
	ask(): void {
		if (this.#asking) return;
		this.#asking = true;
		this.#timers.clear(this.#timer);
		const answered = guard("SNTP", (message: number, value?: number) => {
			if (message === SNTP.time && value !== undefined) {
				Time.set(value);
				this.#askLater(again.set);
			} else if (message === SNTP.error) this.#askLater(again.failed);
		});
		try {
			new SNTP({ host: this.#host }, answered);
		} catch {
			// no socket, or no room for one more look-up
			this.#askLater(again.failed);
		}
	}

	#askLater(delay: number): void {
		this.#asking = false;
		this.#timers.clear(this.#timer);
		this.#timer = this.#timers.set(() => this.ask(), delay);
	}
}
