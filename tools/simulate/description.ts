/** What a simulated site is made of, as people write it in a `--site` file. */

import { UsageError } from "../../hosts/node/cli/usage-error";

export const kinds = ["solar_charger", "battery_monitor", "ac_charger", "ve_bus", "battery_sense"] as const;
export type Kind = (typeof kinds)[number];

export interface DeviceDescription {
	readonly kind: Kind;
	readonly name: string;
	/** Lower case with colons; derived from the seed when absent. */
	readonly address?: string;
	/** 32 hex digits; derived from the seed when absent. */
	readonly key?: string;
	/** Six digits that a phone pairs with; 000000 when absent. */
	readonly pin?: string;
	/** Panel power of a solar charger, W. */
	readonly peakPower: number;
}

/** A VE.Smart network. */
export interface NetworkDescription {
	/** 4 and 32 lower-case hex digits. */
	readonly id: string;
	readonly key: string;
}

export interface SiteDescription {
	readonly seed: number;
	/** Time of day at which the simulation starts, seconds after local midnight. */
	readonly start: number;
	readonly devices: readonly DeviceDescription[];
	/** 12 V lead-acid house battery: capacity in Ah, state of charge at the start in %. */
	readonly battery: { readonly capacity: number; readonly stateOfCharge: number };
	/** Of the devices that tell each other what they measure; none when absent. */
	readonly network?: NetworkDescription;
}

/** The description is wrong; the message is one sentence that names the key. */
export class SiteError extends UsageError {}

const mostDevices = 64;
const defaultPeakPower = 280;
const defaultNames: Readonly<Record<Kind, string>> = {
	solar_charger: "Roof",
	battery_monitor: "House battery",
	ac_charger: "Shore charger",
	ve_bus: "Inverter",
	battery_sense: "Battery sense",
};

export const defaultSite: SiteDescription = parseSite({});

/** The default with a VE.Smart network. */
export const networkedSite: SiteDescription = parseSite({
	network: { id: "b36f", key: "5e1f0a7c92d84b36a1c07d5583e2f914" },
});

/** @param time `HH:MM`. @returns seconds after midnight. */
export function parseTimeOfDay(time: unknown, key: string): number {
	const match = typeof time === "string" ? /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) : null;
	if (!match) throw new SiteError(`${key} must be a time of day such as "07:30".`);
	return Number(match[1]) * 3600 + Number(match[2]) * 60;
}

/** Every key is optional. @throws SiteError */
export function parseSite(json: unknown): SiteDescription {
	const site = members(json, "The site", ["seed", "start", "devices", "battery", "network"]);
	const battery = members(site.battery ?? {}, "battery", ["capacity_ah", "state_of_charge"]);
	return {
		seed: wholeNumber(site.seed ?? 1, "seed"),
		start: parseTimeOfDay(site.start ?? "10:00", "start"),
		devices: parseDevices(site.devices ?? kinds.map((kind) => ({ kind }))),
		battery: {
			capacity: number(battery.capacity_ah ?? 200, "battery.capacity_ah", 20, 5000),
			stateOfCharge: number(battery.state_of_charge ?? 80, "battery.state_of_charge", 0, 100),
		},
		...(site.network !== undefined && { network: parseNetwork(site.network) }),
	};
}

function parseNetwork(json: unknown): NetworkDescription {
	const network = members(json, "network", ["id", "key"]);
	const id = pattern(network.id ?? "", /^[\da-f]{4}$/i, "network.id must be 4 hexadecimal digits.")!;
	const key = pattern(network.key ?? "", /^[\da-f]{32}$/i, "network.key must be 32 hexadecimal digits.")!;
	return { id, key };
}

function parseDevices(list: unknown): DeviceDescription[] {
	if (!Array.isArray(list) || list.length < 1 || list.length > mostDevices) {
		throw new SiteError(`devices must be an array of 1 to ${mostDevices} devices.`);
	}
	const counts = new Map<Kind, number>();
	const devices = list.map((device: unknown, index) => parseDevice(device, `devices[${index}]`, counts));
	for (const key of ["name", "address"] as const) {
		const seen = new Map<string, number>();
		devices.forEach((device, index) => {
			const value = device[key];
			if (value === undefined) return;
			const first = seen.get(value);
			if (first !== undefined) {
				throw new SiteError(`devices[${index}].${key} is already that of devices[${first}].`);
			}
			seen.set(value, index);
		});
	}
	return devices;
}

function parseDevice(json: unknown, at: string, counts: Map<Kind, number>): DeviceDescription {
	const device = members(json, at, ["kind", "name", "address", "key", "pin", "peak_power"]);
	const kind = kinds.find((known) => known === device.kind);
	if (!kind) throw new SiteError(`${at}.kind must be one of ${kinds.join(", ")}.`);
	const count = (counts.get(kind) ?? 0) + 1;
	counts.set(kind, count);
	const name = device.name ?? (count === 1 ? defaultNames[kind] : `${defaultNames[kind]} ${count}`);
	if (typeof name !== "string" || name.trim() === "" || name.length > 40) {
		throw new SiteError(`${at}.name must be a text of 1 to 40 characters.`);
	}
	if (device.peak_power !== undefined && kind !== "solar_charger") {
		throw new SiteError(`${at}.peak_power is only for a solar_charger.`);
	}
	const address = pattern(
		device.address,
		/^([\da-f]{2}:){5}[\da-f]{2}$/i,
		`${at}.address must be six hexadecimal bytes such as "fa:ac:27:84:c6:6f".`,
	);
	const key = pattern(device.key, /^[\da-f]{32}$/i, `${at}.key must be 32 hexadecimal digits.`);
	const pin = pattern(device.pin, /^\d{6}$/, `${at}.pin must be a text of six digits such as "000000".`);
	return {
		kind,
		name,
		peakPower: number(device.peak_power ?? defaultPeakPower, `${at}.peak_power`, 10, 6000),
		...(address !== undefined && { address }),
		...(key !== undefined && { key }),
		...(pin !== undefined && { pin }),
	};
}

function members(json: unknown, at: string, known: readonly string[]): Record<string, unknown> {
	if (typeof json !== "object" || json === null || Array.isArray(json)) {
		throw new SiteError(`${at} must be an object.`);
	}
	for (const key of Object.keys(json)) {
		if (!known.includes(key)) {
			const path = at === "The site" ? key : `${at}.${key}`;
			throw new SiteError(`${path} is not a known key; known are ${known.join(", ")}.`);
		}
	}
	return json as Record<string, unknown>;
}

function pattern(value: unknown, accepted: RegExp, problem: string): string | undefined {
	if (value === undefined) return undefined;
	if (typeof value !== "string" || !accepted.test(value)) throw new SiteError(problem);
	return value.toLowerCase();
}

function number(value: unknown, key: string, least: number, most: number): number {
	if (typeof value !== "number" || !(value >= least && value <= most)) {
		throw new SiteError(`${key} must be a number from ${least} to ${most}.`);
	}
	return value;
}

function wholeNumber(value: unknown, key: string): number {
	if (!Number.isInteger(value) || !((value as number) >= 0 && (value as number) <= 0xffff_ffff)) {
		throw new SiteError(`${key} must be a whole number from 0 to 4294967295.`);
	}
	return value as number;
}
