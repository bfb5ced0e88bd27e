/**
 * Changes settings in preferences: all that is asked for, or nothing. Memory is short where this runs, so nothing here
 * makes all settings or all devices at once.
 */

import type { SettingsSource, Store } from "../../hosts/ports";
import { mask } from "./mask";
import { orderProblem, parseDeviceEntry, parseSetting, settingIn } from "./parse";
import { type DeviceSettings, deviceSchema, isSecret, isSettingKey, schema } from "./schema";
import { deviceDomain, mostDevices, noDevices, type Stored, stored } from "./stored";
import { show } from "./text";
import { Transaction } from "./transaction";
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

/** As settings have it, valid or not. */
type Entry = Readonly<Record<string, unknown>>;

/** What a hash of a password begins with: such a value is taken as it is. */
const hashed = "pbkdf2-sha256$";

/** Nothing here throws. */
export class SettingsStore {
	private readonly options: SettingsStoreOptions;

	constructor(options: SettingsStoreOptions) {
		this.options = options;
	}

	/** As they hold after the next start: flat names with what was written or stored, `devices` a list. */
	source(): { readonly values: Entry; readonly devices: readonly Entry[] } {
		const source = this.options.source.read() as Entry | null;
		if (typeof source !== "object" || source === null) return { values: {}, devices: [] };
		return { values: source, devices: Array.isArray(source.devices) ? source.devices.filter(isValid) : [] };
	}

	/** As it holds after the next start, valid or not; undefined where it is not configured. */
	device(address: string): Entry | undefined {
		return this.source().devices.find((device) => addressOf(device.address) === address);
	}

	/**
	 * @param settings values by key, from JSON, a console or a form; null takes back what was stored, and `***` leaves a
	 * secret as it is.
	 * @param devices the whole list; undefined leaves it. A key or PIN of `***` is the one that the address has.
	 */
	change(settings: Entry, devices?: readonly unknown[]): Outcome {
		for (const name of Object.keys(settings)) {
			const parsed = parseSetting(name, wanted(name, settings[name]));
			if ("problem" in parsed) return parsed;
		}
		const problem = devices && this.listProblem(devices);
		if (problem !== undefined) return { problem };
		const transaction = new Transaction(this.options.store);
		for (const name of Object.keys(settings)) this.write(transaction, name, settings[name]);
		if (devices !== undefined) this.writeList(transaction, devices as readonly Entry[]);
		return this.end(transaction, settings);
	}

	/** A new device, or a change of the one with that address: what is undefined stays. */
	put(entry: Entry): Outcome {
		const { devices } = this.source();
		const address = addressOf(entry.address);
		const known = devices.find((device) => addressOf(device.address) === address);
		if (known === undefined && devices.length >= mostDevices)
			return { problem: `there are ${mostDevices} devices already; accepted: no more` };
		const changed = this.withSecrets({ ...known, ...entry }) as Entry;
		const device = parseDeviceEntry(changed);
		if ("problem" in device) return device;
		const transaction = new Transaction(this.options.store);
		this.adopt(transaction, devices);
		const domain = this.domainOf(device.address) ?? this.domainOf(undefined)!;
		writeDevice(transaction, domain, changed);
		transaction.write(noDevices.domain, noDevices.key, undefined);
		return this.end(transaction);
	}

	remove(address: unknown): Outcome {
		const { devices } = this.source();
		const plain = addressOf(address);
		if (plain === undefined || !devices.some((device) => addressOf(device.address) === plain))
			return { problem: `${show(address)} is not configured; accepted: the address of a device` };
		const transaction = new Transaction(this.options.store);
		this.adopt(transaction, devices);
		if (devices.length === 1) transaction.write(noDevices.domain, noDevices.key, true);
		const domain = this.domainOf(plain);
		if (domain !== undefined) clearDevice(transaction, domain);
		return this.end(transaction);
	}

	private write(transaction: Transaction, name: string, value: unknown): void {
		if (isSettingKey(name) && isSecret(schema[name]) && value === mask) return;
		const dot = name.indexOf(".");
		const parsed = value === null ? undefined : parseSetting(name, value);
		const kept = parsed && "value" in parsed ? this.kept(name, parsed.value) : undefined;
		transaction.write(name.slice(0, dot), name.slice(dot + 1), kept);
	}

	private kept(key: string, value: Stored): Stored {
		if (key === "web.password" && value !== "" && !String(value).startsWith(hashed))
			return this.options.hashPassword?.(String(value)) ?? value;
		// NVS holds whole numbers only
		return typeof value === "number" && !Number.isInteger(value) ? String(value) : value;
	}

