/** The web server's port on the SDK's sockets: a few connections at a time, one request each. */

import Listener from "embedded:io/socket/listener";
import type TCP from "embedded:io/socket/tcp";
import { fault } from "moddable/faults";
import { Connection, type Connections } from "moddable/http-connection";
import { timers } from "moddable/timers";
import type { WebServer } from "../ports";

type OnRequest = Parameters<WebServer["start"]>[0];

/** Connections that are served, and that wait for one of them to end; more are closed. */
const mostConnections = 6;
const mostWaiting = 4;

export class SocketServer implements WebServer {
	private readonly port: number;

	constructor(port: number) {
		this.port = port;
	}

	start(onRequest: OnRequest): void {
		new Server(this.port, onRequest);
	}
}

/** What the SDK takes callbacks from, in flash: `this` is the socket, and its `target` whom it belongs to. */
class ListenerOptions {
	readonly port: number;
	readonly target: Server;

	constructor(port: number, target: Server) {
		this.port = port;
		this.target = target;
	}

	onReadable(this: Listener & { target: Server }, count: number): void {
		try {
			this.target.arrived(this, count);
		} catch (error) {
			fault("web server", error);
		}
	}
}

class Server implements Connections {
	readonly onRequest: OnRequest;
	private connections: Connection[] = [];
	private waiting: TCP[] = [];
	/** Runs while there is a connection. */
	private timer: unknown;

	constructor(port: number, onRequest: OnRequest) {
		this.onRequest = onRequest;
		try {
			new Listener(new ListenerOptions(port, this) as unknown as ConstructorParameters<typeof Listener>[0]);
		} catch (error) {
			fault("web server", `port ${port}: ${error}`);
		}
	}

	arrived(listener: Listener, count: number): void {
		for (let left = count; left > 0; left--) {
			const from = listener.read();
			if (from === undefined) return;
			if (this.connections.length < mostConnections) this.accept(from);
			else if (this.waiting.length < mostWaiting) this.waiting.push(from);
			else from.close();
		}
	}

	gone(connection: Connection): void {
		this.connections = this.connections.filter((other) => other !== connection);
		const next = this.waiting.shift();
		if (next !== undefined) this.accept(next);
		if (this.connections.length > 0) return;
		timers.clear(this.timer);
		this.timer = undefined;
	}

	private accept(from: TCP): void {
		try {
			this.connections.push(new Connection(from, this));
			this.timer ??= timers.repeat(() => this.tick(), 1_000);
		} catch (error) {
			from.close();
			fault("web server", error);
		}
	}

	private tick(): void {
		for (const connection of this.connections) connection.tick();
	}
}
