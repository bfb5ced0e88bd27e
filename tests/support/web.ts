/** The web server's port as tests see it, and a desk that answers with what it was asked. */

import type { HttpBody, HttpExchange, HttpRequest, LongText, WebServer } from "../../hosts/ports";
import type { Desk, Reply } from "../../modules/control/desk";
import { wholeText } from "../../modules/publish/long-text";

export class FakeExchange implements HttpExchange {
	status: number | undefined;
	headers: Readonly<Record<string, string>> = {};
	body = "";
	/** What a stream has got. */
	readonly sent: string[] = [];
	streaming = false;
	closed = false;
	/** The client reads no more. */
	slow = false;
	onClosed: () => void = () => {};

	respond(status: number, headers: Readonly<Record<string, string>>, body: string | LongText): void {
		if (this.status !== undefined) throw new Error("answered twice");
		this.status = status;
		this.headers = headers;
		this.body = wholeText(body);
	}

	respondPage(headers: Readonly<Record<string, string>>): void {
		this.respond(200, headers, "the page");
	}

	stream(headers: Readonly<Record<string, string>>, onClosed: () => void): void {
		this.status = 200;
		this.headers = headers;
		this.streaming = true;
		this.onClosed = onClosed;
	}

	send(text: string): boolean {
		if (this.slow) return false;
		this.sent.push(text);
		return true;
	}

	close(): void {
		this.closed = true;
	}

	get json(): unknown {
		return JSON.parse(this.body);
	}

	/** The stream's events of a name, their data as JSON. */
	events(name: string): Record<string, unknown>[] {
		const head = `event: ${name}\ndata: `;
		return this.sent
			.filter((text) => text.startsWith(head))
			.map((text) => JSON.parse(text.slice(head.length)));
	}
}

export interface Asked {
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Sent whole. */
	readonly body?: string | Uint8Array;
	/** Announced; the body's when absent. */
	readonly length?: number;
}

function bytesOf(body: string | Uint8Array = ""): Uint8Array {
	return typeof body === "string" ? new TextEncoder().encode(body) : body;
}

export class FakeWebServer implements WebServer {
	#onRequest!: (request: HttpRequest, exchange: HttpExchange) => HttpBody | undefined;

	start(onRequest: (request: HttpRequest, exchange: HttpExchange) => HttpBody | undefined): void {
		this.#onRequest = onRequest;
	}

	/** A request with the headers of the device's own page, and its body if somebody takes it. */
	ask(path: string, asked: Asked = {}): FakeExchange {
		const exchange = new FakeExchange();
		const bytes = bytesOf(asked.body);
		const taker = this.begin(path, asked, exchange);
		if (bytes.length > 0) taker?.onData(bytes);
		taker?.onEnd();
		return exchange;
	}

	/** A request whose body is to come. */
	begin(path: string, asked: Asked, exchange = new FakeExchange()): HttpBody | undefined {
		const { method = "GET", headers = {}, body, length = bytesOf(body).length } = asked;
		const own = { host: "192.168.1.7", origin: "http://192.168.1.7", "content-type": "application/json" };
		const entries = Object.entries({ ...own, ...headers }).filter(([, value]) => value !== "");
		return this.#onRequest({ method, path, headers: new Map(entries), length }, exchange);
	}

	post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): FakeExchange {
		return this.ask(path, { method: "POST", body: JSON.stringify(body), headers });
	}
}

export class FakeDesk implements Desk {
	readonly asked: { readonly door: string; readonly what: string; readonly parameters: unknown }[] = [];
	reply: Reply = {};

	request(door: string, what: string, parameters: unknown, done: (reply: Reply) => void): void {
		this.asked.push({ door, what, parameters });
		done(this.reply);
	}
}
