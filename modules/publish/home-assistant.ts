/**
 * Home Assistant's MQTT device discovery, from the record tables: one retained payload per device. The four
 * keys that repeat (dev, o, cmps, p) are Home Assistant's abbreviations; the others stand whole, for people to read.
 * Source of the rules: home-assistant.io, "MQTT" (discovery) and "MQTT Sensor".
 */

import type { EnumTable, Field, NumberField, RecordTable, Unit } from "../victron/record";
import { plainAddress } from "./topics";

export const projectUrl = "https://github.com/heliograph/heliograph";
const projectName = "Heliograph";

/** What the units mean to Home Assistant; Ah and % have no device class of their own. */
const deviceClasses: { readonly [U in Unit]?: string } = {
	V: "voltage",
	A: "current",
	W: "power",
	VA: "apparent_power",
	Wh: "energy",
	kWh: "energy",
	"°C": "temperature",
	min: "duration",
	s: "duration",
	"W/m²": "irradiance",
	dBm: "signal_strength",
};

/** Home Assistant's longest state. */
const longestState = 255;

type Component = Record<string, string | number | readonly string[]>;

/** This bridge, as its devices name it. */
export interface BridgeIdentity {
	readonly id: string;
	/** Of the firmware. */
	readonly version: string;
	readonly stateTopic: string;
}

export interface DeviceDiscovery {
	readonly record: RecordTable;
	/** As configured; empty takes the model. */
	readonly name: string;
	/** Lower case with colons. */
	readonly address: string;
	readonly model: string | undefined;
	readonly productId: number;
	readonly stateTopic: string;
	readonly availabilityTopic: string;
	/** Seconds. */
	readonly expireAfter: number;
	readonly bridge: BridgeIdentity;
}

/** Planned silences, all in seconds. */
export interface Silences {
	readonly publishMax: number;
	readonly mode: "off" | "dark" | "cycle";
	readonly heartbeat: number;
	readonly awake: number;
	readonly asleep: number;
}

/** Seconds after which a value no longer counts: twice the longest planned silence. */
export function expireAfter(silences: Silences): number {
	let longest = Math.max(silences.publishMax, 60);
	if (silences.mode === "dark") longest = Math.max(longest, silences.heartbeat);
	if (silences.mode === "cycle") longest = Math.max(longest, silences.awake + silences.asleep);
	return 2 * longest;
}

/** Names a device in discovery topics and in Home Assistant's registry. */
export function deviceObjectId(address: string): string {
	return `heliograph_${plainAddress(address)}`;
}

/** Letters, digits, `_` and `-` only, whatever the bridge is called. */
export function bridgeObjectId(id: string): string {
	let safe = "";
	for (const character of id) safe += /^[A-Za-z0-9_-]$/.test(character) ? character : "_";
	return `heliograph_bridge_${safe}`;
}

/**
 * Payload of a device's `config` topic, in parts: all of it as objects, or as one text made from another, would be by
 * far the most memory that the firmware ever takes.
 */
export function discoveryPayload(device: DeviceDiscovery): string[] {
	const { record, address, bridge } = device;
	const id = deviceObjectId(address);
	const components: string[] = [];
	const add = (name: string, made: Component) => {
		const separator = components.length === 0 ? "" : ",";
		components.push(`${separator}"${name}":${JSON.stringify(made)}`);
	};
	for (const field of record.fields) add(field.name, component(field, id, device.expireAfter));
	add("rssi", {
		p: "sensor",
		unique_id: `${id}_rssi`,
		name: "Signal strength",
		device_class: "signal_strength",
		state_class: "measurement",
		unit_of_measurement: "dBm",
		entity_category: "diagnostic",
		value_template: plainTemplate("rssi"),
		expire_after: device.expireAfter,
	});
	const model = device.model ?? record.title;
	const head = JSON.stringify({
		dev: {
			identifiers: [id],
			connections: [["bluetooth", address.toUpperCase()]],
			name: device.name || model,
			manufacturer: "Victron Energy",
			model,
			model_id: `0x${device.productId.toString(16).toUpperCase().padStart(4, "0")}`,
			via_device: bridgeObjectId(bridge.id),
		},
		o: origin(bridge),
		state_topic: device.stateTopic,
		availability: [
			bridgeAvailability(bridge),
			{ topic: device.availabilityTopic, value_template: awakeTemplate("value") },
		],
		availability_mode: "all",
		qos: 1,
	});
	return [`${head.slice(0, -1)},"cmps":{`, ...components, "}}"];
}

