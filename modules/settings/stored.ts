/**
 * Settings from preferences. `mqtt.base` is the key `base` of the domain `mqtt`; devices are the domains `device.1`,
 * `device.2` and so on, with gaps perhaps. A list that was emptied is the key `none` of the domain `devices`.
 */

import type { Store } from "../../hosts/ports";
import { domainNames, isSettingKey } from "./schema";
import { showKey } from "./text";

/** Devices that a store holds. */
export const mostDevices = 32;
/** True there: the list of devices is empty, whatever was written elsewhere. */
export const noDevices = { domain: "devices", key: "none" } as const;
/** Domains of other parts of the firmware. */
const otherDomains = ["firmware", "statistics"] as const;
/** A domain of settings where other parts of the firmware keep something, too. */
const sharedDomain = "network";

export type Stored = string | number | boolean;

export interface StoredSettings {
	/** As `parseSettings` takes it: flat names, `devices` an array and absent without any. */
	readonly source: Readonly<Record<string, unknown>>;
	/** What could not be read at all, a sentence each. */
	readonly problems: readonly string[];
}

/** Everything that is stored, valid or not: `parseSettings` judges it. */
export function readSettings(store: Pick<Store, "get" | "keys">): StoredSettings {
	const problems: string[] = [];
	const domain = (name: string): Record<string, Stored> => {
		const values: Record<string, Stored> = {};
		try {
			for (const key of store.keys(name)) {
				if (name === sharedDomain && !isSettingKey(`${name}.${key}`)) continue;
				const value = stored(store, name, key);
				if (value === undefined)
					problems.push(`${showKey(`${name}.${key}`)} cannot be read; the default holds`);
				else values[key] = value;
			}
		} catch {
			problems.push(`${name} cannot be read; the defaults hold`);
		}
		return values;
	};
	const source: Record<string, unknown> = {};
	for (const name of domainNames()) {
		const values = domain(name);
		for (const key of Object.keys(values)) source[`${name}.${key}`] = values[key];
	}
	const devices: Record<string, Stored>[] = [];
	for (let number = 1; number <= mostDevices; number++) {
		const device = domain(deviceDomain(number));
		if (Object.keys(device).length > 0) devices.push(device);
	}
	if (devices.length > 0 || stored(store, noDevices.domain, noDevices.key) === true) source.devices = devices;
	return { source, problems };
}

/** What is kept of a setting; undefined when there is nothing, or nothing of its kind. */
export function stored(store: Pick<Store, "get">, domain: string, key: string): Stored | undefined {
	try {
		const value: unknown = store.get(domain, key);
		if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
		return undefined;
	} catch {
		return undefined;
	}
}

export function deviceDomain(number: number): string {
	return `device.${number}`;
}

/** Forgets every setting, every device and what else the firmware keeps; goes on past what cannot be deleted. */
export function forgetAll(store: Store): void {
	const domains = [...domainNames(), noDevices.domain, ...otherDomains];
	for (let number = 1; number <= mostDevices; number++) domains.push(deviceDomain(number));
	for (const domain of domains)
		try {
			for (const key of [...store.keys(domain)]) store.delete(domain, key);
		} catch {
			// damaged: nothing that could be read either
		}
}
