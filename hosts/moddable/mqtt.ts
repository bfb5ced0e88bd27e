/** The MQTT port on the SDK's ECMA-419 client, whose faults are worked around here and in `packet-socket.ts`. */

import MQTTClient from "embedded:network/mqtt/client";
import { ClientOptions, type ClientOwner } from "moddable/mqtt-options";
import { timers } from "moddable/timers";
import { makeWire } from "moddable/tls-wire";
import type {
	Clock,
	LongText,
	MqttConnection,
	MqttEvents,
	MqttMessage,
	MqttOptions,
	MqttTransport,
} from "../ports";

export class ClientTransport implements MqttTransport {
	private readonly clock: Clock;

	/** @param clock TLS waits until it is set. */
	constructor(clock: Clock) {
		this.clock = clock;
	}

	connect(options: MqttOptions, events: MqttEvents): MqttConnection {
		return new Connection(options, events, this.clock.utc());
	}
}

type Outgoing =
	| { readonly kind: "subscribe"; readonly topic: string }
	| { readonly kind: "acknowledge"; readonly number: number }
	| { readonly kind: "publish"; readonly number: number; readonly message: MqttMessage };

/** Packet identifier of SUBSCRIBE, far from those of the messages in flight. */
const subscribeNumber = 65_535;
/** Bytes of a packet beside topic and payload. */
const overhead = 9;
/** Less is not worth a part of its own. */
const smallestPart = 64;
/** Bytes made at a time: a large message is in memory once, as text. */
const largestPart = 1024;
/** Bytes of UTF-8; the length of a text counts whole characters in this engine. */
const longestCharacter = 4;
/** Milliseconds for DISCONNECT to leave before the socket closes. */
const lingering = 100;
const connackReasons = [
	"",
	"refused: protocol version",
	"refused: client identifier",
	"refused: the broker is not available",
	"refused: bad user name or password",
	"refused: not authorized",
];

class Connection implements MqttConnection, ClientOwner {
	private readonly events: MqttEvents;
	private client: MQTTClient | undefined;
	private reason = "name not found";
	private open = false;
	#ended = false;
	/** Bytes that the client takes now. */
	private writable = 0;
	private queue: Outgoing[] = [];
	/** The message that is under way, its next part, the part at hand, and how much of that has gone. */
	private text: LongText | undefined;
	private next = 0;
	private rest = "";
	private sent = 0;

	constructor(options: MqttOptions, events: MqttEvents, utc: number | undefined) {
		this.events = events;
		const wire = makeWire(options, utc);
		if (typeof wire === "string") {
			this.end(wire);
			return;
		}
		this.client = new MQTTClient(
			new ClientOptions(options, this, wire) as unknown as ConstructorParameters<typeof MQTTClient>[0],
		);
	}

	publish(number: number, message: MqttMessage): void {
		this.put({ kind: "publish", number, message });
	}

	subscribe(topic: string): void {
		this.put({ kind: "subscribe", topic });
	}

