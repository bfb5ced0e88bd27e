/** Settings from JSON as people write it. Nothing here throws: what is refused gets a sentence, the old value stays. */

import { formatDuration } from "./duration";
import {
	type DeviceSettings,
	defaultSettings,
	deviceSchema,
	domainNames,
	isSettingKey,
	type SettingKey,
	type Settings,
	schema,
	settingKeys,
} from "./schema";
import { suggest } from "./suggest";
import { kindOf, showKey } from "./text";
import { parseValue } from "./value";

export interface ParsedSettings {
	readonly settings: Settings;
	/** One sentence for each thing that was refused, with its key, what is wrong and what is accepted; no secrets. */
	readonly problems: string[];
}

/** A valid value, durations in seconds; or the sentence. */
export type ParsedSetting =
	| { readonly key: SettingKey; readonly value: string | number | boolean }
	| { readonly problem: string };

/** Sentences that one source can bring about; the rest is counted. */
const mostProblems = 100;
/** Of a device, as sentences say them. */
const fieldNames = "address, key, name, pin, registers";

/**
 * @param source nested at the dots, `{"mqtt":{"base":"victron"},"devices":[…]}`, or flat, `{"mqtt.base":"victron"}`.
 * @param defaults stay where the source says nothing or is refused. A list of devices replaces theirs.
 */
export function parseSettings(source: unknown, defaults: Settings = defaultSettings()): ParsedSettings {
	const problems = new Problems();
	const values: Record<string, unknown> = {};
	let devices = defaults.devices;
	if (!isObject(source)) problems.add(`settings are ${kindOf(source)}; accepted: an object`);
	else {
		const known = domainNames();
		for (const name of Object.keys(source)) {
			const value = source[name];
			if (name === "devices") devices = parseDevices(value, problems) ?? devices;
			else if (!known.includes(name)) parseInto(values, name, value, problems);
			else if (!isObject(value)) {
				problems.add(`${name} is ${kindOf(value)}; accepted: an object with ${keysOf(name).join(", ")}`);
			} else for (const key of Object.keys(value)) parseInto(values, `${name}.${key}`, value[key], problems);
		}
	}
	const settings = { ...defaults, ...values, devices: devices.map((device) => ({ ...device })) } as Settings;
	checkNetwork(settings, problems);
	return { settings: withPublishOrder(settings, defaults, problems), problems: problems.sentences() };
}

/** One setting by its key, such as `mqtt.base`. */
export function parseSetting(key: string, value: unknown): ParsedSetting {
	if (!isSettingKey(key)) return { problem: unknown(key, allNames()) };
	const outcome = parseValue(schema[key], value);
	return "problem" in outcome ? { problem: `${key} ${outcome.problem}` } : { key, value: outcome.value };
}

/** The value of one setting, or its default where it is absent or bad. @param source with flat names. */
export function settingIn<Key extends SettingKey>(
	source: Readonly<Record<string, unknown>>,
	key: Key,
): Settings[Key] {
	const parsed = Object.hasOwn(source, key) ? parseSetting(key, source[key]) : { value: schema[key].default };
	return ("value" in parsed ? parsed.value : schema[key].default) as Settings[Key];
}

/** Seconds. @param blamed which of the two the sentence begins with. */
export function orderProblem(min: number, max: number, blamed: "min" | "max"): string {
	return blamed === "min"
		? `publish.min is ${formatDuration(min)}, more than publish.max; accepted: ${formatDuration(max)} or less`
		: `publish.max is ${formatDuration(max)}, less than publish.min; accepted: ${formatDuration(min)} or more`;
}

/** One device as it stands in the list; or the sentence. */
export function parseDeviceEntry(source: unknown): DeviceSettings | { readonly problem: string } {
	const problems = new Problems();
	const device = parseDevice(source, "device", problems);
	const [problem] = problems.sentences();
	return device === undefined || problem !== undefined ? { problem: problem! } : device;
}

class Problems {
	readonly #sentences: string[] = [];
	private more = 0;

	add(sentence: string): void {
		if (this.full()) this.more++;
		else this.#sentences.push(sentence);
	}

