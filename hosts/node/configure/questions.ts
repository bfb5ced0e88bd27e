/** What a setup asks a person, one question after the other; nothing is stored here. */

import { checkbox, confirm, input, password, select } from "@inquirer/prompts";
import type { Broker } from "network/announcements";
import { mask } from "settings/mask";
import { type DeviceSettings, deviceSchema, type Setting, schema } from "settings/schema";
import { parseValue } from "settings/value";
import type { DeviceEntry, HeardDevice, SettingValues } from "../../../modules/control/api";
import { printable } from "../serial-link";
import type { DeviceChange } from "./device-settings";

export interface Known {
	readonly settings: SettingValues;
	readonly devices: readonly DeviceEntry[];
	readonly brokers: readonly Broker[];
	readonly heard: readonly HeardDevice[];
	/** Of VictronConnect. */
	readonly keys: readonly DeviceSettings[];
	/** Lets the device fetch the key from there and keep it. @returns why not, or undefined. */
	readonly fetchKey: (address: string, pin: string) => Promise<string | undefined>;
}

/** A device that may be chosen. */
interface Candidate extends DeviceSettings {
	readonly label: string;
	readonly chosen: boolean;
	/** It is there, and no key of it is known. */
	readonly keyless: boolean;
}

export async function askEverything(known: Known): Promise<DeviceChange> {
	const settings = { ...(await askWifi(known)), ...(await askBroker(known)) };
	return { settings, devices: await askDevices(known) };
}

export function askPort(
	ports: readonly { readonly path: string; readonly label: string }[],
): Promise<string> {
	const choices = ports.map(({ path, label }) => ({ value: path, name: label }));
	return select({ message: "Which serial port?", choices });
}

async function askWifi({ settings }: Known): Promise<Record<string, unknown>> {
	const ssid = await ask("wifi.ssid", "Name of the WiFi", settings);
	return { "wifi.ssid": ssid, "wifi.password": await askSecret("wifi.password", "Its password", settings) };
}

async function askBroker({ settings, brokers }: Known): Promise<Record<string, unknown>> {
	const found = await select<Broker | "search" | "type">({
		message: "Which MQTT broker?",
		choices: [
			...brokers.map((broker) => ({
				value: broker,
				name: `${printable(broker.name)}, ${broker.address}:${broker.port}${broker.tls ? ", TLS" : ""}`,
			})),
			{ value: "type" as const, name: "another one, by name or address" },
			{ value: "search" as const, name: "whichever announces itself: the device searches by mDNS" },
		],
	});
	const place =
		found === "search"
			? { "mqtt.host": "", "mqtt.port": 0 }
			: found === "type"
				? {
						"mqtt.host": await ask("mqtt.host", "Name or address of the broker", settings),
						"mqtt.port": Number(await ask("mqtt.port", "Port; 0 is the usual one", settings)),
					}
				: { "mqtt.host": found.host || found.address, "mqtt.port": found.port, "mqtt.tls": found.tls };
	const username = await ask("mqtt.username", "User at the broker; empty for none", settings);
	const secret =
		username === ""
			? {}
			: { "mqtt.password": await askSecret("mqtt.password", "Password at the broker", settings) };
	const base = await ask("mqtt.base", "What every topic begins with", settings);
	return { ...place, "mqtt.username": username, ...secret, "mqtt.base": base };
}

async function askDevices(known: Known): Promise<DeviceChange["devices"]> {
	const candidates = listCandidates(known);
	if (candidates.length === 0) {
		const goOn = await confirm({ message: "No Victron device was heard. Go on without?", default: true });
		if (!goOn) throw new Error("no device was heard: is Instant Readout on in VictronConnect?");
		return undefined;
	}
	const chosen = await checkbox({
		message: "Which devices?",
		choices: candidates.map((value) => ({ value, name: value.label, checked: value.chosen })),
		pageSize: 12,
	});
	const devices: DeviceSettings[] = [];
	for (const candidate of chosen) {
		const { address, name, registers } = candidate;
		devices.push({
			address,
			...(await askKey(candidate, known)),
			...(registers && { registers }),
			name: await input({
				message: `Name of ${name || address}`,
				default: name,
				validate: check(deviceSchema.name),
			}),
		});
	}
	return devices;
}

/** The device tells its key to who knows its PIN. */
async function askKey(
	{ address, key, keyless, name, pin: kept }: Candidate,
	{ fetchKey }: Known,
): Promise<Pick<DeviceSettings, "key" | "pin">> {
	const title = name || address;
	let message = `Fetch the key of ${title} from the device, with its PIN?`;
	while (keyless && (await confirm({ message, default: true }))) {
		const pin = await input({
			message: `PIN of ${title}`,
			default: "000000",
			validate: check(deviceSchema.pin),
		});
		const problem = await fetchKey(address, pin);
		if (problem === undefined) return { key: mask, ...(pin !== "000000" && { pin: mask }) };
		message = `${printable(problem)}. Try again?`;
	}
	const typed =
		key || (await password({ message: `Key of ${title}; empty for none`, mask: "*", validate: checkKey }));
	return { key: typed, ...(kept && { pin: kept }) };
}

/** Configured, heard, or known to VictronConnect; the first two are most likely wanted. */
function listCandidates({ devices, heard, keys }: Known): Candidate[] {
	const addresses = new Set([...devices, ...heard, ...keys].map(({ address }) => address));
	return [...addresses].map((address) => {
		const configured = devices.find((device) => device.address === address);
		const signal = heard.find((device) => device.address === address);
		const known = keys.find((device) => device.address === address);
		// a key that fits stays; one of VictronConnect is newer than one that does not
		const keep = configured?.key && (signal?.key === "fits" || known === undefined);
		const name = printable(configured?.name || known?.name || "");
		const parts = [
			name || (signal?.model && printable(signal.model)),
			address,
			signal ? `${signal.rssi} dBm` : "not heard",
			keep
				? "has its key"
				: known
					? "key from VictronConnect"
					: signal?.key === "off"
						? "Instant Readout is off"
						: "",
		];
		return {
			address,
			key: keep ? mask : (known?.key ?? ""),
			...(configured?.pin && { pin: configured.pin }),
			...(configured?.registers && { registers: configured.registers }),
			name,
			label: parts.filter(Boolean).join("  "),
			keyless: known === undefined && (signal?.key === "none" || signal?.key === "wrong"),
			chosen: configured !== undefined || (signal !== undefined && known !== undefined),
		};
	});
}

/** True, or the sentence. */
function check(setting: Setting) {
	return (text: string): true | string => {
		const outcome = parseValue(setting, text);
		return "value" in outcome ? true : `It ${outcome.problem}`;
	};
}

const checkKey = check(deviceSchema.key);

function ask(key: keyof typeof schema, message: string, settings: SettingValues): Promise<string> {
	return input({ message, default: String(settings[key] ?? ""), validate: check(schema[key]) });
}

/** An empty answer keeps the one that is set. */
async function askSecret(
	key: "wifi.password" | "mqtt.password",
	message: string,
	settings: SettingValues,
): Promise<string> {
	const kept = settings[key] === mask;
	const text = await password({
		message: kept ? `${message}; empty keeps the one that is set` : message,
		mask: "*",
		validate: check(schema[key]),
	});
	return text === "" && kept ? mask : text;
}
