/**
 * A Blue Smart IP22 charger with three outputs: house battery, starter battery, and one that nothing hangs on. It
 * advertises without shore power too (off, no current), so that a site always shows all of its devices.
 */

import { acCharger } from "../../modules/victron/records/ac-charger";
import type { Source } from "./battery";
import { ChargeStage } from "./charge-stage";
import { type Bus, type Device, measured, type Values } from "./device";

const ratedCurrent = 30;
const efficiency = 0.88;
const mains = 230;

export class AcCharger implements Device, Source {
	/** Blue Smart IP22 Charger 12/30 (3). */
	readonly productId = 0xa331;
	readonly status = 0x00;
	readonly record = acCharger;
	readonly #seed: number;
	readonly #charge = new ChargeStage();
	#active = false;
	/** A. */
	#house = 0;
	#starter = 0;

	constructor(seed: number) {
		this.#seed = seed;
	}

	get active(): boolean {
		return this.#active;
	}

	get setpoint(): number {
		return this.#charge.setpoint;
	}

	/** One second with or without shore power, before the battery's. */
	plug(shorePower: boolean, voltage: number, starter: number): void {
		if (shorePower && !this.#active) this.#charge.begin(voltage);
		this.#active = shorePower;
		this.#house = 0;
		this.#starter = shorePower ? Math.max(0, 2.5 * (this.setpoint - starter)) : 0;
	}

	limit(): number {
		return ratedCurrent - this.#starter;
	}

	deliver(current: number): void {
		this.#house = current;
	}

	/** After the battery's second. */
	settle(voltage: number, batteryCurrent: number): void {
		if (this.#active) this.#charge.step(voltage, batteryCurrent);
	}

	values(bus: Bus): Values {
		const output = this.#house + this.#starter;
		const idle = this.#active ? this.setpoint : 0;
		return {
			device_state: this.#active ? this.#charge.stage : "off",
			charger_error: "none",
			battery_voltage_1: measured(bus.voltage, 0.005, this.#seed, bus.time),
			battery_current_1: this.#house,
			battery_voltage_2: bus.starter,
			battery_current_2: this.#starter,
			battery_voltage_3: idle,
			battery_current_3: 0,
			temperature: bus.ambient + 0.7 * output,
			ac_current: (output * bus.voltage) / efficiency / mains,
		};
	}
}
