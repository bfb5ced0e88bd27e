/** What one day's picture needs: the truth every few minutes, and what the bridge was doing. */

import type { Phase } from "./machine";

/** What the bridge did, as the picture tells it apart. */
export type Band = "off" | "asleep" | "awake" | "wifi";

export interface DaySeries {
	/** Local day since 1970. */
	readonly day: number;
	/** UTC milliseconds of its local midnights. */
	readonly from: number;
	readonly to: number;
	/** W and V, at UTC milliseconds. */
	readonly samples: { readonly at: number; readonly power: number; readonly voltage: number }[];
	readonly bands: { readonly from: number; readonly to: number; readonly band: Band }[];
}

const bandOf: Readonly<Record<Phase, Band>> = {
	unpowered: "off",
	asleep: "asleep",
	boot: "awake",
	scanning: "awake",
	joining: "wifi",
	connected: "wifi",
};
const sampleInterval = 120_000;

export class DayRecorder {
	readonly series: DaySeries;
	#band: Band = "off";
	#since = 0;
	#sampledAt = 0;

	constructor(day: number, from: number, to: number) {
		this.series = { day, from, to, samples: [], bands: [] };
	}

	sample(at: number, power: number, voltage: number): void {
		const { from, to, samples } = this.series;
		if (at < from || at > to || at - this.#sampledAt < sampleInterval) return;
		this.#sampledAt = at;
		samples.push({ at, power, voltage });
	}

	phase(phase: Phase, now: number): void {
		const band = bandOf[phase];
		if (band === this.#band) return;
		const { from, to, bands } = this.series;
		const begin = Math.max(from, this.#since);
		const end = Math.min(to, now);
		if (begin < end) bands.push({ from: begin, to: end, band: this.#band });
		this.#band = band;
		this.#since = now;
	}
}
