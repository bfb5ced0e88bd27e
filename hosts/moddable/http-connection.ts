/** One connection of the web server: a request, limits on all that a client sends, and its answer as the socket takes it. */

import TCP from "embedded:io/socket/tcp";
import { fault } from "moddable/faults";
import { HttpHead } from "moddable/http-head";
import { PageBytes } from "moddable/page-bytes";
import { TextBytes } from "moddable/text-bytes";
import type { HttpBody, HttpExchange, HttpRequest, LongText } from "../ports";

/** Whom a connection belongs to. */
export interface Connections {
	onRequest(request: HttpRequest, exchange: HttpExchange): HttpBody | undefined;
	gone(connection: Connection): void;
}

/** Bytes that are read, and made for a write, at a time. */
const piece = 1024;
/** Seconds: for the head; without a piece of the body or of the answer; for the answer to begin; for the client to close. */
const times = { head: 5, idle: 30, answer: 120, closing: 1 };
/** Bytes that frame a chunk, and a room that is worth one. */
const chunk = { frame: 8, least: 64 };
/** Characters of a stream that may wait for the client. */
const longestStream = 2048;
const reasons: Readonly<Record<number, string>> = {
	200: "OK",
	204: "No Content",
	302: "Found",
	400: "Bad Request",
	401: "Unauthorized",
	403: "Forbidden",
	404: "Not Found",
	405: "Method Not Allowed",
	411: "Length Required",
	413: "Content Too Large",
	415: "Unsupported Media Type",
	421: "Misdirected Request",
	429: "Too Many Requests",
	503: "Service Unavailable",
};

/**
 * What the SDK takes callbacks from. They stand in flash, where a closure for each connection would be in memory; `this`
 * is the socket, and its `target` the connection.
 */
class SocketOptions {
	readonly from: TCP;
	readonly target: Connection;

	constructor(from: TCP, target: Connection) {
		this.from = from;
		this.target = target;
	}

	onReadable(this: TCP & { target: Connection }, count: number): void {
		try {
			this.target.readable(count);
		} catch (error) {
			fault("web server", error);
		}
	}

	onWritable(this: TCP & { target: Connection }, count: number): void {
		try {
			this.target.writable(count);
		} catch (error) {
			fault("web server", error);
		}
	}

	onError(this: TCP & { target: Connection }): void {
		try {
			this.target.close();
		} catch (error) {
			fault("web server", error);
		}
	}
}

/** What goes out: nothing yet, an answer whose rest is made as the socket takes it, or a stream. */
type Sending = "nothing" | "answer" | "stream";

export class Connection implements HttpExchange {
	private readonly server: Connections;
	private socket: TCP | undefined;
	private head: HttpHead | undefined = new HttpHead();
	private body: HttpBody | undefined;
	/** Bytes of the body that are to come. */
	private bodyLeft = 0;
	private sending: Sending = "nothing";
	#writable = 0;
	/** Text that goes out as it is, before `#source`. */
	private waiting = "";
	/** Goes out in chunks. */
	private source: TextBytes | PageBytes | undefined;
	private onClosed: (() => void) | undefined;
	/** Seconds until it is ended; undefined for ever. */
	private left: number | undefined = times.head;

	constructor(from: TCP, server: Connections) {
		this.server = server;
		this.socket = new TCP(new SocketOptions(from, this) as unknown as ConstructorParameters<typeof TCP>[0]);
	}

	/** A second is over. */
	tick(): void {
		if (this.left !== undefined && this.left-- <= 0) this.close();
	}

	writable(count: number): void {
		this.#writable = count;
		this.pump();
	}

	respond(status: number, headers: Readonly<Record<string, string>>, body: string | LongText): void {
		if (this.socket === undefined || this.sending !== "nothing") return;
		if (typeof body === "string") {
			const { byteLength } = ArrayBuffer.fromString(body);
			const framing = status === 204 ? "" : `content-length: ${byteLength}\r\n`;
			this.answer(`${head(status, headers)}${framing}\r\n${body}`);
		} else this.answerChunked(status, headers, new TextBytes(body));
	}

	respondPage(headers: Readonly<Record<string, string>>): void {
		if (this.socket === undefined || this.sending !== "nothing") return;
		this.answerChunked(200, headers, new PageBytes());
	}

