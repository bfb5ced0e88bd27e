/**
 * Home Assistant's MQTT device discovery, from the record tables: one retained payload per device. The four
 * keys that repeat (dev, o, cmps, p) are Home Assistant's abbreviations; the others stand whole, for people to read.
 * Source of the rules: home-assistant.io, "MQTT" (discovery) and "MQTT Sensor".
 */

import type { LongText } from "../../hosts/ports";
import { onCable, plainAddress, safeId } from "../telemetry/device";
import type { EnumTable, Field, NumberField, RecordTable, Unit } from "../victron/record";
import { records } from "../victron/records/index";
import { longObject, type Member } from "./long-text";
import { statisticsComponent, statisticsCount } from "./statistics-components";

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
	/** Of the `Device`. */
	readonly address: string;
	readonly model: string | undefined;
	readonly productId: number;
	readonly stateTopic: string;
	readonly availabilityTopic: string;
	readonly statisticsTopic: string;
	/** Seconds. */
	readonly expireAfter: number;
	readonly bridge: BridgeIdentity;
}

/** Milliseconds between two messages while something is heard, at least: a minute's silence is no news. */
const shortestSilence = 60_000;

/**
 * Seconds after which a value no longer counts: twice the longest planned silence.
 * @param publishMax seconds.
 * @param asleep milliseconds that a sleep may keep silent.
 */
export function expireAfter(publishMax: number, asleep: number): number {
	return Math.ceil((2 * Math.max(publishMax * 1000, shortestSilence, asleep)) / 1000);
}

/** Names a device in discovery topics and in Home Assistant's registry. */
export function deviceObjectId(address: string): string {
	return `heliograph_${plainAddress(address)}`;
}

/** Letters, digits, `_` and `-` only, whatever the bridge is called. */
export function bridgeObjectId(id: string): string {
	return `heliograph_bridge_${safeId(id)}`;
}

/** Payload of a device's `config` topic; all of it at once would be by far the most memory that the firmware takes. */
export function discoveryPayload(device: DeviceDiscovery): LongText {
	const { record, statisticsTopic, expireAfter } = device;
	const { fields } = record;
	const id = deviceObjectId(device.address);
	const signals = onCable(device) ? 0 : 1;
	const member = (index: number): Member => {
		const field = fields[index];
		const statistic = index - fields.length - signals;
		if (statistic >= 0) return statisticsComponent(record, statistic, id, statisticsTopic, expireAfter);
		if (field === undefined) return signal(id, device);
		const more = field.kind === "enum" ? optionsOf(field.values) : "";
		return { name: field.name, value: () => component(field, id, expireAfter), more };
	};
	const count = fields.length + signals + statisticsCount(record);
	return longObject(() => `${head(id, device).slice(0, -1)},"cmps":{`, count, member, "}}");
}

function signal(id: string, { expireAfter }: DeviceDiscovery): Member {
	const value = (): Component => ({
		p: "sensor",
		unique_id: `${id}_rssi`,
		name: "Signal strength",
		device_class: "signal_strength",
		state_class: "measurement",
		unit_of_measurement: "dBm",
		entity_category: "diagnostic",
		value_template: plainTemplate("rssi"),
		expire_after: expireAfter,
	});
	return { name: "rssi", value, more: "" };
}

/** All but the components. */
function head(id: string, device: DeviceDiscovery): string {
	const { address, bridge } = device;
	const model = device.model ?? device.record.title;
	return JSON.stringify({
		dev: {
			identifiers: [id],
			connections: onCable(device) ? undefined : [["bluetooth", address.toUpperCase()]],
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
}

/** Payload of the bridge's own `config` topic; `wifi` where there is a signal to tell. */
export function bridgePayload(
	bridge: BridgeIdentity,
	healthTopic: string,
	signal: "wifi" | "wired",
): LongText {
	const id = bridgeObjectId(bridge.id);
	const head = () => {
		const dev = {
			identifiers: [id],
			name: `${projectName} ${bridge.id}`,
			manufacturer: projectName,
			model: "Bridge",
			sw_version: bridge.version,
		};
		return `${JSON.stringify({ dev, o: origin(bridge), qos: 1 }).slice(0, -1)},"cmps":{`;
	};
	const member = (index: number) => bridgeComponent(index, id, bridge, healthTopic);
	return longObject(head, signal === "wifi" ? 3 : 2, member, "}}");
}

/** The connection, the restart reason, the WiFi's signal. */
function bridgeComponent(index: number, id: string, bridge: BridgeIdentity, healthTopic: string): Member {
	if (index === 0) {
		const value = () => ({
			p: "binary_sensor",
			unique_id: `${id}_connection`,
			name: "Connection",
			device_class: "connectivity",
			entity_category: "diagnostic",
			state_topic: bridge.stateTopic,
			value_template: "{{'OFF' if value_json.state=='offline' else 'ON'}}",
		});
		return { name: "connection", value, more: "" };
	}
	const key = index === 1 ? "reset_reason" : "wifi_rssi";
	const shared = {
		p: "sensor",
		unique_id: `${id}_${key}`,
		value_template: plainTemplate(key),
		state_topic: healthTopic,
		availability: [bridgeAvailability(bridge)],
		entity_category: "diagnostic",
	};
	if (index === 1) return { name: key, value: () => ({ name: "Restart reason", ...shared }), more: "" };
	const signal = { device_class: "signal_strength", state_class: "measurement", unit_of_measurement: "dBm" };
	return { name: key, value: () => ({ name: "WiFi signal", ...signal, ...shared }), more: "" };
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
	into.suggested_display_precision = precisionOf(field);
	into.value_template = plainTemplate(field.name);
}

/** Digits behind the point. */
export function precisionOf(field: NumberField): number {
	return Math.ceil(Math.log10(field.divisor ?? 1));
}

/** For people. */
export function labelOf(field: Field): string {
	if (field.label !== undefined) return field.label;
	const words = field.name.split("_").join(" ");
	return words[0]!.toUpperCase() + words.slice(1);
}

/** The `options` of each enumeration, made when the firmware is linked: they take no memory on the device. */
const options = enumOptions();

function enumOptions(): readonly { readonly values: EnumTable; readonly json: string }[] {
	const made: { values: EnumTable; json: string }[] = [];
	for (const { fields } of records)
		for (const field of fields) {
			if (field.kind !== "enum" || made.some(({ values }) => values === field.values)) continue;
			const slugs = Object.values(field.values).filter((slug, at, all) => all.indexOf(slug) === at);
			made.push({ values: field.values, json: `"options":${JSON.stringify(slugs)}` });
		}
	return made;
}

function optionsOf(values: EnumTable): string {
	for (let i = 0; i < options.length; i++) if (options[i]!.values === values) return options[i]!.json;
	return "";
}
