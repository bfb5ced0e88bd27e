/** What each night took from the battery: from the first sleep after dark until there is PV power again. */

export interface Night {
	/** When it began, UTC milliseconds. */
	readonly from: number;
	readonly hours: number;
	/** mAh. */
	readonly energy: number;
	/** An outage or a power cut was in it, or it was too short to be one. */
	readonly disturbed: boolean;
}

const shortest = 3 * 3_600_000;

export class Nights {
	readonly nights: Night[] = [];
	#dark = false;
	#begun: { at: number; spent: number } | undefined;
	#disturbed = false;
	#outages = 0;

	/** @param spent mAh since the start. */
	light(bright: boolean, now: number, spent: () => number): void {
		if (bright !== this.#dark) return;
		this.#dark = !bright;
		if (bright && this.#begun !== undefined) {
			const { at, spent: before } = this.#begun;
			const length = now - at;
			this.nights.push({
				from: at,
				hours: length / 3_600_000,
				energy: spent() - before,
				disturbed: this.#disturbed || length < shortest,
			});
		}
		this.#begun = undefined;
		this.#disturbed = this.#outages > 0;
	}

	asleep(now: number, spent: () => number): void {
		if (this.#dark) this.#begun ??= { at: now, spent: spent() };
	}

	/** One may last for many nights. */
	outage(change: "begins" | "ends"): void {
		this.#outages += change === "begins" ? 1 : -1;
		this.#disturbed = true;
	}
}
