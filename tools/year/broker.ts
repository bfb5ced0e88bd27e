/**
 * The MQTT broker beyond the WiFi: takes QoS 1, acknowledges after a while, keeps what is retained, sends the last
 * will of a client that is gone without a word. What reaches it, and when, is what a user would see.
 */

import type {
	MqttConnection,
	MqttEvents,
	MqttMessage,
	MqttOptions,
	MqttTransport,
	Timers,
} from "../../hosts/ports";
import { wholeText } from "../../modules/publish/long-text";
import type { Lifetime, Timeline } from "./timeline";

/** Milliseconds: one way, and from SYN to CONNACK. */
const oneWay = 10;
const handshake = 60;
const refusal = 1_000;

export type Receive = (topic: string, payload: string) => void;

export class Broker {
	/** It answers. */
	up = true;
	/** Connections since the start. */
	connections = 0;
	/** Wills that were sent. */
	wills = 0;
	readonly #timeline: Timeline;
	readonly #receive: Receive;
	#client: Link | undefined;

	/** @param receive each message, at its time. */
	constructor(timeline: Timeline, receive: Receive) {
		this.#timeline = timeline;
		this.#receive = receive;
	}

	/** @param silent the client hears nothing of it. */
	goDown(silent: boolean): void {
		this.up = false;
		if (!silent) this.#client?.refuse("connection lost");
		this.#client = undefined;
	}

	comeUp(): void {
		this.up = true;
	}

	/** What the firmware of one start connects with; `reachable` says whether its WiFi carries. */
	transport(lifetime: Lifetime, reachable: () => boolean): MqttTransport {
		return {
			connect: (options, events) => {
				const link = new Link({
					broker: this,
					timeline: this.#timeline,
					lifetime,
					reachable,
					options,
					events,
				});
				lifetime.set(() => this.#greet(link, reachable), handshake);
				return link;
			},
		};
	}

	#greet(link: Link, reachable: () => boolean): void {
		if (!reachable()) return;
		if (!this.up) {
			link.refuseAfter(refusal, "connection refused");
			return;
		}
		// the same client again: the connection before is over
		this.#client?.replaced();
		this.#client = link;
		this.connections++;
		link.accept();
	}

	take(link: Link, { topic, payload }: MqttMessage): boolean {
		if (!this.up || this.#client !== link) return false;
		this.#receive(topic, wholeText(payload));
		return true;
	}

	/** DISCONNECT arrived. */
	farewell(link: Link): void {
		if (this.#client === link) this.#client = undefined;
	}

	sendWill({ will }: MqttOptions): void {
		if (!this.up) return;
		this.wills++;
		this.#receive(will.topic, will.payload);
	}

	/** The client said nothing for one and a half times its keep-alive. */
	timeOut(link: Link): void {
		if (this.#client !== link) return;
		this.#client = undefined;
		this.sendWill(link.options);
	}
}

interface LinkParts {
	readonly broker: Broker;
	readonly timeline: Timeline;
	readonly lifetime: Lifetime;
	readonly reachable: () => boolean;
	readonly options: MqttOptions;
	readonly events: MqttEvents;
}

class Link implements MqttConnection {
	readonly #parts: LinkParts;
	#state: "connecting" | "open" | "closed" = "connecting";
	#goodbye = false;
	/** Since when the broker hears nothing, if it does not. */
	#deafTimer: unknown;

	constructor(parts: LinkParts) {
		this.#parts = parts;
	}

	get options(): MqttOptions {
		return this.#parts.options;
	}

	accept(): void {
		if (this.#state !== "connecting") return;
		this.#state = "open";
		this.#watch();
		this.#parts.events.onConnected();
	}

	publish(number: number, message: MqttMessage): void {
		const { broker, lifetime, timeline, reachable, events } = this.#parts;
		if (!reachable()) return;
		// what has left the antenna arrives, whatever becomes of the sender
		(timeline as Timers).set(() => {
			if (!broker.take(this, message)) return;
			if (!lifetime.alive) return;
			lifetime.set(() => {
				if (this.#state === "open" && reachable() && broker.up) events.onAcknowledged(number);
			}, oneWay);
		}, oneWay);
	}

	/** Nothing is ever sent to the firmware. */
	subscribe(): void {}

	close(): void {
		const { broker, lifetime, timeline, reachable } = this.#parts;
		if (this.#state === "closed" || this.#goodbye) return;
		this.#goodbye = true;
		if (this.#state === "open" && reachable()) timeline.set(() => broker.farewell(this), oneWay);
		lifetime.set(() => this.refuse("closed"), 2 * oneWay);
	}

	refuse(reason: string): void {
		if (this.#state === "closed") return;
		this.#state = "closed";
		this.#parts.timeline.clear(this.#deafTimer);
		if (this.#parts.lifetime.alive) this.#parts.events.onClosed(reason);
		// a socket that was given up without DISCONNECT is noticed by the broker all the same
	}

	refuseAfter(delay: number, reason: string): void {
		this.#parts.lifetime.set(() => this.refuse(reason), delay);
	}

	/** Taken over by the same client. */
	replaced(): void {
		this.#parts.timeline.clear(this.#deafTimer);
		if (!this.#goodbye) this.#parts.broker.sendWill(this.options);
		this.#state = "closed";
	}

	/** Looks each keep-alive whether the client is still there: the firmware's client pings, which nobody sees here. */
	#watch(): void {
		const { timeline, lifetime, reachable, broker, options } = this.#parts;
		const interval = options.keepAlive * 1500;
		const check = () => {
			if (lifetime.alive && reachable() && this.#state === "open")
				this.#deafTimer = timeline.set(check, interval);
			else broker.timeOut(this);
		};
		this.#deafTimer = timeline.set(check, interval);
	}
}
