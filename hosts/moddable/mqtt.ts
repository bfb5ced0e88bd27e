/** The MQTT port on the SDK's ECMA-419 client, whose faults are worked around here and in `packet-socket.ts`. */

import MQTTClient from "embedded:network/mqtt/client";
import { guard } from "moddable/faults";
import { type PacketEvents, PacketSocket } from "moddable/packet-socket";
import Net from "net";
import Timer from "timer";
import type { MqttConnection, MqttEvents, MqttMessage, MqttOptions, MqttTransport } from "../ports";

export function mqttTransport(): MqttTransport {
	return { connect: (options, events) => new Connection(options, events) };
}

type Outgoing =
	| { readonly kind: "subscribe"; readonly topic: string }
	| { readonly kind: "acknowledge"; readonly number: number }
	| { readonly kind: "publish"; readonly number: number; readonly message: MqttMessage };

/** Packet identifier of SUBSCRIBE, far from those of the messages in flight. */
const subscribeNumber = 65_535;
/** Bytes of a packet beside topic and payload. */
const overhead = 9;
/** Not worth a part of its own. */
const smallestPart = 64;
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

class Connection implements MqttConnection, PacketEvents {
	readonly #events: MqttEvents;
	#client: MQTTClient | undefined;
	#reason = "name not found";
	#open = false;
	#ended = false;
	/** Bytes that the client takes now. */
	#writable = 0;
	#queue: Outgoing[] = [];
	/** Of the message that is sent in parts. */
	#rest: Uint8Array | undefined;

	constructor(options: MqttOptions, events: MqttEvents) {
		this.#events = events;
		if (options.tls) {
			this.#end("TLS is not in this build");
			return;
		}
		const { will } = options;
		this.#client = new MQTTClient({
			host: options.host,
			port: options.port,
			id: options.id,
			clean: true,
			keepAlive: options.keepAlive * 1000,
			...(options.username && { user: options.username }),
			...(options.password && { password: options.password }),
			will: { topic: will.topic, message: will.payload, QoS: 1, retain: will.retain },
			dns: {
				io: Resolver,
				live: () => !this.#ended,
				onResolved: () => {
					this.#reason = "connection refused";
				},
			},
			socket: { io: PacketSocket, events: this },
			// the client gives one message, its typings say two arguments
			onControl: guard("mqtt", (message: unknown) =>
				this.#control(message as { operation: number; id: number }),
			),
			onWritable: guard("mqtt", (count: number) => {
				this.#writable = count;
				this.#pump();
			}),
			onError: guard("mqtt", () => this.#end(this.#reason)),
		});
	}

	publish(number: number, message: MqttMessage): void {
		this.#put({ kind: "publish", number, message });
	}

	subscribe(topic: string): void {
		this.#put({ kind: "subscribe", topic });
	}

	close(): void {
		if (this.#ended) return;
		if (this.#open && this.#rest === undefined) {
			try {
				// the client wants options with a topic by its typings
				this.#client!.write(null as unknown as ArrayBuffer, { operation: MQTTClient.DISCONNECT, topic: "" });
			} catch {
				// no room: the broker will tell the will
			}
		}
		this.#end("closed");
	}

	onOpen(): void {
		this.#reason = "connection lost";
	}

	onConnack(code: number): void {
		if (code !== 0) this.#reason = connackReasons[code] ?? `refused: ${code}`;
	}

	onPublish(topic: string, payload: string, acknowledge: number | undefined): void {
		if (this.#ended) return;
		if (acknowledge !== undefined) this.#put({ kind: "acknowledge", number: acknowledge });
		this.#events.onMessage(topic, payload);
	}

	#control({ operation, id }: { operation: number; id: number }): void {
		if (this.#ended) return;
		if (operation === MQTTClient.CONNACK) {
			this.#open = true;
			this.#events.onConnected();
		} else if (operation === MQTTClient.PUBACK) this.#events.onAcknowledged(id);
	}

	#put(outgoing: Outgoing): void {
		if (this.#ended) return;
		this.#queue.push(outgoing);
		this.#pump();
	}

	/** Sends as much as the socket takes; `onWritable` goes on. */
	#pump(): void {
		while (this.#open && !this.#ended) {
			if (this.#rest !== undefined) {
				if (this.#writable <= 0) return;
				this.#write(this.#rest.subarray(0, this.#writable));
				continue;
			}
			const next = this.#queue[0];
			if (next === undefined || !this.#send(next)) return;
			this.#queue.shift();
		}
	}

	/** False when there is no room for it yet. */
	#send(outgoing: Outgoing): boolean {
		const client = this.#client!;
		const nothing = null as unknown as ArrayBuffer;
		switch (outgoing.kind) {
			case "acknowledge":
				if (this.#writable < overhead) return false;
				this.#writable = client.write(nothing, {
					operation: MQTTClient.PUBACK,
					id: outgoing.number,
					topic: "",
				});
				return true;
			case "subscribe": {
				const { topic } = outgoing;
				if (this.#writable < overhead + utf8(topic).byteLength) return false;
				this.#writable = client.write(nothing, {
					operation: MQTTClient.SUBSCRIBE,
					id: subscribeNumber,
					topic: "",
					items: [{ topic, QoS: 1 }],
				});
				return true;
			}
			case "publish": {
				const { topic, payload, retain } = outgoing.message;
				const bytes = new Uint8Array(utf8(payload));
				const room = this.#writable - overhead - utf8(topic).byteLength;
				if (room < Math.min(bytes.length, smallestPart)) return false;
				const first = bytes.subarray(0, room);
				this.#rest = first.length < bytes.length ? bytes.subarray(first.length) : undefined;
				this.#writable = client.write(first, {
					topic,
					QoS: 1,
					id: outgoing.number,
					retain,
					byteLength: bytes.length,
				});
				return true;
			}
		}
	}

	#write(part: Uint8Array): void {
		const rest = this.#rest!;
		this.#rest = part.length < rest.length ? rest.subarray(part.length) : undefined;
		// a later part goes without options
		this.#writable = this.#client!.write(part, undefined as unknown as { topic: string });
	}

	#end(reason: string): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#queue = [];
		this.#rest = undefined;
		Timer.set(
			guard("mqtt", () => {
				this.#client?.close();
				this.#client = undefined;
				this.#events.onClosed(reason);
			}),
			this.#open ? lingering : 0,
		);
	}
}

function utf8(text: string): ArrayBuffer {
	return ArrayBuffer.fromString(text);
}

interface Request {
	readonly host: string;
	onResolved(host: string, address: string): void;
	onError(host: string): void;
}

/** Names to addresses; silent after the connection's end, because the client would throw. */
class Resolver {
	readonly #options: { readonly live: () => boolean; readonly onResolved: () => void };

	constructor(options: { live: () => boolean; onResolved: () => void }) {
		this.#options = options;
	}

	resolve(request: Request): void {
		const { host } = request;
		const answer = guard("name service", (address: string | undefined) => {
			if (!this.#options.live()) return;
			if (address === undefined) {
				request.onError(host);
				return;
			}
			this.#options.onResolved();
			request.onResolved(host, address);
		});
		if (isAddress(host)) Timer.set(() => answer(host), 0);
		else if (host === "localhost") Timer.set(() => answer("127.0.0.1"), 0);
		else Net.resolve(host, (_, address) => answer(address));
	}

	close(): void {}
}

function isAddress(host: string): boolean {
	for (const character of host)
		if (character !== "." && !(character >= "0" && character <= "9")) return false;
	return true;
}
