/** A MultiPlus-II behind a VE.Bus Smart dongle: it feeds the household, and charges while shore power does. */

import { veBus } from "../../modules/victron/records/ve-bus";
import type { Source } from "./battery";
import { ChargeStage } from "./charge-stage";
import { type Bus, type Device, measured, type Values } from "./device";

/** A: the charge current that its owner set. */
const chargeCurrent = 40;
const efficiency = 0.92;
/** W: what the inverter itself uses. */
const standby = 7;

export class InverterCharger implements Device, Source {
	/** MultiPlus-II 12/3000/120-50 2x120V. */
	readonly productId = 0x2780;
	readonly status = 0x03;
	readonly record = veBus;
	readonly #seed: number;
	readonly #charge = new ChargeStage();
	#shorePower = false;
	#off = false;
	/** W. */
	#load = 0;
	/** A, negative when inverting. */
	#current = 0;

	constructor(seed: number) {
		this.#seed = seed;
	}

	get active(): boolean {
		return this.#shorePower;
	}

	get setpoint(): number {
		return this.#charge.setpoint;
	}

	/** One second of `load` W at the AC output, before the battery's. @returns A that the inverter draws. */
	feed(load: number, shorePower: boolean, shed: boolean, voltage: number): number {
		if (shorePower && !this.#shorePower) this.#charge.begin(voltage);
		this.#shorePower = shorePower;
		this.#off = shed && !shorePower;
		this.#load = this.#off ? 0 : load;
		const drawn = shorePower || this.#off ? 0 : (load / efficiency + standby) / voltage;
		this.#current = 0 - drawn;
		return drawn;
	}

	limit(): number {
		return chargeCurrent;
	}

	deliver(current: number): void {
		this.#current = current;
	}

	/** After the battery's second. */
	settle(voltage: number, batteryCurrent: number): void {
		if (this.#shorePower) this.#charge.step(voltage, batteryCurrent);
	}

	values(bus: Bus): Values {
		const charging = (this.#current * bus.voltage) / efficiency;
		return {
			device_state: this.#shorePower ? this.#charge.stage : this.#off ? "off" : "inverting",
			ve_bus_error: "none",
			battery_current: this.#current,
			battery_voltage: measured(bus.voltage, 0.005, this.#seed, bus.time),
			active_ac_input: this.#shorePower ? "ac_in_1" : "not_connected",
			ac_input_power: this.#shorePower ? this.#load + charging : 0,
			ac_output_power: this.#load,
			alarm_state: this.#off ? "alarm" : "none",
			battery_temperature: bus.temperature,
			state_of_charge: bus.charge * 100,
		};
	}
}
