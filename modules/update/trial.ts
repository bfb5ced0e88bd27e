/**
 * The first start of new firmware: it must reach the broker, or the old one comes back. A restart of any kind before
 * that, a crash or a power cut too, brings the old one back by itself: so there is no deep sleep meanwhile.
 */

import type { Store, Timers, UpdateSlot } from "../../hosts/ports";
import type { UpdateProgress } from "../control/api";
import { keepNote, readNote } from "./note";

export interface TrialOptions {
	readonly slot: UpdateSlot | undefined;
	readonly store: Pick<Store, "get" | "set" | "delete">;
	readonly timers: Timers;
	/** Of this firmware. */
	readonly version: string;
	/** Settled: the broker has acknowledged what was said. */
	readonly publisher: { readonly settled: boolean };
	readonly progress: (progress: UpdateProgress) => void;
	/** Ends this start in order, then calls `done`. */
	readonly ending: { end(done: () => void): void };
}

/** Milliseconds. */
const longest = 600_000;
const interval = 1_000;

export class Trial {
	private readonly options: TrialOptions;
	#active = false;

	constructor(options: TrialOptions) {
		this.options = options;
	}

	/** This firmware is not confirmed yet. */
	get active(): boolean {
		return this.#active;
	}

	/**
	 * Tells what became of an update.
	 * @param onConfirmed called at once where nothing is on trial; never when the old firmware comes back.
	 */
	start(onConfirmed: () => void): void {
		const { progress, slot, store, timers, version } = this.options;
		if (slot?.trial) {
			this.#active = true;
			progress({ state: "trial", version });
			let left = longest / interval;
			const watch = timers.repeat(() => {
				if (this.options.publisher.settled) {
					timers.clear(watch);
					this.confirm(slot);
					onConfirmed();
				} else if (--left <= 0) {
					timers.clear(watch);
					this.options.ending.end(() => slot.rollBack());
				}
			}, interval);
			return;
		}
		const note = readNote(store);
		if (note !== undefined) {
			keepNote(store, undefined);
			progress({
				state: "rolled_back",
				version: note,
				error: `firmware ${note} did not reach the broker within 10 minutes, or restarted before`,
			});
		}
		onConfirmed();
	}

	private confirm(slot: UpdateSlot): void {
		const { progress, store, version } = this.options;
		slot.confirm();
		this.#active = false;
		keepNote(store, undefined);
		progress({ state: "confirmed", version });
	}
}
