/**
 * Settings in lines, each a JSON object: `{"mqtt.base":"victron"}` or `{"devices":[{"address":…}]}`. A key with `+` at its
 * end continues the text of the line before, for what is longer than a line. All of them or none.
 */

import { isSettingKey } from "../settings/schema";
import { mostDevices } from "../settings/stored";
import { showKey } from "../settings/text";
import { parseJson } from "./json";
import { isObject } from "./rights";

/** Characters in all: each setting at its longest with a certificate, and all devices. */
const most = 12_000;

export class Import {
	private readonly settings: Record<string, unknown> = {};
	private devices: unknown[] | undefined;
	private size = 0;
	private problem: string | undefined;
	lines = 0;

	line(text: string): void {
		this.lines++;
		this.size += text.length;
		if (this.size > most) this.refuse("this is more than all settings together can be");
		else this.refuse(this.take(text));
	}

	/** The first problem of all counts. */
	refuse(problem: string | undefined): void {
		if (problem !== undefined) this.problem ??= `line ${this.lines}: ${problem}; nothing was changed`;
	}

	/** Parameters of `settings/set`, or what is wrong. */
	end(): { readonly parameters: Readonly<Record<string, unknown>> } | { readonly error: string } {
		if (this.problem !== undefined) return { error: this.problem };
		if (this.lines === 0) return { error: "there was nothing to import" };
		const settings = this.settings;
		return { parameters: this.devices ? { settings, devices: this.devices } : { settings } };
	}

	private take(text: string): string | undefined {
		if (this.problem !== undefined) return undefined;
		const value = parseObject(text);
		if (value === undefined) return 'this is no JSON object such as {"mqtt.base":"victron"}';
		for (const name of Object.keys(value)) {
			const problem = name === "devices" ? this.addDevices(value[name]) : this.addSetting(name, value[name]);
			if (problem !== undefined) return problem;
		}
		return undefined;
	}

	private addDevices(value: unknown): string | undefined {
		if (!Array.isArray(value)) return "devices is no list";
		this.devices = [...(this.devices ?? []), ...value];
		return this.devices.length > mostDevices ? `these are more than ${mostDevices} devices` : undefined;
	}

	private addSetting(name: string, value: unknown): string | undefined {
		const more = name.endsWith("+");
		const key = more ? name.slice(0, -1) : name;
		if (!isSettingKey(key)) return `${showKey(key)} is not a setting`;
		const before = this.settings[key];
		if (!more) this.settings[key] = value;
		else if (typeof before !== "string" || typeof value !== "string") return `${key}+ continues no text`;
		else this.settings[key] = before + value;
		return undefined;
	}
}

/** Undefined for anything but a JSON object. */
export function parseObject(text: string): Record<string, unknown> | undefined {
	const value = parseJson(text);
	return isObject(value) ? value : undefined;
}
