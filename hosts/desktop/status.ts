/** What the status screen shows, taken from the ports as the firmware uses them: short texts, nothing is kept whole. */

import type { MqttConnection, MqttEvents, MqttMessage, MqttOptions, MqttTransport, Scanner } from "../ports";

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

	become(link: Link, broker: string): void {
		this.link = link;
		this.broker = broker;
	}

	/** A reading is the payload of `<type>/<name>` below the base. */
	message(topic: string, payload: string): void {
		const [type, name, kind, ...deeper] = topic.split("/");
		if (type === "bridge" || name === undefined || deeper.length > 0) return;
		if (kind === undefined) this.put(name, word(payload, "device_state"), figures(payload));
		else if (kind === "availability" && payload !== "online") this.put(name, payload, undefined);
	}

	private put(name: string, state: string, values: string | undefined): void {
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

/** Counts what the scanner hears. */
export class SeenScanner implements Scanner {
	readonly #scanner: Scanner;
	readonly #status: Status;

	constructor(scanner: Scanner, status: Status) {
		this.#scanner = scanner;
		this.#status = status;
	}

	start(onAdvert: Parameters<Scanner["start"]>[0]): void {
		const status = this.#status;
		this.#scanner.start((address, rssi, data) => {
			status.adverts++;
			onAdvert(address, rssi, data);
		});
	}

	stop(): void {
		this.#scanner.stop();
	}

	pause(): void {
		this.#scanner.pause();
	}

	resume(): void {
		this.#scanner.resume();
	}

	discover(duration: number, onEnd: () => void): void {
		this.#scanner.discover(duration, onEnd);
	}
}

/** Reads along. */
export class SeenTransport implements MqttTransport {
	readonly #transport: MqttTransport;
	readonly #status: Status;
	readonly #base: string;

	/** @param base `mqtt.base`. */
	constructor(transport: MqttTransport, status: Status, base: string) {
		this.#transport = transport;
		this.#status = status;
		this.#base = base;
	}

	connect(options: MqttOptions, events: MqttEvents): MqttConnection {
		const where = `${options.host}:${options.port}`;
		this.#status.become("connecting", where);
		const seen = new SeenConnection(this.#status, `${this.#base}/`, where, events);
		seen.connection = this.#transport.connect(options, seen);
		return seen;
	}
}

class SeenConnection implements MqttConnection, MqttEvents {
	connection: MqttConnection | undefined;
	readonly #status: Status;
	readonly #start: string;
	readonly #where: string;
	readonly #events: MqttEvents;

	/** @param start of the topics that tell of devices. */
	constructor(status: Status, start: string, where: string, events: MqttEvents) {
		this.#status = status;
		this.#start = start;
		this.#where = where;
		this.#events = events;
	}

	publish(number: number, message: MqttMessage): void {
		const { topic, payload } = message;
		this.#status.published++;
		if (topic.startsWith(this.#start) && typeof payload === "string")
			this.#status.message(topic.slice(this.#start.length), payload);
		this.connection!.publish(number, message);
	}

	subscribe(topic: string): void {
		this.connection!.subscribe(topic);
	}

	close(): void {
		this.connection!.close();
	}

	onConnected(): void {
		this.#status.become("connected", this.#where);
		this.#events.onConnected();
	}

	onAcknowledged(number: number): void {
		this.#events.onAcknowledged(number);
	}

	onMessage(topic: string, payload: string | undefined, retained: boolean): void {
		this.#events.onMessage(topic, payload, retained);
	}

	onClosed(reason: string): void {
		this.#status.become("lost", reason);
		this.#events.onClosed(reason);
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