	stream(headers: Readonly<Record<string, string>>, onClosed: () => void): void {
		if (this.socket === undefined || this.sending !== "nothing") return;
		this.sending = "stream";
		this.onClosed = onClosed;
		this.waiting = `${head(200, headers)}\r\n`;
		this.left = undefined;
		this.pump();
	}

	send(text: string): boolean {
		if (this.socket === undefined || this.waiting.length + text.length > longestStream) return false;
		this.waiting += text;
		this.pump();
		return true;
	}

	close(): void {
		const socket = this.socket;
		if (socket === undefined) return;
		this.socket = undefined;
		this.source = undefined;
		this.left = undefined;
		this.server.gone(this);
		socket.close();
		const [body, onClosed] = [this.body, this.onClosed];
		this.body = undefined;
		body?.onClosed();
		onClosed?.();
	}

	readable(count: number): void {
		let left = count;
		while (left > 0 && this.socket !== undefined) {
			const bytes = new Uint8Array(this.socket.read(Math.min(left, piece)) as ArrayBuffer);
			if (bytes.length === 0) return;
			left -= bytes.length;
			this.take(bytes);
		}
	}

	private answerChunked(
		status: number,
		headers: Readonly<Record<string, string>>,
		source: TextBytes | PageBytes,
	): void {
		this.source = source;
		this.answer(`${head(status, headers)}transfer-encoding: chunked\r\n\r\n`);
	}

	private answer(text: string): void {
		this.sending = "answer";
		this.waiting = text;
		this.left = times.idle;
		this.pump();
	}

	private take(bytes: Uint8Array): void {
		const taken = this.head === undefined ? 0 : this.takeHead(this.head, bytes);
		// what nobody wants is dropped: a client that still sends would not see its answer
		if (this.body !== undefined && taken < bytes.length) this.takeBody(bytes.subarray(taken));
	}

	private takeHead(request: HttpHead, bytes: Uint8Array): number {
		const taken = request.take(bytes);
		if (request.refused !== undefined) {
			this.head = undefined;
			this.respond(request.refused, {}, "");
		} else if (request.complete) {
			this.head = undefined;
			this.bodyLeft = request.request.length;
			this.left = times.idle;
			this.body = this.server.onRequest(request.request, this);
			if (this.bodyLeft === 0) this.endBody();
		}
		return taken;
	}

	private takeBody(bytes: Uint8Array): void {
		const data = bytes.length > this.bodyLeft ? bytes.subarray(0, this.bodyLeft) : bytes;
		this.bodyLeft -= data.length;
		this.left = times.idle;
		this.body!.onData(data);
		if (this.bodyLeft === 0) this.endBody();
	}

	private endBody(): void {
		const body = this.body;
		if (body === undefined) return;
		this.body = undefined;
		if (this.sending === "nothing") this.left = times.answer;
		body.onEnd();
	}

	/** Sends as much as the socket takes; `onWritable` goes on. */
	private pump(): void {
		while (this.socket !== undefined && this.#writable >= chunk.least) {
			const room = Math.min(this.#writable, piece);
			if (this.waiting !== "") {
				const end = Math.floor(room / 4);
				this.write(ArrayBuffer.fromString(this.waiting.slice(0, end)));
				this.waiting = this.waiting.slice(end);
			} else if (this.source !== undefined) {
				const bytes = this.source.next(room - chunk.frame);
				if (bytes === undefined) {
					this.source = undefined;
					this.waiting = "0\r\n\r\n";
				} else if (bytes.byteLength > 0) {
					this.write(ArrayBuffer.fromString(`${bytes.byteLength.toString(16)}\r\n`));
					this.write(bytes);
					this.write(ArrayBuffer.fromString("\r\n"));
				}
			} else {
				if (this.sending === "answer") this.left = times.closing;
				return;
			}
			if (this.sending === "answer") this.left = times.idle;
		}
	}

	private write(bytes: ArrayBuffer): void {
		this.socket!.write(bytes);
		this.#writable -= bytes.byteLength;
	}
}

/** Up to the empty line. */
function head(status: number, headers: Readonly<Record<string, string>>): string {
	let text = `HTTP/1.1 ${status} ${reasons[status] ?? "Error"}\r\nconnection: close\r\n`;
	for (const name in headers) text += `${name}: ${headers[name]}\r\n`;
	return text;
}
