/** Sun, chargers, loads and battery of the site, in steps of ten seconds: the truth that everything is compared with. */

import { solarSense } from "../../modules/victron/records/solar-sense";
import type { Bus, Device, Values } from "../simulate/device";
import { BatteryMonitor } from "../simulate/monitors";
import { subSeed } from "../simulate/random";
import { World } from "../simulate/world";
import { YearBattery } from "./battery";
import type { Calendar } from "./calendar";
import { YearCharger } from "./charger";
import { Clouds } from "./clouds";
import type { YearSite } from "./description";
import { clearSky, sunHeight } from "./sun";

/** Seconds. */
export const stepSeconds = 10;
/** Milliseconds in which the sun's height hardly changes. */
const sunInterval = 30_000;
/** What dust, heat and cables leave of a panel. */
const panelFactor = 0.85;
/** State of charge at which the loads are shed, and at which they come back, 0 to 1. */
const shedBelow = 0.05;
const restoreAbove = 0.1;
/** The sensor lives on light alone, W/m². */
const sensorLight = 2;

export interface PlantDevice extends Device {
	/** Silent by itself: nothing is on the air. */
	readonly silent: boolean;
}

export class Plant {
	/** In the order of the description. */
	readonly devices: readonly PlantDevice[];
	readonly chargers: readonly YearCharger[];
	readonly battery: YearBattery;
	/** UTC milliseconds. */
	now: number;
	/** Called after each step. */
	onStep: () => void = () => {};
	readonly #site: YearSite;
	readonly #calendar: Calendar;
	readonly #clouds: Clouds;
	readonly #world: World;
	readonly #start: number;
	/** W/m², and when it was that. */
	#irradiance = 0;
	#sunAt = 0;
	#shed = false;
	#meanCurrent = 0;
	#sensor = { yield: 0, dark: 0 };

	/** @param start UTC milliseconds. */
	constructor(site: YearSite, seed: number, calendar: Calendar, start: number) {
		this.#site = site;
		this.#calendar = calendar;
		this.#clouds = new Clouds(seed);
		this.#world = new World(seed);
		this.#start = start;
		this.now = start;
		this.battery = new YearBattery(site.battery.capacity, site.battery.stateOfCharge / 100);
		const chargers: YearCharger[] = [];
		this.devices = site.devices.map(({ kind, peakPower }, index): PlantDevice => {
			const own = subSeed(seed, `measurement ${index}`);
			if (kind === "battery_monitor") return awake(new BatteryMonitor(own));
			if (kind === "solar_sense") return this.#makeSensor();
			const charger = new YearCharger(peakPower, own);
			chargers.push(charger);
			return awake(charger);
		});
		this.chargers = chargers;
	}

	/** W of all chargers. */
	get power(): number {
		let power = 0;
		for (const charger of this.chargers) power += charger.power;
		return power;
	}

	advanceTo(utc: number): void {
		while (this.now + stepSeconds * 1000 <= utc) {
			this.now += stepSeconds * 1000;
			this.#step();
			this.onStep();
		}
	}

	get bus(): Bus {
		const { voltage, current, capacity, charge } = this.battery;
		return {
			time: Math.floor(this.now / 1000),
			voltage,
			current,
			capacity,
			charge,
			temperature: 15,
			meanCurrent: this.#meanCurrent,
			starter: 12.75,
			ambient: 15,
			shorePower: false,
			shed: this.#shed,
		};
	}

	#step(): void {
		const { battery, chargers } = this;
		if (this.now >= this.#sunAt + sunInterval) {
			this.#sunAt = this.now;
			this.#irradiance = this.#sun();
		}
		this.#shed = battery.charge < (this.#shed ? restoreAbove : shedBelow);
		const local = (this.now + this.#calendar.offset(this.now)) / 1000;
		const watts = this.#shed ? 0 : this.#world.dcLoads(local) + this.#world.lights(local);
		const sun = (this.#irradiance / 1000) * panelFactor;
		for (const charger of chargers) charger.shine(sun, battery.voltage, stepSeconds);
		battery.step(chargers, watts / battery.voltage, stepSeconds);
		for (const charger of chargers) charger.settle(battery.voltage, battery.current, stepSeconds);
		this.#meanCurrent += (battery.current - this.#meanCurrent) * (stepSeconds / 180);
		const sensor = this.#sensor;
		if (this.#irradiance < sensorLight) sensor.dark += stepSeconds;
		else {
			if (sensor.dark > 3600) sensor.yield = 0;
			sensor.dark = 0;
			sensor.yield += (this.#irradiance * stepSeconds) / 3_600_000;
		}
	}

	#sun(): number {
		const { latitude, longitude } = this.#site;
		const clear = clearSky(sunHeight(this.now, latitude, longitude));
		if (clear === 0) return 0;
		// the middle of the winter is at day −10 in the north
		const phase = Math.cos((2 * Math.PI * (this.now / 86_400_000 + 10)) / 365.2425);
		const winter = 0.5 + 0.5 * (latitude < 0 ? -phase : phase);
		return clear * this.#clouds.transmission((this.now - this.#start) / 3_600_000, winter);
	}

	/** A SolarSense without light has no supply and says nothing. */
	#makeSensor(): PlantDevice {
		const plant = this;
		return {
			productId: 0xc050,
			status: 0x00,
			record: solarSense,
			get silent() {
				return plant.#irradiance < sensorLight;
			},
			values: (): Values => ({
				error_code: 0,
				charger_error: "none",
				installation_power: plant.#irradiance,
				yield_today: Math.floor(plant.#sensor.yield * 100) / 100,
				irradiance: plant.#irradiance,
				cell_temperature: 15 + plant.#irradiance / 40,
				sensor_battery_voltage: 3,
				tx_power: 0,
				time_since_last_sun: 0,
			}),
		};
	}
}

function awake<D extends Device>(device: D): D & PlantDevice {
	return Object.assign(device, { silent: false as const });
}
