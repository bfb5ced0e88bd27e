/** The MQTT port's far side: one MQTT.js client for each connection that the firmware asks for. */

import { type IClientOptions, MqttClient } from "mqtt";
import { longestRequest } from "../../modules/publish/requests";
import type { MqttOptions } from "../ports";
import type { HostAction, HostEvent } from "./protocol";
import { BrokerSocket } from "./tls-socket";

export class MqttBridge {
	readonly #emit: (event: HostEvent) => void;
	readonly #clients = new Map<number, MqttClient>();
	#asked = false;
	#connected = 0;
	#outstanding = 0;

	constructor(emit: (event: HostEvent) => void) {
		this.#emit = emit;
	}

	/** The firmware has a broker to connect to. */
	get asked(): boolean {
		return this.#asked;
	}

	/** Nothing is on its way: connected with every message acknowledged, or no broker asked for. */
	get idle(): boolean {
		return this.#outstanding === 0 && (this.#connected > 0 || !this.#asked);
	}

	handle(action: HostAction): void {
		switch (action[0]) {
			case "connect":
				this.#connect(action[1], action[2]);
				break;
			case "publish": {
				const [, connection, number, topic, payload, retain] = action;
				const client = this.#clients.get(connection);
				if (!client) break;
				this.#outstanding++;
				client.publish(topic, payload, { qos: 1, retain }, (error) => {
					this.#outstanding--;
					if (!error && this.#clients.has(connection)) this.#emit(["acknowledged", connection, number]);
				});
				break;
			}
			case "subscribe":
				this.#clients.get(action[1])?.subscribe(action[2], { qos: 1 });
				break;
			case "close":
				this.#clients.get(action[1])?.end();
				break;
		}
	}

	/** Resolves when no connection is left, or after `limit` milliseconds: a DISCONNECT may still be on its way. */
	async closed(limit: number): Promise<void> {
		const until = performance.now() + limit;
		while (this.#clients.size > 0 && performance.now() < until)
			await new Promise((resolve) => setTimeout(resolve, 5));
	}

	/** Drops every connection without a word. */
	end(): void {
		for (const client of this.#clients.values()) client.end(true);
	}

	#connect(connection: number, options: MqttOptions): void {
		this.#asked = true;
		let problem: Error | undefined;
		let connected = false;
		const settings: IClientOptions = {
			clientId: options.id,
			keepalive: options.keepAlive,
			protocolVersion: 4,
			clean: true,
			reconnectPeriod: 0,
			resubscribe: false,
			will: {
				topic: options.will.topic,
				payload: Buffer.from(options.will.payload),
				retain: options.will.retain,
				qos: 1,
			},
		};
		if (options.username) settings.username = options.username;
		if (options.password) settings.password = options.password;
		const socket = new BrokerSocket(options);
		const client = new MqttClient(() => socket.stream, settings);
		this.#clients.set(connection, client);
		client.on("connect", () => {
			connected = true;
			this.#connected++;
			this.#emit(["connected", connection]);
		});
		client.on("message", (topic, payload, { retain }) => {
			const text = payload.length > longestRequest ? null : payload.toString("utf8");
			this.#emit(["message", connection, topic, text, retain]);
		});
		client.on("error", (error) => {
			problem ??= error;
		});
		client.on("close", () => {
			if (!this.#clients.delete(connection)) return;
			if (connected) this.#connected--;
			client.end(true);
			this.#emit(["closed", connection, socket.reason(problem)]);
		});
	}
}
