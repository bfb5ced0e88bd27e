/** The web server's port on the XS engine from npm: Node has the sockets. */

import { wholeText } from "publish/long-text";
import { hexBytes } from "victron/hex";
import type { HttpBody, HttpExchange, HttpRequest, WebServer } from "../../ports";
import type { HttpAction, HttpEvent } from "../http-protocol";

/** An exchange that is not over. */
interface Open {
	body: HttpBody | undefined;
	onClosed: (() => void) | undefined;
}

export class BridgedWebServer implements WebServer {
	readonly #act: (action: HttpAction) => void;
	readonly #open = new Map<number, Open>();
	#onRequest: Parameters<WebServer["start"]>[0] | undefined;

	constructor(act: (action: HttpAction) => void) {
		this.#act = act;
	}

	start(onRequest: (request: HttpRequest, exchange: HttpExchange) => HttpBody | undefined): void {
		this.#onRequest = onRequest;
		this.#act(["http_listen"]);
	}

	deliver(event: HttpEvent): void {
		const [kind, number] = event;
		const open = this.#open.get(number);
		switch (kind) {
			case "http_request":
				this.#request(event);
				break;
			case "http_data": {
				if (open?.body === undefined) break;
				this.#act(["http_more", number]);
				open.body.onData(hexBytes(event[2])!);
				break;
			}
			case "http_end": {
				const body = open?.body;
				if (open) open.body = undefined;
				body?.onEnd();
				break;
			}
			case "http_closed":
				this.#open.delete(number);
				open?.body?.onClosed();
				open?.onClosed?.();
		}
	}

	#request([, number, method, path, headers, length]: HttpEvent & { readonly 0: "http_request" }): void {
		const open: Open = { body: undefined, onClosed: undefined };
		this.#open.set(number, open);
		const body = this.#onRequest?.(
			{ method, path, headers: new Map(headers), length },
			this.#exchange(number, open),
		);
		// it may have been answered already
		if (body === undefined || !this.#open.has(number)) return;
		open.body = body;
		this.#act(["http_more", number]);
	}

	#exchange(number: number, open: Open): HttpExchange {
		return {
			respond: (status, headers, body) => {
				if (this.#open.delete(number)) this.#act(["http_respond", number, status, headers, wholeText(body)]);
			},
			respondPage: (headers) => {
				if (this.#open.delete(number)) this.#act(["http_page", number, headers]);
			},
			stream: (headers, onClosed) => {
				open.onClosed = onClosed;
				this.#act(["http_stream", number, headers]);
			},
			send: (text) => {
				if (!this.#open.has(number)) return false;
				this.#act(["http_send", number, text]);
				return true;
			},
			close: () => {
				if (this.#open.delete(number)) this.#act(["http_close", number]);
			},
		};
	}
}
