/** Changes settings in preferences: all that is asked for, or nothing. */

import type { SettingsSource, Store } from "../../hosts/ports";
import { mask } from "./mask";
import { parseDeviceEntry, parseSetting, parseSettings } from "./parse";
import { type DeviceSettings, deviceSchema, isSecret, isSettingKey, type Settings, schema } from "./schema";
import { deviceDomain, mostDevices, noDevices, type Stored, stored } from "./stored";
import { show } from "./text";
import { parseValue } from "./value";

export interface SettingsStoreOptions {
	readonly store: Store;
	/** Reads what is stored, too. */
	readonly source: Pick<SettingsSource, "read">;
	/** Salted, for `web.password`; as it is when absent. */
	readonly hashPassword?: ((text: string) => string) | undefined;
}

/** A sentence: what is wrong, what is accepted; or whether anything is other than before. */
export type Outcome = { readonly problem: string } | { readonly changed: boolean };

/** One value of the store; undefined deletes it. */
interface Entry {
	readonly domain: string;
	readonly key: string;
	readonly value: Stored | undefined;
}

/** What a hash of a password begins with: such a value is taken as it is. */
const hashed = "pbkdf2-sha256$";

/** Nothing here throws. */
export class SettingsStore {
	readonly #options: SettingsStoreOptions;

	constructor(options: SettingsStoreOptions) {
		this.#options = options;
	}

	/** As they hold after the next start. */
	read(): Settings {
		return parseSettings(this.#options.source.read()).settings;
	}

	/**
	 * @param settings values by key, from JSON, a console or a form; null takes back what was stored, and `***` leaves a
	 * secret as it is.
	 * @param devices the whole list; undefined leaves it. A key of `***` is the one that the address has.
	 */
	change(settings: Readonly<Record<string, unknown>>, devices?: readonly unknown[]): Outcome {
		const entries: Entry[] = [];
		for (const name of Object.keys(settings)) {
			const value = settings[name];
			if (isSettingKey(name) && isSecret(schema[name]) && value === mask) continue;
			const parsed = parseSetting(name, value === null && isSettingKey(name) ? schema[name].default : value);
			if ("problem" in parsed) return parsed;
			const dot = name.indexOf(".");
			const kept = value === null ? undefined : this.kept(parsed.key, parsed.value);
			entries.push({ domain: name.slice(0, dot), key: name.slice(dot + 1), value: kept });
		}
		if (devices === undefined) return this.apply(entries);
		const list = this.parse(devices);
		return "problem" in list ? list : this.apply([...entries, ...this.deviceEntries(list)]);
	}

	/** A new device, or a change of the one with that address: what is undefined stays. */
	put(entry: Readonly<Record<string, unknown>>): Outcome {
		const { devices } = this.read();
		const address = addressOf(entry.address);
		const known = devices.find((device) => device.address === address);
		const wanted = { ...known, ...entry };
		if (known === undefined) return this.change({}, [...devices, wanted]);
		return this.change(
			{},
			devices.map((device) => (device === known ? wanted : device)),
		);
	}

	remove(address: unknown): Outcome {
		const { devices } = this.read();
		const rest = devices.filter((device) => device.address !== addressOf(address));
		if (rest.length === devices.length)
			return { problem: `${show(address)} is not configured; accepted: the address of a device` };
		return this.change({}, rest);
	}

	private kept(key: string, value: Stored): Stored {
		if (key === "web.password" && value !== "" && !String(value).startsWith(hashed))
			return this.#options.hashPassword?.(String(value)) ?? value;
		// NVS holds whole numbers only
		return typeof value === "number" && !Number.isInteger(value) ? String(value) : value;
	}

	private parse(devices: readonly unknown[]): DeviceSettings[] | { readonly problem: string } {
		if (devices.length > mostDevices)
			return { problem: `there are ${devices.length} devices; accepted: ${mostDevices} at most` };
		const before = this.read().devices;
		const list: DeviceSettings[] = [];
		for (const device of devices) {
			const parsed = parseDeviceEntry(withKey(device, before));
			if ("problem" in parsed) return parsed;
			if (list.some(({ address }) => address === parsed.address))
				return { problem: `${parsed.address} is there twice; accepted: each address once` };
			list.push(parsed);
		}
		return list;
	}

	/**
	 * A device keeps its number, so that a power cut between two writes never gives one the key of another. The address
	 * makes it a device: it is written last and deleted first.
	 */
	private deviceEntries(devices: readonly DeviceSettings[]): Entry[] {
		const { store } = this.#options;
		const entries: Entry[] = [];
		const put = (domain: string, { address, key, name }: DeviceSettings) =>
			entries.push(
				{ domain, key: "key", value: key || undefined },
				{ domain, key: "name", value: name || undefined },
				{ domain, key: "address", value: address },
			);
		const added = [...devices];
		const free: string[] = [];
		for (let number = 1; number <= mostDevices; number++) {
			const domain = deviceDomain(number);
			const address = addressOf(stored(store, domain, "address"));
			const at = added.findIndex((device) => device.address === address);
			if (at < 0) free.push(domain);
			else put(domain, added.splice(at, 1)[0]!);
		}
		for (const device of added) {
			const domain = free.shift()!;
			entries.push({ domain, key: "address", value: undefined });
			put(domain, device);
		}
		for (const domain of free)
			for (const key of Object.keys(deviceSchema)) entries.push({ domain, key, value: undefined });
		entries.push({ ...noDevices, value: devices.length === 0 ? true : undefined });
		return entries;
	}

	/** Writes what is different, and takes it all back when something cannot be stored or does not go together. */
	private apply(entries: readonly Entry[]): Outcome {
		const { store, source } = this.#options;
		const known = parseSettings(source.read()).problems;
		const undo: Entry[] = [];
		let problem: string | undefined;
		for (const entry of entries) {
			const { domain, key, value } = entry;
			const before = stored(store, domain, key);
			if (before === value) continue;
			undo.unshift({ domain, key, value: before });
			if (write(store, entry)) continue;
			problem = `${domain}.${key} cannot be stored: there is no room, or the store is damaged`;
			break;
		}
		if (undo.length === 0) return { changed: false };
		problem ??= parseSettings(source.read()).problems.find((sentence) => !known.includes(sentence));
		if (problem === undefined) return { changed: true };
		let whole = true;
		for (const entry of undo)
			if (stored(store, entry.domain, entry.key) !== entry.value) whole = write(store, entry) && whole;
		return { problem: whole ? problem : `${problem}; what was before could not all be put back` };
	}
}

function write(store: Store, { domain, key, value }: Entry): boolean {
	try {
		if (value === undefined) store.delete(domain, key);
		else store.set(domain, key, value);
		return true;
	} catch {
		return false;
	}
}

/** As settings have it; undefined for what is none. */
function addressOf(value: unknown): string | undefined {
	const parsed = parseValue(deviceSchema.address, value);
	return "value" in parsed ? String(parsed.value) : undefined;
}

/** With the key that the address has, where it says `***`. */
function withKey(device: unknown, known: readonly DeviceSettings[]): unknown {
	if (typeof device !== "object" || device === null || !("key" in device) || device.key !== mask)
		return device;
	const address = addressOf("address" in device ? device.address : undefined);
	return { ...device, key: known.find((entry) => entry.address === address)?.key ?? device.key };
}
