/** An MQTT client that keeps what it hears, for tests to wait on. */

import mqtt, { type MqttClient } from "mqtt";

export interface Heard {
	readonly topic: string;
	readonly payload: string;
	readonly retain: boolean;
}

export class Listener {
	readonly heard: Heard[] = [];
	readonly #client: MqttClient;
	#changed: () => void = () => {};

	private constructor(client: MqttClient) {
		this.#client = client;
		client.on("message", (topic, payload, { retain }) => {
			this.heard.push({ topic, payload: payload.toString("utf8"), retain });
			this.#changed();
		});
	}

	static async connect(port: number, topic = "#"): Promise<Listener> {
		const client = mqtt.connect({ host: "127.0.0.1", port, reconnectPeriod: 100 });
		const listener = new Listener(client);
		await new Promise<void>((resolve, reject) => {
			client.once("connect", () =>
				client.subscribe(topic, { qos: 1 }, (error) => (error ? reject(error) : resolve())),
			);
		});
		return listener;
	}

	publish(topic: string, payload: string, retain = false): void {
		this.#client.publish(topic, payload, { qos: 1, retain });
	}

	/** Messages of a topic, oldest first. */
	of(topic: string): Heard[] {
		return this.heard.filter((message) => message.topic === topic);
	}

	/** JSON of the latest message of a topic. */
	latest(topic: string): Record<string, unknown> | undefined {
		const message = this.of(topic).at(-1);
		return message && JSON.parse(message.payload);
	}

	/** Waits until `find` gives something. The limit is for a test that fails, not a measurement. */
	async until<T>(
		what: string,
		find: () => T | undefined | false | Promise<T | undefined | false>,
		limit = 30_000,
	): Promise<T> {
		const end = Date.now() + limit;
		for (;;) {
			const found = await find();
			if (found !== undefined && found !== false) return found;
			const left = end - Date.now();
			if (left <= 0) throw new Error(`waited in vain for ${what}`);
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, Math.min(left, 200));
				this.#changed = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}
	}

	/** JSON of the first message of a topic that fits. */
	message(
		topic: string,
		fits: (value: Record<string, unknown>) => boolean = () => true,
		limit?: number,
	): Promise<Record<string, unknown>> {
		return this.until(
			topic,
			() => {
				for (const { payload } of this.of(topic)) {
					const value = JSON.parse(payload);
					if (fits(value)) return value;
				}
				return undefined;
			},
			limit,
		);
	}

	close(): void {
		this.#client.end(true);
	}
}
