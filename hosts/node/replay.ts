/** The adverts of a recording, one after the other. */

/** An advert with its time, seconds from the start. */
export interface TimedAdvert {
	readonly at: number;
	/** JSON of the simulated air. */
	readonly text: string;
}

export class Replay {
	readonly #adverts: Iterator<TimedAdvert> | undefined;
	#next: TimedAdvert | undefined;

	/** @param adverts in order of `at`; nothing is read before `advance`. */
	constructor(adverts: Iterable<TimedAdvert> | undefined) {
		this.#adverts = adverts?.[Symbol.iterator]();
	}

	/** When the next one is due, in milliseconds from the start; infinity when there is none. */
	get due(): number {
		return this.#next ? this.#next.at * 1000 : Number.POSITIVE_INFINITY;
	}

	get ended(): boolean {
		return this.#next === undefined;
	}

	/** Text of the next one, if there is one; `advance` follows. */
	get text(): string {
		return this.#next?.text ?? "";
	}

	/** On to the next one. */
	advance(): void {
		const next = this.#adverts?.next();
		this.#next = next?.done === false ? next.value : undefined;
	}

	/** Passes what is due before `until`. */
	skip(until: number): void {
		while (this.due < until) this.advance();
	}
}
