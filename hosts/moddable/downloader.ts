/** Fetches over HTTP/1.0 by the SDK's TCP socket: its own client keeps whole heads in memory and throws at bad ones. */

import TCP from "embedded:io/socket/tcp";
import { guard } from "moddable/faults";
import { resolve } from "moddable/resolve";
import { HttpResponse } from "update/http-response";
import { type HttpUrl, parseUrl } from "update/url";
import type { DownloadEvents, Downloader } from "../ports";

/** Bytes that are read at a time. */
const part = 1024;

export const downloader: Downloader = { get: (url, events) => new Download(url, events) };

class Download {
	readonly #response: HttpResponse;
	#socket: TCP | undefined;
	/** The rest of the request. */
	#request: Uint8Array;

	constructor(url: string, events: DownloadEvents) {
		const target = parseUrl(url);
		this.#response = new HttpResponse(events);
		this.#request = new Uint8Array(ArrayBuffer.fromString(target ? request(target) : ""));
		resolve(target?.host ?? "0", (address) => {
			if (this.#response.ended) return;
			if (target === undefined) this.#response.fail("the address is not understood");
			else if (target.secure) this.#response.fail("https is not in this build");
			else if (address === undefined) this.#response.fail("name not found");
			else this.connect(address, target.port);
		});
	}

	close(): void {
		this.#response.close();
		this.release();
	}

	private connect(address: string, port: number): void {
		let reason: string | undefined = "connection refused";
		this.#socket = new TCP({
			address,
			port,
			onWritable: guard("download", (count: number) => {
				reason = undefined;
				this.send(count);
			}),
			onReadable: guard("download", (count: number) => this.receive(count)),
			onError: guard("download", () => {
				if (reason !== undefined) this.#response.fail(reason);
				else this.#response.lost();
				this.release();
			}),
		});
	}

	private send(room: number): void {
		const now = this.#request.slice(0, room);
		this.#request = this.#request.slice(now.length);
		if (now.length > 0) this.#socket?.write(now.buffer as ArrayBuffer);
	}

	private receive(count: number): void {
		for (let left = count; left > 0 && this.#socket !== undefined; left -= part) {
			const bytes = this.#socket.read(Math.min(left, part)) as unknown as ArrayBuffer;
			this.#response.take(new Uint8Array(bytes));
			if (this.#response.ended) this.release();
		}
	}

	private release(): void {
		this.#socket?.close();
		this.#socket = undefined;
	}
}

function request({ host, path, port }: HttpUrl): string {
	return `GET ${path} HTTP/1.0\r\nhost: ${host}:${port}\r\nuser-agent: heliograph\r\nconnection: close\r\n\r\n`;
}
