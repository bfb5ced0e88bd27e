/** Fakes of the ports: time that a test moves by hand, and a broker that does what the test says. */

import type {
	Clock,
	MqttConnection,
	MqttEvents,
	MqttMessage,
	MqttOptions,
	MqttTransport,
	System,
	Timers,
} from "../../hosts/ports";
import { wholeText } from "../../modules/publish/long-text";

interface FakeTimer {
	at: number;
	readonly interval: number | undefined;
	readonly callback: () => void;
}

/** Virtual time: nothing happens but in `advance`. Also a clock; its UTC is undefined until `utcAtStart` is set. */
export class FakeTime implements Timers, Clock {
	now = 0;
	utcAtStart: number | undefined;
	readonly #timers = new Set<FakeTimer>();

	set(callback: () => void, delay: number): FakeTimer {
		return this.#add({ callback, at: this.now + delay, interval: undefined });
	}

	repeat(callback: () => void, interval: number): FakeTimer {
		return this.#add({ callback, at: this.now + interval, interval });
	}

	clear(timer: unknown): void {
		this.#timers.delete(timer as FakeTimer);
	}

	monotonic(): number {
		return this.now;
	}

	utc(): number | undefined {
		return this.utcAtStart === undefined ? undefined : this.utcAtStart + this.now;
	}

	/** Timers that would still fire. */
	get pending(): number {
		return this.#timers.size;
	}

	/** Moves time and fires what falls due, in order. */
	advance(milliseconds: number): void {
		const end = this.now + milliseconds;
		for (;;) {
			let next: FakeTimer | undefined;
			for (const timer of this.#timers) if (timer.at <= end && (!next || timer.at < next.at)) next = timer;
			if (next === undefined) break;
			this.now = Math.max(this.now, next.at);
			if (next.interval === undefined) this.#timers.delete(next);
			else next.at += next.interval;
			next.callback();
		}
		this.now = end;
	}

	#add(timer: FakeTimer): FakeTimer {
		this.#timers.add(timer);
		return timer;
	}
}

export interface FakePublish extends MqttMessage {
	readonly payload: string;
	readonly number: number;
}

/** One connection as the broker sees it. */
export class FakeMqttConnection implements MqttConnection {
	readonly options: MqttOptions;
	readonly events: MqttEvents;
	readonly published: FakePublish[] = [];
	readonly subscribed: string[] = [];
	closed = false;
	/** What the transport throws at the next publish, subscribe or close. */
	fault: Error | undefined;
	#acknowledged = 0;

	constructor(options: MqttOptions, events: MqttEvents) {
		this.options = options;
		this.events = events;
	}

	publish(number: number, { topic, payload, retain }: MqttMessage): void {
		if (this.fault) throw this.fault;
		this.published.push({ number, topic, payload: wholeText(payload), retain });
	}

	subscribe(topic: string): void {
		if (this.fault) throw this.fault;
		this.subscribed.push(topic);
	}

	close(): void {
		if (this.fault) throw this.fault;
		this.closed = true;
	}

	/** Acknowledges in order; with `count` only that many. */
	acknowledge(count = Number.POSITIVE_INFINITY): void {
		while (count-- > 0 && this.#acknowledged < this.published.length)
			this.events.onAcknowledged(this.published[this.#acknowledged++]!.number);
	}

	get unacknowledged(): number {
		return this.published.length - this.#acknowledged;
	}

	payloads(topic: string): string[] {
		return this.published.filter((message) => message.topic === topic).map(({ payload }) => payload);
	}
}

export class FakeMqttTransport implements MqttTransport {
	readonly connections: FakeMqttConnection[] = [];
	/** What `connect` throws. */
	fault: Error | undefined;

	connect(options: MqttOptions, events: MqttEvents): FakeMqttConnection {
		if (this.fault) throw this.fault;
		const connection = new FakeMqttConnection(options, events);
		this.connections.push(connection);
		return connection;
	}

	get latest(): FakeMqttConnection {
		return this.connections.at(-1)!;
	}

	/** CONNACK on the latest connection. */
	accept(): FakeMqttConnection {
		this.latest.events.onConnected();
		return this.latest;
	}

	/** Closes the latest connection from the broker's side. */
	drop(reason = "connection lost"): void {
		this.latest.events.onClosed(reason);
	}
}

export class FakeSystem implements System {
	readonly id = "c0ffee";
	readonly resetReason = "power_on";
	readonly lines: string[] = [];

	memory() {
		return { chunks: 1000, slots: 2000, free: 3000 };
	}

	log(line: string): void {
		this.lines.push(line);
	}

	onStop(): void {}
	onFault(): void {}
	restart(): void {}
}