	close(): void {
		if (this.#ended) return;
		if (this.open && this.rest.length === 0) {
			try {
				// the client wants options with a topic by its typings
				this.client!.write(null as unknown as ArrayBuffer, { operation: MQTTClient.DISCONNECT, topic: "" });
			} catch {
				// no room: the broker will tell the will
			}
		}
		this.end("closed");
	}

	onOpen(): void {
		this.reason = "connection lost";
	}

	onProblem(reason: string): void {
		this.reason = reason;
	}

	onConnack(code: number): void {
		if (code !== 0) this.reason = connackReasons[code] ?? `refused: ${code}`;
	}

	onPublish(
		topic: string,
		payload: string | undefined,
		retained: boolean,
		acknowledge: number | undefined,
	): void {
		if (this.#ended) return;
		if (acknowledge !== undefined) this.put({ kind: "acknowledge", number: acknowledge });
		this.events.onMessage(topic, payload, retained);
	}

	get ended(): boolean {
		return this.#ended;
	}

	onResolved(): void {
		this.reason = "connection refused";
	}

	onWritable(count: number): void {
		this.writable = count;
		this.pump();
	}

	onError(): void {
		this.end(this.reason);
	}

	onControl({ operation, id }: { operation: number; id: number }): void {
		if (this.#ended) return;
		if (operation === MQTTClient.CONNACK) {
			this.open = true;
			this.events.onConnected();
		} else if (operation === MQTTClient.PUBACK) this.events.onAcknowledged(id);
	}

	private put(outgoing: Outgoing): void {
		if (this.#ended) return;
		this.queue.push(outgoing);
		this.pump();
	}

	/** Sends as much as the socket takes; `onWritable` goes on. */
	private pump(): void {
		while (this.open && !this.#ended) {
			if (this.rest.length > 0) {
				if (this.writable < smallestPart) return;
				// a later part goes without options
				this.writable = this.client!.write(
					this.part(this.writable),
					undefined as unknown as { topic: string },
				);
				continue;
			}
			const next = this.queue[0];
			if (next === undefined || !this.send(next)) return;
			this.queue.shift();
		}
	}

	/** False when there is no room for it yet. */
	private send(outgoing: Outgoing): boolean {
		const client = this.client!;
		const nothing = null as unknown as ArrayBuffer;
		switch (outgoing.kind) {
			case "acknowledge":
				if (this.writable < overhead) return false;
				this.writable = client.write(nothing, {
					operation: MQTTClient.PUBACK,
					id: outgoing.number,
					topic: "",
				});
				return true;
			case "subscribe": {
				const { topic } = outgoing;
				if (this.writable < overhead + utf8(topic).byteLength) return false;
				this.writable = client.write(nothing, {
					operation: MQTTClient.SUBSCRIBE,
					id: subscribeNumber,
					topic: "",
					items: [{ topic, QoS: 1 }],
				});
				return true;
			}
			case "publish": {
				const { topic, payload, retain } = outgoing.message;
				const text = typeof payload === "string" ? { count: 1, part: () => payload } : payload;
				let length = 0;
				for (let index = 0; index < text.count; index++) length += byteLength(text.part(index));
				const room = this.writable - overhead - utf8(topic).byteLength;
				if (room < Math.min(length, smallestPart)) return false;
				this.text = text;
				this.next = 0;
				this.takePart();
				this.writable = client.write(this.part(room), {
					topic,
					QoS: 1,
					id: outgoing.number,
					retain,
					byteLength: length,
				});
				return true;
			}
		}
	}

	/** The next bytes of what is under way, at most `room`. */
	private part(room: number): Uint8Array {
		const text = this.rest;
		const end = this.sent + Math.floor(Math.min(room, largestPart) / longestCharacter);
		const bytes = new Uint8Array(utf8(text.slice(this.sent, end)));
		this.sent = end;
		if (end >= text.length) this.takePart();
		return bytes;
	}

	/** The next part that is not empty; none is left with an empty `#rest`. */
	private takePart(): void {
		this.sent = 0;
		this.rest = "";
		while (this.text && this.rest === "") {
			if (this.next < this.text.count) this.rest = this.text.part(this.next++);
			else this.text = undefined;
		}
	}

	private end(reason: string): void {
		if (this.#ended) return;
		this.#ended = true;
		this.queue = [];
		this.rest = "";
		this.text = undefined;
		timers.set(
			() => {
				this.client?.close();
				this.client = undefined;
				this.events.onClosed(reason);
			},
			this.open ? lingering : 0,
		);
	}
}

/** Of UTF-8, without all of it in memory. */
function byteLength(text: string): number {
	let length = 0;
	for (let from = 0; from < text.length; from += largestPart)
		length += utf8(text.slice(from, from + largestPart)).byteLength;
	return length;
}

function utf8(text: string): ArrayBuffer {
	return ArrayBuffer.fromString(text);
}
