/** A SmartSolar MPPT charger with its panel and, on the smaller models, its load output. */

import { solarCharger } from "../../modules/victron/records/solar-charger";
import type { Source } from "./battery";
import { ChargeStage } from "./charge-stage";
import { type Bus, type Device, measured, type Values } from "./device";
import { clearSky, day } from "./world";

interface Model {
	readonly productId: number;
	/** A. */
	readonly current: number;
	readonly loadOutput: boolean;
}

const models: readonly Model[] = [
	{ productId: 0xa054, current: 10, loadOutput: true },
	{ productId: 0xa053, current: 15, loadOutput: true },
	{ productId: 0xa05f, current: 20, loadOutput: true },
	{ productId: 0xa056, current: 30, loadOutput: false },
	{ productId: 0xa057, current: 50, loadOutput: false },
	{ productId: 0xa050, current: 100, loadOutput: false },
];

const efficiency = 0.97;
/** Panel power that wakes the charger, and below which it sleeps, W. */
const wakePower = 3;
const sleepPower = 1;
/** Seconds without sun that make the next wake a new day. The charger has no clock. */
const night = 3600;

export class SolarCharger implements Device, Source {
	readonly productId: number;
	readonly status = 0x02;
	readonly record = solarCharger;
	readonly #model: Model;
	readonly #peakPower: number;
	readonly #seed: number;
	readonly #charge = new ChargeStage();
	#awake: boolean;
	#dark = 0;
	/** W. */
	#available = 0;
	/** W, and kWh since the charger's sunrise. */
	#power = 0;
	#yield: number;
	/** A: out of the charger, and into its load output. */
	#output = 0;
	#load = 0;

	/** @param start seconds after midnight: a charger that starts in the day has made its yield of the morning. */
	constructor(peakPower: number, start: number, voltage: number, seed: number) {
		this.#model = models.find((model) => model.current * 14.4 >= peakPower) ?? models[models.length - 1]!;
		this.productId = this.#model.productId;
		this.#peakPower = peakPower;
		this.#seed = seed;
		this.#awake = clearSky(start) * peakPower > wakePower;
		this.#dark = this.#awake ? 0 : night;
		this.#yield = yieldBefore(start, peakPower);
		this.#charge.begin(voltage);
	}

	get hasLoadOutput(): boolean {
		return this.#model.loadOutput;
	}

	get active(): boolean {
		return this.#awake;
	}

	get setpoint(): number {
		return this.#charge.setpoint;
	}

	/** One second of sun (W for each W of panel) and of load at the output (A), before the battery's. */
	shine(sun: number, load: number, voltage: number): void {
		this.#available = sun * this.#peakPower;
		this.#load = load;
		this.#output = 0;
		this.#power = 0;
		if (this.#awake && this.#available < sleepPower) {
			this.#awake = false;
		} else if (!this.#awake && this.#available > wakePower) {
			this.#awake = true;
			if (this.#dark >= night) {
				this.#yield = 0;
				this.#charge.begin(voltage);
			}
		}
		this.#dark = this.#awake ? 0 : this.#dark + 1;
	}

	limit(voltage: number): number {
		return Math.min(this.#model.current, (this.#available * efficiency) / voltage);
	}

	deliver(current: number, voltage: number): void {
		this.#output = current;
		this.#power = (current * voltage) / efficiency;
		this.#yield += this.#power / 3_600_000;
	}

	/** After the battery's second. */
	settle(voltage: number, batteryCurrent: number): void {
		if (this.#awake) this.#charge.step(voltage, batteryCurrent);
	}

	values(bus: Bus): Values {
		return {
			device_state: this.#awake ? this.#charge.stage : "off",
			charger_error: "none",
			battery_voltage: measured(bus.voltage, 0.005, this.#seed, bus.time),
			battery_current: this.#output - this.#load,
			yield_today: this.#yield,
			pv_power: this.#power,
			...(this.#model.loadOutput && { load_current: this.#load }),
		};
	}
}

/** kWh of a usual day since the last sunrise. */
function yieldBefore(start: number, peakPower: number): number {
	const from = clearSky(start) > 0 || start > day / 2 ? 0 : start - day;
	let energy = 0;
	for (let time = from; time < start; time += 60) energy += clearSky(time + day) * peakPower * 60;
	return (0.7 * energy) / 3_600_000;
}
