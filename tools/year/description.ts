/** The place, its devices and its troubles, as people write them in a `--site` file of the year. */

import { UsageError } from "../../hosts/node/cli/usage-error";
import { Calendar } from "./calendar";

export const kinds = ["solar_charger", "battery_monitor", "solar_sense"] as const;
export type Kind = (typeof kinds)[number];

export interface DeviceDescription {
	readonly kind: Kind;
	readonly name: string;
	/** Panel power of a solar charger, W. */
	readonly peakPower: number;
}

/** How many of each happen in a year. */
export interface Troubles {
	readonly wifiOutages: number;
	readonly brokerOutages: number;
	readonly powerCuts: number;
	/** A charger that begins its day anew at noon. */
	readonly chargerRestarts: number;
	/** A device that is not heard for a week. */
	readonly vanishedWeeks: number;
}

export interface YearSite {
	readonly seed: number;
	/** Degrees, north and east positive. */
	readonly latitude: number;
	readonly longitude: number;
	/** For the truth, such as `Europe/Berlin`; the firmware has `clock.timezone` in its settings. */
	readonly zone: string;
	readonly battery: { readonly capacity: number; readonly stateOfCharge: number };
	readonly devices: readonly DeviceDescription[];
	readonly troubles: Troubles;
	/** The firmware's settings, nested at the dots; broker, WiFi and devices are added. */
	readonly settings: Readonly<Record<string, unknown>>;
}

const defaultDevices = [
	{ kind: "solar_charger", name: "Roof", peak_power: 800 },
	{ kind: "solar_charger", name: "Awning", peak_power: 400 },
	{ kind: "battery_monitor", name: "House battery" },
	{ kind: "solar_sense", name: "Sky" },
];
const defaultSettings = {
	sleep: { mode: "dark" },
	clock: { timezone: "CET-1CEST,M3.5.0,M10.5.0/3" },
};

export const defaultSite: YearSite = parseYearSite({});

/** Every key is optional. @throws UsageError, one sentence that names the key. */
export function parseYearSite(json: unknown): YearSite {
	const site = members(json, "The site", [
		"seed",
		"latitude",
		"longitude",
		"time_zone",
		"battery",
		"devices",
		"troubles",
		"settings",
	]);
	const battery = members(site.battery ?? {}, "battery", ["capacity_ah", "state_of_charge"]);
	return {
		seed: number(site.seed ?? 1, "seed", 0, 0xffff_ffff),
		latitude: number(site.latitude ?? 48, "latitude", -66, 66),
		longitude: number(site.longitude ?? 11.5, "longitude", -180, 180),
		zone: zone(site.time_zone ?? "Europe/Berlin"),
		battery: {
			capacity: number(battery.capacity_ah ?? 300, "battery.capacity_ah", 20, 5000),
			stateOfCharge: number(battery.state_of_charge ?? 80, "battery.state_of_charge", 0, 100),
		},
		devices: devices(site.devices ?? defaultDevices),
		troubles: troubles(site.troubles ?? {}),
		settings: members(site.settings ?? defaultSettings, "settings"),
	};
}

function devices(list: unknown): DeviceDescription[] {
	if (!Array.isArray(list) || list.length < 1 || list.length > 16)
		throw new UsageError("devices must be an array of 1 to 16 devices.");
	const names = new Set<string>();
	return list.map((entry: unknown, index) => {
		const at = `devices[${index}]`;
		const device = members(entry, at, ["kind", "name", "peak_power"]);
		const kind = kinds.find((known) => known === device.kind);
		if (!kind) throw new UsageError(`${at}.kind must be one of ${kinds.join(", ")}.`);
		const name = device.name;
		// the name is a topic level as it stands, so that the broker's topics need no reading of the firmware's rules
		if (typeof name !== "string" || !/^[A-Za-z\d][A-Za-z\d ]{0,29}$/.test(name) || names.has(name))
			throw new UsageError(`${at}.name must be 1 to 30 letters, digits and spaces, and nobody else's.`);
		names.add(name);
		return { kind, name, peakPower: number(device.peak_power ?? 400, `${at}.peak_power`, 10, 6000) };
	});
}

function troubles(json: unknown): Troubles {
	const keys = ["wifi_outages", "broker_outages", "power_cuts", "charger_restarts", "vanished_weeks"];
	const given = members(json, "troubles", keys);
	const count = (key: string, usual: number) => number(given[key] ?? usual, `troubles.${key}`, 0, 100);
	return {
		wifiOutages: count("wifi_outages", 10),
		brokerOutages: count("broker_outages", 10),
		powerCuts: count("power_cuts", 4),
		chargerRestarts: count("charger_restarts", 1),
		vanishedWeeks: count("vanished_weeks", 1),
	};
}

function members(json: unknown, at: string, known?: readonly string[]): Record<string, unknown> {
	if (typeof json !== "object" || json === null || Array.isArray(json))
		throw new UsageError(`${at} must be an object.`);
	for (const key of Object.keys(json)) {
		if (known === undefined || known.includes(key)) continue;
		const path = at === "The site" ? key : `${at}.${key}`;
		throw new UsageError(`${path} is not a known key; known are ${known.join(", ")}.`);
	}
	return json as Record<string, unknown>;
}

function number(value: unknown, key: string, least: number, most: number): number {
	if (typeof value !== "number" || !(value >= least && value <= most))
		throw new UsageError(`${key} must be a number from ${least} to ${most}.`);
	return value;
}

function zone(value: unknown): string {
	if (typeof value === "string") {
		try {
			new Calendar(value);
			return value;
		} catch {
			// said below
		}
	}
	throw new UsageError("time_zone must be a name such as Europe/Berlin.");
}
