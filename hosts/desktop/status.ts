/** What the status screen shows, taken from the ports as the firmware uses them: short texts, nothing is kept whole. */

import type { MqttEvents, MqttOptions, MqttTransport, Scanner } from "../ports";

/** Devices; more are not shown. */
const most = 20;
/** Values of one device. */
const mostValues = 3;

/** The values a person looks for first, in this order, as far as a reading has them: field, unit, decimals. */
const shown = [
	["state_of_charge", "%", 0],
	["pv_power", "W", 0],
	["ac_output_power", "W", 0],
	["ac_apparent_power", "VA", 0],
	["battery_power", "W", 0],
	["dc_power", "W", 0],
	["irradiance", "W/m2", 0],
	["battery_voltage", "V", 2],
	["battery_voltage_1", "V", 2],
	["battery_current", "A", 1],
	["battery_current_1", "A", 1],
	["output_voltage", "V", 2],
	["output_current", "A", 1],
	["input_voltage", "V", 2],
	["battery_temperature", "C", 0],
	["cell_temperature", "C", 0],
	["installation_power", "W", 0],
	["yield_today", "kWh", 2],
] as const;

export type Link = "none" | "connecting" | "connected" | "lost";

/** Arrays instead of objects: the heap is as small as a device's. */
export class Status {
	link: Link = "none";
	/** Where the broker is, or why it is not. */
	broker = "no broker yet";
	adverts = 0;
	published = 0;
	/** Of the devices, in the order in which they were published first. */
	readonly names: string[] = [];
	readonly states: string[] = [];
	readonly values: string[] = [];
	/** 1 where a device changed; whoever draws it clears it. */
	readonly changed = new Uint8Array(most);

	scanner(scanner: Scanner): Scanner {
		return {
			start: (onAdvert) =>
				scanner.start((address, rssi, data) => {
					this.adverts++;
					onAdvert(address, rssi, data);
				}),
			stop: () => scanner.stop(),
			pause: () => scanner.pause(),
			resume: () => scanner.resume(),
			discover: (duration, onEnd) => scanner.discover(duration, onEnd),
		};
	}

	/** @param base `mqtt.base`. */
	transport(transport: MqttTransport, base: string): MqttTransport {
		return {
			connect: (options, events) => {
				const connection = transport.connect(options, this.#events(options, events));
				return {
					publish: (number, message) => {
						this.published++;
						const { topic, payload } = message;
						if (topic.startsWith(`${base}/`) && typeof payload === "string")
							this.#message(topic.slice(base.length + 1), payload);
						connection.publish(number, message);
					},
					subscribe: (topic) => connection.subscribe(topic),
					close: () => connection.close(),
				};
			},
		};
	}

	#events({ host, port }: MqttOptions, events: MqttEvents): MqttEvents {
		this.#become("connecting", `${host}:${port}`);
		return {
			onConnected: () => {
				this.#become("connected", `${host}:${port}`);
				events.onConnected();
			},
			onAcknowledged: (number) => events.onAcknowledged(number),
			onMessage: (topic, payload, retained) => events.onMessage(topic, payload, retained),
			onClosed: (reason) => {
				this.#become("lost", reason);
				events.onClosed(reason);
			},
		};
	}

	#become(link: Link, broker: string): void {
		this.link = link;
		this.broker = broker;
	}

	/** A reading is the payload of `<type>/<name>` below the base. */
	#message(topic: string, payload: string): void {
		const [type, name, kind, ...deeper] = topic.split("/");
		if (type === "bridge" || name === undefined || deeper.length > 0) return;
		if (kind === undefined) this.#put(name, word(payload, "device_state"), figures(payload));
		else if (kind === "availability" && payload !== "online") this.#put(name, payload, undefined);
	}

	#put(name: string, state: string, values: string | undefined): void {
		let index = this.names.indexOf(name);
		if (index < 0) {
			if (this.names.length === most || values === undefined) return;
			index = this.names.push(name) - 1;
		}
		const text = values ?? this.values[index]!;
		if (this.states[index] === state && this.values[index] === text) return;
		this.states[index] = state;
		this.values[index] = text;
		this.changed[index] = 1;
	}
}

function figures(json: string): string {
	let text = "";
	let count = 0;
	for (const [field, unit, decimals] of shown) {
		const value = part(json, field);
		if (value === "") continue;
		text += `${text && "   "}${Number(value).toFixed(decimals)} ${unit}`;
		if (++count === mostValues) break;
	}
	return text;
}

/** `power_supply` as people read it. */
function word(json: string, field: string): string {
	const text = part(json, field);
	return text.startsWith('"') ? text.slice(1, -1).split("_").join(" ") : "";
}

/** The text of a number or a code in flat JSON, without parsing the whole. */
function part(json: string, field: string): string {
	const quoted = `"${field}":`;
	const start = json.indexOf(quoted);
	if (start < 0) return "";
	const from = start + quoted.length;
	let end = from;
	while (end < json.length && json[end] !== "," && json[end] !== "}") end++;
	return json.slice(from, end);
}
