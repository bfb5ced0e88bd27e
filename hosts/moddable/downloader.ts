/** Fetches over HTTP/1.0 by the SDK's sockets: its own client keeps whole heads in memory and throws at bad ones. */

import { resolve } from "moddable/resolve";
import { makeWire } from "moddable/tls-wire";
import type { Wire, WireOwner } from "moddable/wire";
import { HttpResponse } from "update/http-response";
import { type HttpUrl, parseUrl } from "update/url";
import type { Clock, DownloadEvents, Downloader } from "../ports";

export class SocketDownloader implements Downloader {
	private readonly clock: Pick<Clock, "utc">;
	private readonly ca: string;

	/** @param ca whom https trusts: `mqtt.ca`. */
	constructor(clock: Pick<Clock, "utc">, ca: string) {
		this.clock = clock;
		this.ca = ca;
	}

	get(url: string, events: DownloadEvents): { close(): void } {
		return new Download(url, events, this.ca, this.clock);
	}
}

class Download implements WireOwner {
	private readonly response: HttpResponse;
	private wire: Wire | undefined;
	private connected = false;
	/** The rest of the request. */
	private request: Uint8Array;

	constructor(url: string, events: DownloadEvents, ca: string, clock: Pick<Clock, "utc">) {
		const target = parseUrl(url);
		this.response = new HttpResponse(events);
		this.request = new Uint8Array(ArrayBuffer.fromString(target ? request(target) : ""));
		resolve(target?.host ?? "0", (address) => {
			if (this.response.ended) return;
			if (target === undefined) this.response.fail("the address is not understood");
			else if (address === undefined) this.response.fail("name not found");
			else this.connect(address, target, ca, clock.utc());
		});
	}

	close(): void {
		this.response.close();
		this.release();
	}

	private connect(
		address: string,
		{ host, port, secure }: HttpUrl,
		ca: string,
		utc: number | undefined,
	): void {
		const make = makeWire({ host, tls: secure, ca }, utc);
		if (typeof make === "string") {
			this.response.fail(make);
			return;
		}
		this.wire = make(address, port, this);
	}

	onWritable(count: number): void {
		this.connected = true;
		this.send(count);
	}

	onBytes(bytes: Uint8Array): void {
		this.response.take(bytes);
		if (this.response.ended) this.release();
	}

	onError(reason: string | undefined): void {
		if (reason === undefined && this.connected) this.response.lost();
		else this.response.fail(reason ?? "connection refused");
		this.release();
	}

	private send(room: number): void {
		const now = this.request.slice(0, room);
		this.request = this.request.slice(now.length);
		if (now.length > 0) this.wire?.write(now);
	}

	private release(): void {
		this.wire?.close();
		this.wire = undefined;
	}
}

function request({ host, path, port }: HttpUrl): string {
	return `GET ${path} HTTP/1.0\r\nhost: ${host}:${port}\r\nuser-agent: heliograph\r\nconnection: close\r\n\r\n`;
}
