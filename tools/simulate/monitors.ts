/** Devices that only measure: SmartShunt and Smart Battery Sense. Both send the battery monitor's record. */

import { batteryMonitor } from "../../modules/victron/records/battery-monitor";
import { type Bus, type Device, measured, type Values } from "./device";

/** State of charge at which the time to go ends, and below which the alarm is on, 0 to 1. */
const dischargeFloor = 0.1;
const alarmBelow = 0.15;
/** Minutes: ten days, the most that a monitor says. */
const longest = 14_400;

export class BatteryMonitor implements Device {
	/** SmartShunt 500A/50mV. */
	readonly productId = 0xa389;
	readonly status = 0x02;
	readonly record = batteryMonitor;
	readonly #seed: number;

	constructor(seed: number) {
		this.#seed = seed;
	}

	values(bus: Bus): Values {
		const usable = Math.max(0, bus.charge - dischargeFloor) * bus.capacity;
		// Without a discharge there is no end to go to: not available.
		const timeToGo =
			bus.meanCurrent < -0.05 ? Math.min(longest, (60 * usable) / -bus.meanCurrent) : undefined;
		return {
			...(timeToGo !== undefined && { time_to_go: timeToGo }),
			battery_voltage: measured(bus.voltage, 0.005, this.#seed, bus.time),
			alarm: bus.charge < alarmBelow ? ["low_state_of_charge"] : [],
			aux_mode: "starter_voltage",
			starter_voltage: bus.starter,
			battery_current: measured(bus.current, 0.02, this.#seed + 1, bus.time),
			consumed_charge: (bus.charge - 1) * bus.capacity,
			state_of_charge: bus.charge * 100,
		};
	}
}

export class BatterySense implements Device {
	/** Smart Battery Sense (Rev2). */
	readonly productId = 0xa3a5;
	readonly status = 0x00;
	readonly record = batteryMonitor;
	readonly #seed: number;

	constructor(seed: number) {
		this.#seed = seed;
	}

	values(bus: Bus): Values {
		return {
			battery_voltage: measured(bus.voltage, 0.001, this.#seed, bus.time),
			alarm: [],
			aux_mode: "temperature",
			battery_temperature: bus.temperature,
		};
	}
}
