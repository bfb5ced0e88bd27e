/** Cloud cover through a year: grey and fair days in spells, and clouds that pass within a day. */

import { noiseAt, smoothNoise, subSeed } from "../simulate/random";

/** How much of today's weather is yesterday's (AR(1)). */
const persistence = 0.6;

export class Clouds {
	readonly #seed: number;
	readonly #days: number[] = [];

	constructor(seed: number) {
		this.#seed = subSeed(seed, "clouds");
	}

	/**
	 * Part of the clear sky's irradiance that comes through: 1 − 0.75 n^3.4 with cloud cover n (Kasten and Czeplak,
	 * 1980).
	 * @param hours since the start.
	 * @param winter 0 at midsummer, 1 at midwinter, which is greyer.
	 */
	transmission(hours: number, winter: number): number {
		const mean = 0.77 + 0.16 * winter + 0.4 * this.#spell(Math.floor(hours / 24));
		const passing =
			0.7 * smoothNoise(this.#seed + 1, hours / 2) + 0.3 * smoothNoise(this.#seed + 2, hours * 6);
		const cover = Math.min(1, Math.max(0, mean + 0.7 * (passing - 0.5)));
		return 1 - 0.75 * cover ** 3.4;
	}

	/** About −1 to 1, by the day. */
	#spell(day: number): number {
		for (let next = this.#days.length; next <= day; next++) {
			const shock = 2 * noiseAt(this.#seed, next) - 1;
			const before = this.#days[next - 1] ?? shock;
			this.#days.push(persistence * before + Math.sqrt(1 - persistence ** 2) * 1.3 * shock);
		}
		return this.#days[day]!;
	}
}