	private listProblem(devices: readonly unknown[]): string | undefined {
		if (devices.length > mostDevices)
			return `there are ${devices.length} devices; accepted: ${mostDevices} at most`;
		for (const [index, entry] of devices.entries()) {
			const device = parseDeviceEntry(this.withSecrets(entry));
			if ("problem" in device) return device.problem;
			const { address } = device;
			for (let other = 0; other < index; other++)
				if (addressOf((devices[other] as Entry).address) === address)
					return `${address} is there twice; accepted: each address once`;
		}
		return undefined;
	}

	/**
	 * A device keeps its number, so that a power cut between two writes never gives one the key of another.
	 * @param devices valid ones.
	 */
	private writeList(transaction: Transaction, devices: readonly Entry[]): void {
		const { store } = this.options;
		const rest = devices.map((entry) => this.withSecrets(entry) as Entry);
		for (let number = 1; number <= mostDevices; number++) {
			const domain = deviceDomain(number);
			const address = addressOf(stored(store, domain, "address"));
			const at = address === undefined ? -1 : rest.findIndex((entry) => addressOf(entry.address) === address);
			if (at < 0) clearDevice(transaction, domain);
			else writeDevice(transaction, domain, rest.splice(at, 1)[0]!);
		}
		for (const entry of rest) writeDevice(transaction, this.domainOf(undefined)!, entry);
		transaction.write(noDevices.domain, noDevices.key, devices.length === 0 ? true : undefined);
	}

	/** With the key and the PIN that the address has, where it says `***`. */
	private withSecrets(entry: unknown): unknown {
		return this.withSecret(this.withSecret(entry, "key"), "pin");
	}

	private withSecret(entry: unknown, name: "key" | "pin"): unknown {
		if (typeof entry !== "object" || entry === null || (entry as Entry)[name] !== mask) return entry;
		const address = addressOf((entry as Entry).address);
		const domain = address === undefined ? undefined : this.domainOf(address);
		const secret =
			domain === undefined
				? address && this.device(address)?.[name]
				: (stored(this.options.store, domain, name) ?? "");
		return { ...entry, [name]: secret ?? mask };
	}

	/** Stores the list that was written elsewhere, where none is stored: one that is replaces all of it. */
	private adopt(transaction: Transaction, devices: readonly Entry[]): void {
		for (let number = 1; number <= mostDevices; number++)
			if (stored(this.options.store, deviceDomain(number), "address") !== undefined) return;
		for (const [index, entry] of devices.entries()) writeDevice(transaction, deviceDomain(index + 1), entry);
	}

	/** Where a device is stored; for undefined, the first place without one. */
	private domainOf(address: string | undefined): string | undefined {
		for (let number = 1; number <= mostDevices; number++) {
			const domain = deviceDomain(number);
			if (addressOf(stored(this.options.store, domain, "address")) === address) return domain;
		}
		return undefined;
	}

	/** Takes it all back when something could not be stored, or contradicts another setting. */
	private end(transaction: Transaction, settings: Entry = {}): Outcome {
		const problem = transaction.problem ?? this.contradiction(settings);
		if (problem === undefined) return { changed: transaction.changed };
		return {
			problem: transaction.takeBack() ? problem : `${problem}; what was before could not all be put back`,
		};
	}

	private contradiction(settings: Entry): string | undefined {
		if (!("publish.min" in settings || "publish.max" in settings)) return undefined;
		const { values } = this.source();
		const [min, max] = [settingIn(values, "publish.min"), settingIn(values, "publish.max")];
		return max >= min ? undefined : orderProblem(min, max, "publish.max" in settings ? "max" : "min");
	}
}

/** The address makes it a device: it is written last and deleted first. @param entry valid. */
function writeDevice(transaction: Transaction, domain: string, entry: Entry): void {
	const { address, key, name, pin, registers } = parseDeviceEntry(entry) as DeviceSettings;
	transaction.write(domain, "key", key || undefined);
	transaction.write(domain, "name", name || undefined);
	transaction.write(domain, "pin", pin);
	transaction.write(domain, "registers", registers);
	transaction.write(domain, "address", address);
}

function clearDevice(transaction: Transaction, domain: string): void {
	for (const key of Object.keys(deviceSchema)) transaction.write(domain, key, undefined);
}

/** What is checked of a setting that is to have this value. */
function wanted(name: string, value: unknown): unknown {
	if (!isSettingKey(name)) return value;
	const kept = value === null || (isSecret(schema[name]) && value === mask);
	return kept ? schema[name].default : value;
}

/** With a good address and no bad key, as `parseDeviceEntry` wants it, which would go deep in a small stack. */
function isValid(entry: unknown): entry is Entry {
	if (typeof entry !== "object" || entry === null) return false;
	const { address, key = "" } = entry as Entry;
	return addressOf(address) !== undefined && "value" in parseValue(deviceSchema.key, key);
}

/** As settings have it; undefined for what is none. */
export function addressOf(value: unknown): string | undefined {
	const parsed = parseValue(deviceSchema.address, value);
	return "value" in parsed ? String(parsed.value) : undefined;
}
