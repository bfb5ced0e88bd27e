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
	private readonly transport: MqttTransport;
	private readonly timers: Timers;
	/** Why there is no network, in words; undefined while there is one. */
	private problem: string | undefined;
	private latest: GatedConnection | undefined;

	/** @param problem why there is no network at first. */
	constructor(transport: MqttTransport, timers: Timers, problem: string) {
		this.transport = transport;
		this.timers = timers;
		this.problem = problem;
	}

	/** There is a network: what is held goes on. */
	open(): void {
		this.problem = undefined;
		this.latest?.proceed();
	}

	/** There is none any more. What is held stays so. */
	shut(problem: string): void {
		this.problem = problem;
		this.latest?.cut(problem);
	}

	/** One connection at a time, as the session makes them. */
	connect(options: MqttOptions, events: MqttEvents): MqttConnection {
		const connection = new GatedConnection(events, this.timers, this.transport, options);
		this.latest = connection;
		if (this.problem === undefined) connection.proceed();
		else connection.hold(() => this.problem ?? "no network");
		return connection;
	}
}

class GatedConnection implements MqttConnection, MqttEvents {
	private readonly events: MqttEvents;
	private readonly timers: Timers;
	private readonly transport: MqttTransport;
	private readonly mqtt: MqttOptions;
	private inner: MqttConnection | undefined;
	private ended = false;
	private timer: unknown;

	constructor(events: MqttEvents, timers: Timers, transport: MqttTransport, options: MqttOptions) {
		this.events = events;
		this.timers = timers;
		this.transport = transport;
		this.mqtt = options;
	}

	hold(problem: () => string): void {
		this.timer = this.timers.set(() => this.end(problem()), holdLimit);
	}

	proceed(): void {
		if (this.ended || this.inner !== undefined) return;
		this.timers.clear(this.timer);
		try {
			this.inner = this.transport.connect(this.mqtt, this);
		} catch {
			this.endLater("the connection failed inside");
		}
	}

	cut(problem: string): void {
		const inner = this.inner;
		if (inner === undefined) return;
		this.end(problem);
		try {
			inner.close();
		} catch {
			// it is gone already
		}
	}

	onConnected(): void {
		if (!this.ended) this.events.onConnected();
	}

	onAcknowledged(number: number): void {
		if (!this.ended) this.events.onAcknowledged(number);
	}

	onMessage(topic: string, payload: string | undefined, retained: boolean): void {
		if (!this.ended) this.events.onMessage(topic, payload, retained);
	}

	onClosed(reason: string): void {
		this.end(reason);
	}

	publish(number: number, message: MqttMessage): void {
		this.inner?.publish(number, message);
	}

	subscribe(topic: string): void {
		this.inner?.subscribe(topic);
	}

	close(): void {
		if (this.inner === undefined) this.endLater("closed");
		else this.inner.close();
	}

	private endLater(reason: string): void {
		this.timers.clear(this.timer);
		this.timer = this.timers.set(() => this.end(reason), 0);
	}

	private end(reason: string): void {
		if (this.ended) return;
		this.ended = true;
		this.timers.clear(this.timer);
		this.events.onClosed(reason);
	}
}
