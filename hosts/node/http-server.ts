/**
 * The web server's sockets: Node's `http` with narrow limits. One for the life of the process, so that the address stays
 * through a restart of the firmware; between two engines it answers 503.
 */

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { HttpAction, HttpEvent } from "./http-protocol";

export interface HttpAddress {
	readonly host: string;
	readonly port: number;
}

const mostConnections = 16;
/** Bytes. */
const limits = { headers: 4096, waiting: 65_536 };
/** Milliseconds. */
const times = { headers: 5_000, request: 30_000, idle: 2_000, discarding: 2_000 };
const attempts = 100;
const pageFile = new URL("../../modules/web/page.html.gz", import.meta.url);

interface Exchange {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	/** Nobody wants more of the body. */
	ended: boolean;
}

type Emit = (event: HttpEvent) => void;

export class HttpServer {
	readonly #server: Server;
	readonly #page = readFileSync(pageFile);
	readonly #exchanges = new Map<number, Exchange>();
	#connections = 0;
	#last = 0;
	#emit: Emit | undefined;

	private constructor() {
		const options = {
			maxHeaderSize: limits.headers,
			headersTimeout: times.headers,
			requestTimeout: times.request,
			keepAliveTimeout: times.idle,
			connectionsCheckingInterval: 1_000,
		};
		this.#server = createServer(options, (request, response) => this.#request(request, response));
		this.#server.on("connection", (socket: Socket) => this.#connection(socket));
	}

	/** Listens there, or at the next free port. */
	static async listen({ host, port }: HttpAddress): Promise<HttpServer> {
		const server = new HttpServer();
		for (let n = 0; n < attempts; n++)
			if (await listen(server.#server, host, port && port + n)) return server;
		throw new Error(`no free port from ${port} to ${port + attempts - 1} on ${host}`);
	}

	get url(): string {
		const { address, family, port } = this.#server.address() as {
			address: string;
			family: string;
			port: number;
		};
		return `http://${family === "IPv6" ? `[${address}]` : address}:${port}/`;
	}

	/** Exchanges of the engine before end; `emit` is called when this one listens. */
	attach(emit: Emit): (action: HttpAction) => void {
		this.detach();
		return (action) => {
			if (action[0] === "http_listen") this.#emit = emit;
			else this.#act(action);
		};
	}

	/** No engine is there. */
	detach(): void {
		this.#emit = undefined;
		for (const { response } of this.#exchanges.values()) response.destroy();
		this.#exchanges.clear();
	}

	close(): void {
		this.detach();
		this.#server.close();
		this.#server.closeAllConnections();
	}

	#connection(socket: Socket): void {
		this.#connections++;
		socket.once("close", () => this.#connections--);
		if (this.#connections <= mostConnections) return;
		socket.end("HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
		setTimeout(() => socket.destroy(), times.discarding).unref();
	}

	#request(request: IncomingMessage, response: ServerResponse): void {
		if (request.socket.writableEnded) return; // one connection too many, which was told
		const emit = this.#emit;
		const status = emit === undefined ? 503 : request.headers["transfer-encoding"] === undefined ? 200 : 411;
		if (emit === undefined || status !== 200) {
			refuse(request, response, status);
			return;
		}
		const number = ++this.#last;
		this.#exchanges.set(number, { request, response, ended: false });
		request.on("error", () => {});
		response.on("error", () => {});
		response.once("close", () => {
			if (this.#exchanges.delete(number)) this.#emit?.(["http_closed", number]);
		});
		const headers = Object.entries(request.headers).map(
			([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")] as const,
		);
		const length = Number(request.headers["content-length"] ?? 0);
		emit(["http_request", number, request.method ?? "", request.url ?? "", headers, length]);
	}

	#act(action: Exclude<HttpAction, readonly ["http_listen"]>): void {
		const [kind, number] = action;
		const exchange = this.#exchanges.get(number);
		if (exchange === undefined) return;
		const { request, response } = exchange;
		switch (kind) {
			case "http_respond":
				this.#exchanges.delete(number);
				response.writeHead(action[2], {
					...action[3],
					...(action[2] === 204 ? {} : { "content-length": Buffer.byteLength(action[4]) }),
				});
				finish(request, response, action[4]);
				break;
			case "http_page":
				this.#exchanges.delete(number);
				response.writeHead(200, { ...action[2], "content-length": this.#page.length });
				finish(request, response, this.#page);
				break;
			case "http_stream":
				response.writeHead(200, action[2]);
				response.flushHeaders();
				break;
			case "http_send":
				response.write(action[2]);
				if (response.writableLength > limits.waiting) response.destroy();
				break;
			case "http_more":
				this.#read(number, exchange);
				break;
			case "http_close":
				this.#exchanges.delete(number);
				response.destroy();
		}
	}

	/** One piece of the body, or its end. */
	#read(number: number, exchange: Exchange): void {
		const { request } = exchange;
		const tell = () => {
			request.off("readable", tell);
			request.off("end", tell);
			if (!this.#exchanges.has(number) || exchange.ended) return;
			const data = request.read() as Buffer | null;
			if (data !== null) this.#emit?.(["http_data", number, data.toString("hex")]);
			else if (request.readableEnded || request.complete) {
				exchange.ended = true;
				this.#emit?.(["http_end", number]);
			} else this.#read(number, exchange);
		};
		if (request.readableLength > 0 || request.readableEnded) tell();
		else {
			request.on("readable", tell);
			request.on("end", tell);
		}
	}
}

function listen(server: Server, host: string, port: number): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const failed = (error: NodeJS.ErrnoException) => {
			if (error.code === "EADDRINUSE") resolve(false);
			else reject(error);
		};
		server.once("error", failed);
		server.listen(port, host, () => {
			server.off("error", failed);
			resolve(true);
		});
	});
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
	response.setHeader("content-length", 0);
	if (status === 503) response.setHeader("retry-after", 1);
	response.writeHead(status);
	finish(request, response, "");
}

/** What is left of a body is read and dropped for a while: a client that still sends would not see the answer. */
function finish(request: IncomingMessage, response: ServerResponse, body: string | Buffer): void {
	response.end(body);
	if (request.complete) return;
	request.resume();
	setTimeout(() => request.destroy(), times.discarding).unref();
}
