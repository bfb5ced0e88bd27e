/**
 * Home Assistant's MQTT device discovery, from the record tables: one retained payload per device. The four
 * keys that repeat (dev, o, cmps, p) are Home Assistant's abbreviations; the others stand whole, for people to read.
 * Source of the rules: home-assistant.io, "MQTT" (discovery) and "MQTT Sensor".
 */

import type { LongText } from "../../hosts/ports";
import { onCable, plainAddress, safeId } from "../telemetry/device";
import type { RecordTable } from "../victron/record";
import { type Component, component, optionsOf, plainTemplate } from "./field-components";
import { longObject, type Member } from "./long-text";
import { type ReadRegisters, registerMember, registersTold } from "./register-components";
import { statisticsComponent, statisticsCount } from "./statistics-components";

export const projectUrl = "https://github.com/heliograph/heliograph";
const projectName = "Heliograph";

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
	/** Those that are read by schedule; absent without any. */
	readonly registers?: ReadRegisters | undefined;
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
	const { record, statisticsTopic, expireAfter, registers } = device;
	const { fields } = record;
	const id = deviceObjectId(device.address);
	const signals = onCable(device) ? 0 : 1;
	const statistics = statisticsCount(record);
	const told = registersTold(registers, record);
	const member = (index: number): Member => {
		const field = fields[index];
		const statistic = index - fields.length - signals;
		if (statistic >= statistics) return registerMember(told[statistic - statistics]!, id, registers!);
		if (statistic >= 0) return statisticsComponent(record, statistic, id, statisticsTopic, expireAfter);
		if (field === undefined) return signal(id, device);
		const more = field.kind === "enum" ? optionsOf(field.values) : "";
		return { name: field.name, value: () => component(field, id, expireAfter), more };
	};
	const count = fields.length + signals + statistics + told.length;
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
