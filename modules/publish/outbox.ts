/**
 * What waits for the broker, bounded. Of a state (bridge state, availability, discovery, health) only the latest
 * counts, so it replaces the one that waits, and states go first; then responses; then log lines; then readings, in
 * order, from the reading queue. What was handed out stays until it is acknowledged.
 */

import type { MqttMessage } from "../../hosts/ports";
import type { QueuedReading, ReadingQueue } from "./reading-queue";

export interface OutboxMessage extends Omit<MqttMessage, "payload"> {
	/** A function makes it when it is sent: what is large does not wait in memory. */
	readonly payload: MqttMessage["payload"] | (() => string);
	/** An announcement is a large state that its owner puts anew for each connection. */
	readonly kind: "log" | "response" | "state" | "announcement";
}

export interface InFlight {
	/** 1 to 65535. */
	readonly number: number;
	readonly message: MqttMessage;
}

/** What is in flight: the number of a reading in its queue, or the message itself. */
interface Sent {
	readonly number: number;
	readonly topic: string;
	readonly from: number | OutboxMessage;
}

/** Log lines that may wait; then the oldest is dropped. */
const logCapacity = 16;
/** Responses that may wait; one more is dropped. */
const responseCapacity = 8;
const lastNumber = 65_535;

export class Outbox {
	private readonly readings: ReadingQueue;
	private readonly render: (reading: QueuedReading) => MqttMessage;
	private states: OutboxMessage[] = [];
	#responses: OutboxMessage[] = [];
	private logs: OutboxMessage[] = [];
	private sent: Sent[] = [];
	private number = 0;
	#dropped = 0;

	/** @param render the message of a reading, when it is sent. */
	constructor(readings: ReadingQueue, render: (reading: QueuedReading) => MqttMessage) {
		this.readings = readings;
		this.render = render;
	}

	/** Messages that are not acknowledged, in flight or not. */
	get size(): number {
		const inFlight = this.sent.reduce((count, { from }) => (typeof from === "number" ? count : count + 1), 0);
		return this.states.length + this.#responses.length + this.logs.length + this.readings.size + inFlight;
	}

	/** Responses that wait. */
	get responses(): number {
		return this.#responses.length;
	}

	get inFlight(): number {
		return this.sent.length;
	}

	/** Messages that were dropped because there was no room. */
	get dropped(): number {
		return this.#dropped + this.readings.thinned;
	}

	/** A state of that topic is not acknowledged yet. */
	holds(topic: string): boolean {
		return (
			this.states.some((state) => state.topic === topic) || this.sent.some((sent) => sent.topic === topic)
		);
	}

	put(message: OutboxMessage): void {
		if (message.kind === "log") {
			if (this.logs.length === logCapacity) {
				this.logs.shift();
				this.#dropped++;
			}
			this.logs.push(message);
			return;
		}
		if (message.kind === "response") {
			if (this.#responses.length === responseCapacity) this.#dropped++;
			else this.#responses.push(message);
			return;
		}
		const same = this.states.findIndex(({ topic }) => topic === message.topic);
		if (same >= 0) this.states[same] = message;
		else this.states.push(message);
	}

	/** The next one to send, now in flight; undefined when all are. */
	next(): InFlight | undefined {
		const message = this.states.shift() ?? this.#responses.shift() ?? this.logs.shift();
		if (message !== undefined) return this.send(message, written(message));
		const reading = this.readings.next();
		return reading === undefined ? undefined : this.send(reading, this.render(this.readings.at(reading)));
	}

	/** The broker has it. Says whether this number was in flight. */
	acknowledge(number: number): boolean {
		const index = this.sent.findIndex((entry) => entry.number === number);
		if (index < 0) return false;
		const [{ from }] = this.sent.splice(index, 1) as [Sent];
		if (typeof from === "number") this.readings.acknowledge(from);
		return true;
	}

	/** There is a connection. */
	join(): void {
		this.readings.join();
	}

	/** No connection: what is in flight waits again, before the rest and in its order; announcements do not wait. */
	leave(): void {
		for (let entry = this.sent.pop(); entry !== undefined; entry = this.sent.pop()) {
			const { from } = entry;
			if (typeof from === "number") continue;
			if (from.kind === "log") this.logs.unshift(from);
			else if (from.kind === "response") this.#responses.unshift(from);
			else if (!this.states.some(({ topic }) => topic === from.topic)) this.states.unshift(from);
		}
		this.states = this.states.filter(({ kind }) => kind !== "announcement");
		this.readings.leave();
	}

	private send(from: Sent["from"], message: MqttMessage): InFlight {
		do this.number = (this.number % lastNumber) + 1;
		while (this.sent.some(({ number }) => number === this.number));
		this.sent.push({ number: this.number, topic: message.topic, from });
		return { number: this.number, message };
	}
}

function written({ topic, payload, retain }: OutboxMessage): MqttMessage {
	return { topic, payload: typeof payload === "function" ? payload() : payload, retain };
}
