/** What the status screen shows, taken from the ports as the firmware uses them: short texts, nothing is kept whole. */

import type { MqttEvents, MqttOptions, MqttTransport, Scanner } from "../ports";

/** Lines of devices. */
const most = 20;

/** What a device's line shows, in this order, as far as its reading has it. */
const shown = [
	["state_of_charge", "%"],
	["battery_voltage", "V"],
	["battery_current", "A"],
	["pv_power", "W"],
	["ac_out_power", "W"],
] as const;

export class Status {
	broker = "no broker yet";
	adverts = 0;
	published = 0;
	readonly devices = new Map<string, string>();

	scanner(scanner: Scanner): Scanner {
		return {
			start: (onAdvert) =>
				scanner.start((address, rssi, data) => {
					this.adverts++;
					onAdvert(address, rssi, data);
				}),
			stop: () => scanner.stop(),
		};
	}

	transport(transport: MqttTransport, base: string): MqttTransport {
		return {
			connect: (options, events) => {
				const connection = transport.connect(options, this.#events(options, events));
				return {
					publish: (number, message) => {
						this.published++;
						const { topic, payload } = message;
						if (topic.startsWith(`${base}/`) && typeof payload === "string") this.#reading(topic, payload);
						connection.publish(number, message);
					},
					subscribe: (topic) => connection.subscribe(topic),
					close: () => connection.close(),
				};
			},
		};
	}

	#events({ host, port }: MqttOptions, events: MqttEvents): MqttEvents {
		this.broker = `${host}:${port} …`;
		return {
			onConnected: () => {
				this.broker = `${host}:${port} connected`;
				events.onConnected();
			},
			onAcknowledged: (number) => events.onAcknowledged(number),
			onMessage: (topic, payload) => events.onMessage(topic, payload),
			onClosed: (reason) => {
				this.broker = `${host}:${port} ${reason}`;
				events.onClosed(reason);
			},
		};
	}

	/** A reading is the payload of `<base>/<type>/<name>`. */
	#reading(topic: string, payload: string): void {
		const levels = topic.split("/");
		const name = levels.at(-1)!;
		const type = levels.at(-2)!;
		if (type === "bridge" || levels.at(-3) === "bridge" || name === "availability") return;
		let text = "";
		for (const [field, unit] of shown) {
			const value = figure(payload, field);
			if (value !== "") text += `${value} ${unit}  `;
		}
		if (this.devices.has(name) || this.devices.size < most) this.devices.set(name, text);
	}
}

/** The text of a number in JSON without parsing the whole. */
function figure(json: string, field: string): string {
	const quoted = `"${field}":`;
	const start = json.indexOf(quoted);
	if (start < 0) return "";
	const from = start + quoted.length;
	let end = from;
	while (end < json.length && json[end] !== "," && json[end] !== "}") end++;
	return json.slice(from, end);
}
