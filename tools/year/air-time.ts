/**
 * When the radio hears what. A device sends every 160 to 170 ms, the radio listens for a part of the time: the first
 * advert after a wake comes as soon as that gives, later ones only every `interval`, so that a year takes a minute.
 */

import type { Scanner } from "../../hosts/ports";
import type { Random } from "../simulate/random";
import type { Voice } from "./air";
import type { Plant } from "./plant";
import type { Lifetime } from "./timeline";

const cadence = 165;
/** Of the adverts that come while the radio listens, so many are whole. */
const received = 0.9;

export interface AirTimeParts {
	readonly voices: readonly Voice[];
	readonly plant: Plant;
	readonly random: Random;
	readonly now: () => number;
	/** Part of the time that the radio listens. */
	readonly duty: number;
	/** Milliseconds between two adverts of a device. */
	readonly interval: number;
	/** An advert was given to the firmware. */
	readonly onHeard: (device: number) => void;
}

/** Gives all devices' adverts to the scanner until the lifetime ends. */
export function listen(
	{ voices, plant, random, now, duty, interval, onHeard }: AirTimeParts,
	lifetime: Lifetime,
	onAdvert: Parameters<Scanner["start"]>[0],
): void {
	const chance = Math.min(1, duty * received);
	for (const [index, voice] of voices.entries()) {
		const hear = () => {
			lifetime.set(hear, interval);
			plant.advanceTo(now());
			if (voice.silent) return;
			onHeard(index);
			onAdvert(voice.address, -60 - index, voice.data(plant));
		};
		// geometric: so many adverts pass before one is heard
		const missed = chance >= 1 ? 0 : Math.floor(Math.log(1 - random()) / Math.log(1 - chance));
		lifetime.set(hear, (random() + missed) * cadence);
	}
}
