/** MQTT that waits for the network: an attempt without one is held for a while, and a loss ends the connection. */

import type {
	MqttConnection,
	MqttEvents,
	MqttMessage,
	MqttOptions,
	MqttTransport,
	Timers,
} from "../../hosts/ports";

/** Less than the session waits for an answer, so that the reason it hears is the true one. */
const holdLimit = 10_000;

export class GatedTransport implements MqttTransport {
	readonly #transport: MqttTransport;
	readonly #timers: Timers;
	/** Why there is no network, in words; undefined while there is one. */
	#problem: string | undefined;
	#latest: GatedConnection | undefined;

	/** @param problem why there is no network at first. */
	constructor(transport: MqttTransport, timers: Timers, problem: string) {
		this.#transport = transport;
		this.#timers = timers;
		this.#problem = problem;
	}

	/** There is a network: what is held goes on. */
	open(): void {
		this.#problem = undefined;
		this.#latest?.proceed();
	}

	/** There is none any more. What is held stays so. */
	shut(problem: string): void {
		this.#problem = problem;
		this.#latest?.cut(problem);
	}

	/** One connection at a time, as the session makes them. */
	connect(options: MqttOptions, events: MqttEvents): MqttConnection {
		const start = (inner: MqttEvents) => this.#transport.connect(options, inner);
		const connection = new GatedConnection(events, this.#timers, start);
		this.#latest = connection;
		if (this.#problem === undefined) connection.proceed();
		else connection.hold(() => this.#problem ?? "no network");
		return connection;
	}
}

class GatedConnection implements MqttConnection {
	readonly #events: MqttEvents;
	readonly #timers: Timers;
	readonly #start: (events: MqttEvents) => MqttConnection;
	#inner: MqttConnection | undefined;
	#ended = false;
	#timer: unknown;

	constructor(events: MqttEvents, timers: Timers, start: (events: MqttEvents) => MqttConnection) {
		this.#events = events;
		this.#timers = timers;
		this.#start = start;
	}

	hold(problem: () => string): void {
		this.#timer = this.#timers.set(() => this.end(problem()), holdLimit);
	}

	proceed(): void {
		if (this.#ended || this.#inner !== undefined) return;
		this.#timers.clear(this.#timer);
		const live = (work: () => void) => {
			if (!this.#ended) work();
		};
		try {
			this.#inner = this.#start({
				onConnected: () => live(() => this.#events.onConnected()),
				onAcknowledged: (number) => live(() => this.#events.onAcknowledged(number)),
				onMessage: (topic, payload, retained) => live(() => this.#events.onMessage(topic, payload, retained)),
				onClosed: (reason) => this.end(reason),
			});
		} catch {
			this.endLater("the connection failed inside");
		}
	}

	cut(problem: string): void {
		const inner = this.#inner;
		if (inner === undefined) return;
		this.end(problem);
		try {
			inner.close();
		} catch {
			// it is gone already
		}
	}

	publish(number: number, message: MqttMessage): void {
		this.#inner?.publish(number, message);
	}

	subscribe(topic: string): void {
		this.#inner?.subscribe(topic);
	}

	close(): void {
		if (this.#inner === undefined) this.endLater("closed");
		else this.#inner.close();
	}

	private endLater(reason: string): void {
		this.#timers.clear(this.#timer);
		this.#timer = this.#timers.set(() => this.end(reason), 0);
	}

	private end(reason: string): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#timers.clear(this.#timer);
		this.#events.onClosed(reason);
	}
}
