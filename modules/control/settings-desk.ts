/** Answers the requests about settings and the list of devices. */

import { mask, masked } from "../settings/mask";
import { parseSetting, settingIn } from "../settings/parse";
import { isSettingKey, settingKeys } from "../settings/schema";
import { addressOf, type Outcome, SettingsStore, type SettingsStoreOptions } from "../settings/store";
import { kindOf } from "../settings/text";
import type { Reply } from "./desk";
import { isObject, type Parameters } from "./rights";

export class SettingsDesk {
	private readonly store: SettingsStore;
	#restartNeeded = false;

	constructor(options: SettingsStoreOptions) {
		this.store = new SettingsStore(options);
	}

	/** Something was changed since the start. */
	get restartNeeded(): boolean {
		return this.#restartNeeded;
	}

	get({ key, secrets = false }: Parameters): Reply {
		if (key !== undefined && typeof key !== "string")
			return { error: `key is ${kindOf(key)}; accepted: the name of a setting, or devices` };
		if (typeof secrets !== "boolean")
			return { error: `secrets is ${kindOf(secrets)}; accepted: true, false` };
		if (key !== undefined && key !== "devices" && !isSettingKey(key)) {
			const parsed = parseSetting(key, undefined);
			return { error: "problem" in parsed ? parsed.problem : "" };
		}
		const { values, devices: list } = this.store.source();
		const keys = key === undefined ? settingKeys : key === "devices" ? [] : [key];
		const devices = key === undefined || key === "devices" ? list : undefined;
		const end = `${devices ? "]" : ""},"restart_needed":${this.#restartNeeded}`;
		const part = (index: number) => {
			if (index === 0) return '"settings":{';
			if (index <= keys.length) {
				const name = keys[index - 1]!;
				const value = settingIn(values, name);
				return `${index > 1 ? "," : ""}"${name}":${JSON.stringify(secrets ? value : masked(name, value))}`;
			}
			if (index === keys.length + 1) return devices ? '},"devices":[' : "}";
			const place = index - keys.length - 2;
			if (devices === undefined || place === devices.length) return end;
			return (place > 0 ? "," : "") + JSON.stringify(shownDevice(devices[place]!, secrets));
		};
		return { members: { count: keys.length + 3 + (devices?.length ?? 0), part } };
	}

	set({ settings = {}, devices }: Parameters): Reply {
		if (!isObject(settings))
			return { error: `settings is ${kindOf(settings)}; accepted: an object with settings by their name` };
		if (devices !== undefined && !Array.isArray(devices))
			return {
				error: `devices is ${kindOf(devices)}; accepted: a list of objects with address, key, name, pin, registers`,
			};
		return this.changed(this.store.change(settings, devices));
	}

	add(entry: Parameters): Reply {
		const { id: _, ...device } = entry;
		return this.changed(this.store.put(device));
	}

	remove({ address }: Parameters): Reply {
		return this.changed(this.store.remove(address));
	}

	/** `pin` of the device with that address; empty without one. */
	pin(address: string): string {
		return String(this.store.device(address)?.pin ?? "");
	}

	private changed(outcome: Outcome): Reply {
		if ("problem" in outcome) return { error: outcome.problem };
		if (outcome.changed) this.#restartNeeded = true;
		return { members: `"restart_needed":${this.#restartNeeded}` };
	}
}

/** As it is kept; whether it makes sense is seen when it is stored, and at the start. */
function shownDevice({ address, key = "", name = "", pin, registers }: Parameters, secrets: boolean): object {
	const hidden = (secret: unknown) => (secrets || !secret ? secret : mask);
	return { address: addressOf(address), key: hidden(key), name, pin: hidden(pin), registers };
}
