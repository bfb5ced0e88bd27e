/** A solar charger through a year: its stages, its day, and the yield that it shows and forgets at sunrise. */

import { solarCharger } from "../../modules/victron/records/solar-charger";
import { ChargeStage } from "../simulate/charge-stage";
import { type Bus, type Device, measured, type Values } from "../simulate/device";
import type { Source } from "./battery";

const efficiency = 0.97;
/** Panel power that wakes the charger, and below which it sleeps, W. */
const wakePower = 3;
const sleepPower = 1;
/** Seconds without sun that make the next wake a new day. The charger has no clock. */
const night = 3600;
/** Product ids by rated current, A. */
const models = [
	{ productId: 0xa056, current: 30 },
	{ productId: 0xa057, current: 50 },
	{ productId: 0xa050, current: 100 },
] as const;

export class YearCharger implements Device, Source {
	readonly productId: number;
	readonly status = 0x02;
	readonly record = solarCharger;
	limit = 0;
	/** W from its panel. */
	power = 0;
	readonly #rated: number;
	readonly #peakPower: number;
	readonly #seed: number;
	readonly #charge = new ChargeStage();
	#awake = false;
	#dark = night;
	#yield = 0;
	#output = 0;

	constructor(peakPower: number, seed: number) {
		const model = models.find(({ current }) => current * 14.4 >= peakPower) ?? models[models.length - 1]!;
		this.productId = model.productId;
		this.#rated = model.current;
		this.#peakPower = peakPower;
		this.#seed = seed;
	}

	get setpoint(): number {
		return this.#charge.setpoint;
	}

	/** kWh as the display and the advert have it: whole hundredths, cut. */
	get shownYield(): number {
		return Math.floor(this.#yield * 100 + 1e-9) / 100;
	}

	/** @param sun W for each W of panel. */
	shine(sun: number, voltage: number, seconds: number): void {
		const available = sun * this.#peakPower;
		this.#output = 0;
		this.power = 0;
		if (this.#awake && available < sleepPower) this.#awake = false;
		else if (!this.#awake && available > wakePower) {
			this.#awake = true;
			if (this.#dark >= night) this.#begin(voltage);
		}
		this.#dark = this.#awake ? 0 : this.#dark + seconds;
		this.limit = this.#awake ? Math.min(this.#rated, (available * efficiency) / voltage) : 0;
	}

	deliver(current: number, voltage: number, seconds: number): void {
		this.#output = current;
		this.power = (current * voltage) / efficiency;
		this.#yield += (this.power * seconds) / 3_600_000;
	}

	/** After the battery's step. */
	settle(voltage: number, batteryCurrent: number, seconds: number): void {
		if (!this.#awake) return;
		for (let second = 0; second < seconds; second++) this.#charge.step(voltage, batteryCurrent);
	}

	/** Its battery fuse was pulled and put back: it begins a new day. */
	restart(voltage: number): void {
		this.#begin(voltage);
	}

	values(bus: Bus): Values {
		return {
			device_state: this.#awake ? this.#charge.stage : "off",
			charger_error: "none",
			battery_voltage: measured(bus.voltage, 0.005, this.#seed, bus.time),
			battery_current: this.#output,
			yield_today: this.shownYield,
			pv_power: this.power,
		};
	}

	#begin(voltage: number): void {
		this.#yield = 0;
		this.#charge.begin(voltage);
	}
}