	/** Looks for what was meant only while the sentence is wanted: huge junk costs little. */
	addUnknown(name: string, names: readonly string[]): void {
		if (this.full()) this.more++;
		else this.add(unknown(name, names));
	}

	private full(): boolean {
		return this.#sentences.length >= mostProblems;
	}

	sentences(): string[] {
		return this.more > 0 ? [...this.#sentences, `${this.more} more problems`] : this.#sentences;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function allNames(): string[] {
	return [...settingKeys, ...domainNames(), "devices"];
}

function keysOf(domain: string): string[] {
	return settingKeys.filter((key) => key.startsWith(`${domain}.`)).map((key) => key.slice(domain.length + 1));
}

function unknown(name: string, names: readonly string[]): string {
	const meant = suggest(name, names);
	return `${showKey(name)} is not a setting${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

function parseInto(values: Record<string, unknown>, key: string, value: unknown, problems: Problems): void {
	if (!isSettingKey(key)) {
		problems.addUnknown(key, allNames());
		return;
	}
	const parsed = parseSetting(key, value);
	if ("problem" in parsed) problems.add(parsed.problem);
	else values[parsed.key] = parsed.value;
}

/** Undefined where it is no list at all. */
function parseDevices(source: unknown, problems: Problems): DeviceSettings[] | undefined {
	if (!Array.isArray(source)) {
		problems.add(`devices is ${kindOf(source)}; accepted: a list of objects with ${fieldNames}`);
		return undefined;
	}
	const devices: DeviceSettings[] = [];
	const places = new Map<string, string>();
	for (let index = 0; index < source.length; index++) {
		const place = `devices[${index}]`;
		const device = parseDevice(source[index], place, problems);
		if (device === undefined) continue;
		const first = places.get(device.address);
		if (first !== undefined) {
			problems.add(`${place}.address is ${device.address}, as in ${first}; accepted: each address once`);
			continue;
		}
		places.set(device.address, place);
		devices.push(device);
	}
	return devices;
}

/** Undefined without a good address, or with a bad key; what else is bad only goes. */
function parseDevice(source: unknown, place: string, problems: Problems): DeviceSettings | undefined {
	if (!isObject(source)) {
		problems.add(`${place} is ${kindOf(source)}; accepted: an object with ${fieldNames}`);
		return undefined;
	}
	for (const name of Object.keys(source)) {
		if (Object.hasOwn(deviceSchema, name)) continue;
		const fields = Object.keys(deviceSchema).map((field) => `${place}.${field}`);
		problems.addUnknown(`${place}.${name}`, fields);
	}
	const field = (name: keyof typeof deviceSchema) => {
		const value = Object.hasOwn(source, name) ? source[name] : undefined;
		if (value === undefined && name !== "address") return "";
		const outcome = parseValue(deviceSchema[name], value);
		if ("value" in outcome) return String(outcome.value);
		problems.add(`${place}.${name} ${outcome.problem}`);
		return undefined;
	};
	const address = field("address");
	const key = field("key");
	const name = field("name") ?? "";
	const pin = field("pin");
	const registers = field("registers");
	if (address === undefined || key === undefined) return undefined;
	return { address, key, name, ...(pin && { pin }), ...(registers && { registers }) };
}

/** Neither is of use without the other. */
function checkNetwork(settings: Settings, problems: Problems): void {
	const [id, key] = [settings["network.id"], settings["network.key"]];
	if ((id === "") === (key === "")) return;
	const [set, missing] = id === "" ? ["network.key", "network.id"] : ["network.id", "network.key"];
	problems.add(`${set} is set without ${missing}, so no network is heard; accepted: both or neither`);
}

/** An unchanged value cannot be published more often than a changed one: such a pair stays as it was. */
function withPublishOrder(settings: Settings, defaults: Settings, problems: Problems): Settings {
	const [min, max] = [settings["publish.min"], settings["publish.max"]];
	if (max >= min) return settings;
	problems.add(orderProblem(min, max, max === defaults["publish.max"] ? "min" : "max"));
	return { ...settings, "publish.min": defaults["publish.min"], "publish.max": defaults["publish.max"] };
}
