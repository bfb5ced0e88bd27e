/**
 * Messages that wait for the broker, bounded in number. Readings and log entries queue in order; of a state (bridge
 * state, availability, discovery, health) only the latest counts, so it replaces the one that waits, and states go
 * first. What was handed out stays here until it is acknowledged.
 */

import type { MqttMessage } from "../../hosts/ports";

export interface OutboxMessage extends MqttMessage {
	readonly kind: "log" | "health" | "reading" | "state";
}

export interface InFlight {
	/** 1 to 65535. */
	readonly number: number;
	readonly message: OutboxMessage;
}

/** A full outbox drops the least valuable first. */
const value = { log: 0, health: 1, reading: 2, state: 3 } as const;
const lastNumber = 65_535;

export class Outbox {
	readonly #capacity: number;
	#states: OutboxMessage[] = [];
	#queue: OutboxMessage[] = [];
	#inFlight: InFlight[] = [];
	#logs = 0;
	#number = 0;
	#dropped = 0;

	/** @param capacity in messages, those in flight included. */
	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	/** Messages that are not acknowledged, in flight or not. */
	get size(): number {
		return this.#states.length + this.#queue.length + this.#inFlight.length;
	}

	get inFlight(): number {
		return this.#inFlight.length;
	}

	/** Messages that were dropped because there was no room. */
	get dropped(): number {
		return this.#dropped;
	}

	/** A state of that topic is not acknowledged yet. */
	holds(topic: string): boolean {
		const same = (message: OutboxMessage) => message.topic === topic;
		return this.#states.some(same) || this.#inFlight.some(({ message }) => same(message));
	}

	put(message: OutboxMessage): void {
		const replaceable = message.kind === "state" || message.kind === "health";
		if (replaceable) {
			const same = this.#states.findIndex(({ topic }) => topic === message.topic);
			if (same >= 0) {
				this.#states[same] = message;
				return;
			}
		}
		if (this.size >= this.#capacity) {
			this.#dropped++;
			if (!this.#makeRoom(value[message.kind])) return;
		}
		if (replaceable) this.#states.push(message);
		else this.#queue.push(message);
		if (message.kind === "log") this.#logs++;
	}

	/** The next one to send, now in flight; undefined when all are. */
	next(): InFlight | undefined {
		const message = this.#states.shift() ?? this.#queue.shift();
		if (message === undefined) return undefined;
		if (message.kind === "log") this.#logs--;
		do this.#number = (this.#number % lastNumber) + 1;
		while (this.#inFlight.some(({ number }) => number === this.#number));
		const entry: InFlight = { number: this.#number, message };
		this.#inFlight.push(entry);
		return entry;
	}

	/** The broker has it. Says whether this number was in flight. */
	acknowledge(number: number): boolean {
		const index = this.#inFlight.findIndex((entry) => entry.number === number);
		if (index < 0) return false;
		this.#inFlight.splice(index, 1);
		return true;
	}

	/** The connection is lost: what is in flight waits again, before the rest and in its order. */
	rewind(): void {
		for (let entry = this.#inFlight.pop(); entry !== undefined; entry = this.#inFlight.pop()) {
			const { message } = entry;
			if (message.kind === "reading" || message.kind === "log") {
				this.#queue.unshift(message);
				if (message.kind === "log") this.#logs++;
			} else if (!this.#states.some(({ topic }) => topic === message.topic)) this.#states.unshift(message);
		}
	}

	/** Drops the oldest of the least valuable ones that are worth at most `worth`. */
	#makeRoom(worth: number): boolean {
		if (this.#logs > 0) {
			this.#logs--;
			return this.#drop(this.#queue, "log");
		}
		if (worth >= value.health && this.#drop(this.#states, "health")) return true;
		if (worth >= value.reading && this.#drop(this.#queue, "reading")) return true;
		return worth >= value.state && this.#drop(this.#states, "state");
	}

	#drop(from: OutboxMessage[], kind: OutboxMessage["kind"]): boolean {
		const index = from.findIndex((message) => message.kind === kind);
		if (index >= 0) from.splice(index, 1);
		return index >= 0;
	}
}