/** Payload of the bridge's own `config` topic; `wifi` where there is a signal to tell. */
export function bridgePayload(bridge: BridgeIdentity, healthTopic: string, signal: "wifi" | "wired"): string {
	const id = bridgeObjectId(bridge.id);
	const fromHealth = {
		state_topic: healthTopic,
		availability: [bridgeAvailability(bridge)],
		entity_category: "diagnostic",
	};
	const cmps: Record<string, object> = {
		connection: {
			p: "binary_sensor",
			unique_id: `${id}_connection`,
			name: "Connection",
			device_class: "connectivity",
			entity_category: "diagnostic",
			state_topic: bridge.stateTopic,
			value_template: "{{'OFF' if value_json.state=='offline' else 'ON'}}",
		},
		reset_reason: {
			p: "sensor",
			unique_id: `${id}_reset_reason`,
			name: "Restart reason",
			value_template: plainTemplate("reset_reason"),
			...fromHealth,
		},
	};
	if (signal === "wifi")
		cmps.wifi_rssi = {
			p: "sensor",
			unique_id: `${id}_wifi_rssi`,
			name: "WiFi signal",
			device_class: "signal_strength",
			state_class: "measurement",
			unit_of_measurement: "dBm",
			value_template: plainTemplate("wifi_rssi"),
			...fromHealth,
		};
	return JSON.stringify({
		dev: {
			identifiers: [id],
			name: `${projectName} ${bridge.id}`,
			manufacturer: projectName,
			model: "Bridge",
			sw_version: bridge.version,
		},
		o: origin(bridge),
		qos: 1,
		cmps,
	});
}

function origin(bridge: BridgeIdentity): object {
	return { name: projectName, sw: bridge.version, url: projectUrl };
}

function bridgeAvailability(bridge: BridgeIdentity): object {
	return { topic: bridge.stateTopic, value_template: awakeTemplate("value_json.state") };
}

/** `sleeping` is planned, so it counts as available. */
function awakeTemplate(value: string): string {
	return `{{'offline' if ${value}=='offline' else 'online'}}`;
}

/** An absent key renders `None`, which Home Assistant shows as unknown. */
function plainTemplate(key: string): string {
	return `{{value_json.get('${key}')}}`;
}

function component(field: Field, deviceId: string, expires: number): Component {
	const made: Component = { p: "sensor", unique_id: `${deviceId}_${field.name}`, name: labelOf(field) };
	if (field.kind === "number") describeNumber(field, made);
	else if (field.kind === "enum") {
		made.device_class = "enum";
		made.options = slugs(field.values);
		// an unknown code is a number, which is none of the options
		made.value_template = `{{value_json.${field.name} if value_json.${field.name} is string else none}}`;
	} else
		made.value_template =
			`{{((value_json.${field.name}|join(', '))[:${longestState}] or 'none') ` +
			`if value_json.${field.name} is defined else none}}`;
	if (field.diagnostic) made.entity_category = "diagnostic";
	made.expire_after = expires;
	return made;
}

function describeNumber(field: NumberField, into: Component): void {
	const deviceClass = field.deviceClass ?? (field.unit && deviceClasses[field.unit]);
	// energy is a meter's reading: Home Assistant refuses it as a measurement
	const stateClass = field.stateClass ?? (deviceClass === "energy" ? "total_increasing" : "measurement");
	if (deviceClass !== undefined) into.device_class = deviceClass;
	if (stateClass !== "none") into.state_class = stateClass;
	if (field.unit !== undefined) into.unit_of_measurement = field.unit;
	into.suggested_display_precision = Math.ceil(Math.log10(field.divisor ?? 1));
	into.value_template = plainTemplate(field.name);
}

function labelOf(field: Field): string {
	if (field.label !== undefined) return field.label;
	const words = field.name.split("_").join(" ");
	return words[0]!.toUpperCase() + words.slice(1);
}

/** Each slug once, by code: two codes may share one. */
function slugs(values: EnumTable): string[] {
	const all = Object.values(values);
	return all.filter((slug, index) => all.indexOf(slug) === index);
}
