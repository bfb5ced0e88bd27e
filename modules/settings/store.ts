/** Changes settings in preferences, one at a time. The limits are those of NVS on the ESP32, on every host alike. */

import type { Store } from "../../hosts/ports";
import { parseSetting, parseSettings } from "./parse";
import { deviceSchema, isSettingKey, longestText } from "./schema";
import { deviceDomain, mostDevices, readSettings, type Stored, type StoredSettings, stored } from "./stored";
import { showKey, utf8Length, wholeNumber } from "./text";
import { parseValue } from "./value";

/** Characters of a domain and of a key. */
const longestName = 15;

/** Writes single settings. Nothing here throws: what is refused gets a sentence, the old value stays. */
export class SettingsStore {
	readonly #store: Store;

	constructor(store: Store) {
		this.#store = store;
	}

	/**
	 * @param name such as `mqtt.base` or `device.1.key`; the next free number makes a new device, its address first.
	 * @param value from the console, a form or JSON.
	 * @returns what is wrong with it and what is accepted; undefined when it is stored.
	 */
	set(name: string, value: unknown): string | undefined {
		const place = this.#place(name);
		if (typeof place === "string") return place;
		const parsed =
			place.device === undefined ? parseSetting(name, value) : parseDeviceField(place.key, value);
		if ("problem" in parsed) return place.device === undefined ? parsed.problem : `${name} ${parsed.problem}`;
		const { source } = readSettings(this.#store);
		const problem = newProblem(source, changed(source, name, place, parsed.value));
		return problem ?? this.#keep(place.domain, place.key, parsed.value);
	}

	/** Back to the default. @returns what is wrong with the name. */
	reset(name: string): string | undefined {
		if (!isSettingKey(name)) return `${showKey(name)} is not a setting`;
		const dot = name.indexOf(".");
		return this.#try(name, () => this.#store.delete(name.slice(0, dot), name.slice(dot + 1)));
	}

	/** The devices behind it move up. @param number from 1. */
	removeDevice(number: number): string | undefined {
		const count = this.#devices();
		if (!(Number.isInteger(number) && number >= 1 && number <= count))
			return `there is no device ${number}; accepted: ${count === 0 ? "none" : `1 to ${count}`}`;
		for (let at = number; at < count; at++) {
			for (const key of deviceKeys()) {
				const next = stored(this.#store, deviceDomain(at + 1), key);
				const problem =
					next === undefined
						? this.#try(deviceDomain(at), () => this.#store.delete(deviceDomain(at), key))
						: this.#keep(deviceDomain(at), key, next);
				if (problem !== undefined) return problem;
			}
		}
		return this.#try(deviceDomain(count), () => {
			for (const key of [...this.#store.keys(deviceDomain(count))])
				this.#store.delete(deviceDomain(count), key);
		});
	}

	/** The last number in use. */
	#devices(): number {
		for (let number = mostDevices; number > 0; number--)
			if (this.#store.keys(deviceDomain(number)).length > 0) return number;
		return 0;
	}

	#place(name: string): Place | string {
		const last = name.lastIndexOf(".");
		const place = { domain: name.slice(0, Math.max(last, 0)), key: name.slice(last + 1) };
		if (!place.domain.startsWith("device.")) return place;
		const number = wholeNumber(place.domain.slice("device.".length));
		const most = Math.min(this.#devices() + 1, mostDevices);
		if (!(number >= 1 && number <= most) || place.domain !== deviceDomain(number))
			return `${showKey(name)} is no device; accepted: device.1 to device.${most}`;
		if (!Object.hasOwn(deviceSchema, place.key))
			return `${showKey(name)} is not a setting; accepted: ${deviceKeys().join(", ")}`;
		return { ...place, device: number };
	}

	#keep(domain: string, key: string, value: Stored): string | undefined {
		// NVS holds whole numbers only
		const kept = typeof value === "number" && !Number.isInteger(value) ? String(value) : value;
		const problem = beyondLimits(domain, key, kept);
		if (problem !== undefined) return problem;
		return this.#try(`${domain}.${key}`, () => this.#store.set(domain, key, kept));
	}

	#try(name: string, work: () => void): string | undefined {
		try {
			work();
			return undefined;
		} catch {
			return `${name} cannot be stored: there is no room, or the store is damaged`;
		}
	}
}

interface Place {
	readonly domain: string;
	readonly key: string;
	/** From 1; undefined for what is no device. */
	readonly device?: number;
}

/** What NVS would refuse, or bring back changed. */
function beyondLimits(domain: string, key: string, value: Stored): string | undefined {
	if (domain.length > longestName || key.length > longestName)
		return `${domain}.${key} is too long; accepted: ${longestName} characters on each side of the dot`;
	if (typeof value === "string" && (utf8Length(value) ?? longestText + 1) > longestText)
		return `${domain}.${key} is too long; accepted: ${longestText} bytes`;
	if (typeof value === "number" && value !== (value | 0))
		return `${domain}.${key} is ${value}; accepted: whole numbers of 32 bits`;
	return undefined;
}

function deviceKeys(): string[] {
	return Object.keys(deviceSchema);
}

function parseDeviceField(key: string, value: unknown) {
	return parseValue(deviceSchema[key as keyof typeof deviceSchema], value);
}

function changed(
	source: StoredSettings["source"],
	name: string,
	{ device, key }: Place,
	value: Stored,
): StoredSettings["source"] {
	if (device === undefined) return { ...source, [name]: value };
	const devices = [...((source.devices as Record<string, Stored>[] | undefined) ?? [])];
	devices[device - 1] = { ...devices[device - 1], [key]: value };
	return { ...source, devices };
}

/** The first problem that a change brings. */
function newProblem(before: StoredSettings["source"], after: StoredSettings["source"]): string | undefined {
	const known = parseSettings(before).problems;
	return parseSettings(after).problems.find((problem) => !known.includes(problem));
}
