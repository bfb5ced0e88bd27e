/** What happens around the devices: sun, clouds, temperature, shore power and what people switch on. */

import { noiseAt, smoothNoise, subSeed } from "./random";

const hour = 3600;
export const day = 24 * hour;
const sunrise = 6.5 * hour;
const sunset = 19.5 * hour;

/** What a panel of 1 W peak gives under a clear sky, W, by seconds after any midnight. */
export function clearSky(time: number): number {
	const sinceSunrise = (time % day) - sunrise;
	const daylight = sunset - sunrise;
	if (sinceSunrise <= 0 || sinceSunrise >= daylight) return 0;
	return 0.9 * Math.sin((Math.PI * sinceSunrise) / daylight) ** 1.3;
}

interface Appliance {
	readonly power: number;
	readonly from: number;
	readonly minutes: number;
}

const household: readonly Appliance[] = [
	{ power: 900, from: 7.2 * hour, minutes: 5 },
	{ power: 1100, from: 12.5 * hour, minutes: 6 },
	{ power: 1300, from: 18.6 * hour, minutes: 20 },
	{ power: 60, from: 19.5 * hour, minutes: 180 },
];

export class World {
	readonly #clouds: number;
	readonly #habits: number;

	constructor(seed: number) {
		this.#clouds = subSeed(seed, "clouds");
		this.#habits = subSeed(seed, "habits");
	}

	/** Sunlight as a part of what `clearSky` says at most, W for each W of panel. */
	sun(time: number): number {
		const clear = clearSky(time);
		if (clear === 0) return 0;
		const cover = 0.25 * noiseAt(this.#clouds, Math.floor(time / day));
		const pattern =
			0.6 * smoothNoise(this.#clouds, time / 1500) +
			0.3 * smoothNoise(this.#clouds + 1, time / 240) +
			0.1 * smoothNoise(this.#clouds + 2, time / 30);
		const cloud = Math.min(1, Math.max(0, (pattern + cover - 0.7) * 4));
		return clear * (1 - 0.75 * cloud);
	}

	/** °C, coolest at three in the morning. */
	ambient(time: number): number {
		return 19 - 6 * Math.cos((2 * Math.PI * (time - 3 * hour)) / day);
	}

	/** Plugged in for the evening, a little earlier or later each day. */
	shorePower(time: number): boolean {
		return this.#during(time, 17 * hour, 240, 11);
	}

	/** AC loads, W. */
	acLoads(time: number): number {
		let power = 14 + 6 * smoothNoise(this.#habits, time / 60);
		household.forEach((appliance, index) => {
			if (this.#during(time, appliance.from, appliance.minutes, index)) power += appliance.power;
		});
		return power;
	}

	/** DC loads at the battery: a refrigerator's cycles and standby, W. */
	dcLoads(time: number): number {
		return (
			8 +
			(smoothNoise(this.#habits + 1, time / 1200) > 0.6 ? 40 : 0) +
			smoothNoise(this.#habits + 2, time / 20)
		);
	}

	/** Lights, which hang on the load output of a solar charger where there is one, W. */
	lights(time: number): number {
		return 3 + (this.#during(time, 19 * hour, 225, 12) ? 24 : 0);
	}

	#during(time: number, from: number, minutes: number, habit: number): boolean {
		const shift = 30 * 60 * (noiseAt(this.#habits + 3 + habit, Math.floor(time / day)) - 0.5);
		const since = (time % day) - from - shift;
		return since >= 0 && since < minutes * 60;
	}
}
