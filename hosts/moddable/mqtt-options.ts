/** What the SDK's MQTT client takes its callbacks, its names and its socket from. */

import type MQTTClient from "embedded:network/mqtt/client";
import { fault } from "moddable/faults";
import { type PacketEvents, PacketSocket } from "moddable/packet-socket";
import { resolve } from "moddable/resolve";
import type { MakeWire } from "moddable/wire";
import type { MqttOptions } from "../ports";

/** The connection that a client belongs to. */
export interface ClientOwner extends PacketEvents {
	readonly ended: boolean;
	onControl(message: { operation: number; id: number }): void;
	onWritable(count: number): void;
	onError(): void;
	/** The broker's name has an address. */
	onResolved(): void;
}

type Client = MQTTClient & { readonly target: ClientOwner };

/** What the SDK takes callbacks from, in flash: `this` is the client, and its `target` the connection. */
export class ClientOptions {
	readonly host: string;
	readonly port: number;
	readonly id: string;
	readonly clean = true;
	readonly keepAlive: number;
	readonly user: string;
	readonly password: string;
	readonly will: object;
	readonly dns: object;
	readonly socket: object;
	readonly target: ClientOwner;

	constructor(
		{ host, port, id, keepAlive, username, password, will }: MqttOptions,
		target: ClientOwner,
		wire: MakeWire,
	) {
		this.host = host;
		this.port = port;
		this.id = id;
		this.keepAlive = keepAlive * 1000;
		this.user = username;
		this.password = password;
		this.will = { topic: will.topic, message: will.payload, QoS: 1, retain: will.retain };
		this.dns = { io: Resolver, connection: target };
		this.socket = { io: PacketSocket, events: target, wire };
		this.target = target;
	}

	onControl(this: Client, message: { operation: number; id: number }): void {
		try {
			this.target.onControl(message);
		} catch (error) {
			fault("mqtt", error);
		}
	}

	onWritable(this: Client, count: number): void {
		try {
			this.target.onWritable(count);
		} catch (error) {
			fault("mqtt", error);
		}
	}

	onError(this: Client): void {
		try {
			this.target.onError();
		} catch (error) {
			fault("mqtt", error);
		}
	}
}

interface Request {
	readonly host: string;
	onResolved(host: string, address: string): void;
	onError(host: string): void;
}

/** Names to addresses; silent after the connection's end, because the client would throw. */
class Resolver {
	private readonly connection: ClientOwner;

	constructor({ connection }: { connection: ClientOwner }) {
		this.connection = connection;
	}

	resolve(request: Request): void {
		const connection = this.connection;
		const { host } = request;
		resolve(host, (address) => {
			if (connection.ended) return;
			if (address === undefined) {
				request.onError(host);
				return;
			}
			connection.onResolved();
			request.onResolved(host, address);
		});
	}

	close(): void {}
}
