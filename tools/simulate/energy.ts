/** The one energy model of a site, in steps of a second: what all devices measure agrees because it is the same. */

import { AcCharger } from "./ac-charger";
import { Battery } from "./battery";
import type { DeviceDescription, SiteDescription } from "./description";
import type { Bus, Device } from "./device";
import { InverterCharger } from "./inverter-charger";
import { BatteryMonitor, BatterySense } from "./monitors";
import { subSeed } from "./random";
import { SolarCharger } from "./solar-charger";
import { World } from "./world";

/** State of charge at which the loads are shed, and at which they come back, 0 to 1. */
const shedBelow = 0.05;
const restoreAbove = 0.1;

export class EnergyModel {
	/** In the order of the description. */
	readonly devices: readonly Device[];
	readonly #world: World;
	readonly #battery: Battery;
	readonly #solar: SolarCharger[] = [];
	readonly #acChargers: AcCharger[] = [];
	readonly #inverters: InverterCharger[] = [];
	readonly #start: number;
	#seconds = 0;
	#meanCurrent = 0;
	#temperature: number;
	#starter = 12.75;
	#shorePower = false;
	#shed = false;

	constructor(description: SiteDescription, seed: number) {
		this.#start = description.start;
		this.#world = new World(seed);
		this.#battery = new Battery(description.battery.capacity, description.battery.stateOfCharge / 100);
		this.#temperature = this.#world.ambient(this.#start);
		this.devices = description.devices.map((device, index) =>
			this.#create(device, subSeed(seed, `measurement ${index}`)),
		);
		this.#step();
	}

	/** Whole seconds since the start. */
	get seconds(): number {
		return this.#seconds;
	}

	/** Goes on to this second; what is past is not asked again. */
	advanceTo(seconds: number): void {
		while (this.#seconds < seconds) {
			this.#seconds++;
			this.#step();
		}
	}

	get bus(): Bus {
		const { voltage, current, capacity, charge } = this.#battery;
		const time = this.#start + this.#seconds;
		return {
			time,
			voltage,
			current,
			capacity,
			charge,
			temperature: this.#temperature,
			meanCurrent: this.#meanCurrent,
			starter: this.#starter,
			ambient: this.#world.ambient(time),
			shorePower: this.#shorePower,
			shed: this.#shed,
		};
	}

	#create({ kind, peakPower }: DeviceDescription, seed: number): Device {
		switch (kind) {
			case "solar_charger":
				return keep(this.#solar, new SolarCharger(peakPower, this.#start, this.#battery.voltage, seed));
			case "ac_charger":
				return keep(this.#acChargers, new AcCharger(seed));
			case "ve_bus":
				return keep(this.#inverters, new InverterCharger(seed));
			case "battery_monitor":
				return new BatteryMonitor(seed);
			case "battery_sense":
				return new BatterySense(seed);
		}
	}

	#step(): void {
		const battery = this.#battery;
		const time = this.#start + this.#seconds;
		this.#shed = battery.charge < (this.#shed ? restoreAbove : shedBelow);
		this.#shorePower = this.#world.shorePower(time);

		const loads = this.#switchOn(time, battery.voltage);
		const chargers = [...this.#solar, ...this.#acChargers, ...this.#inverters];
		battery.step(
			chargers.filter((charger) => charger.active),
			loads,
		);
		for (const charger of chargers) charger.settle(battery.voltage, battery.current);

		const starterTarget = this.#acChargers.some((charger) => charger.active) ? battery.voltage - 0.15 : 12.75;
		this.#starter += (starterTarget - this.#starter) / 1800;
		this.#meanCurrent += (battery.current - this.#meanCurrent) / (this.#seconds === 0 ? 1 : 180);
		this.#temperature +=
			(this.#world.ambient(time) + 0.05 * Math.abs(battery.current) - this.#temperature) / 14_400;
	}

	/** Tells every device its share of sun, shore power and loads. @returns A that the loads draw. */
	#switchOn(time: number, voltage: number): number {
		const world = this.#world;
		const sun = world.sun(time);
		const shed = this.#shed;
		let loads = shed ? 0 : world.dcLoads(time) / voltage;
		const lights = shed ? 0 : world.lights(time) / voltage;
		const loadOutput = this.#solar.find((charger) => charger.hasLoadOutput);
		loads += lights;
		for (const charger of this.#solar) charger.shine(sun, charger === loadOutput ? lights : 0, voltage);
		for (const charger of this.#acChargers) charger.plug(this.#shorePower, voltage, this.#starter);
		const acLoad = world.acLoads(time) / this.#inverters.length;
		for (const inverter of this.#inverters) loads += inverter.feed(acLoad, this.#shorePower, shed, voltage);
		return loads;
	}
}

function keep<T>(list: T[], item: T): T {
	list.push(item);
	return item;
}
