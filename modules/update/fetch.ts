/** Gets one body from an address, behind redirects. */

import type { DownloadEvents, Downloader } from "../../hosts/ports";
import { followUrl, type HttpUrl, urlText } from "./url";

const mostRedirects = 3;

export interface FetchEvents {
	/** @param length of the body; undefined where the server does not say. */
	onBegin(length: number | undefined): void;
	onData: DownloadEvents["onData"];
	onEnd: DownloadEvents["onEnd"];
	onFailed: DownloadEvents["onFailed"];
}

/** Ends by itself: after `onEnd` and `onFailed` nothing comes any more, nor after `close`. */
export class Fetch {
	private readonly downloader: Downloader;
	private readonly events: FetchEvents;
	private download: { close(): void } | undefined;
	private redirects = 0;

	constructor(downloader: Downloader, url: HttpUrl, events: FetchEvents) {
		this.downloader = downloader;
		this.events = events;
		this.get(url);
	}

	close(): void {
		this.download?.close();
		this.download = undefined;
	}

	private get(url: HttpUrl): void {
		this.download = this.downloader.get(urlText(url), {
			onHead: (status, length, location) => {
				if (status === 200) this.events.onBegin(length);
				else if (status >= 300 && status < 400 && location !== undefined) this.follow(url, location);
				else this.fail(`the server answers with ${status}`);
			},
			onData: (data) => this.events.onData(data),
			onEnd: () => {
				this.download = undefined;
				this.events.onEnd();
			},
			onFailed: (reason) => this.fail(reason),
		});
	}

	private follow(from: HttpUrl, location: string): void {
		const url = followUrl(from, location);
		if (url === undefined) this.fail("the server redirects to what is no HTTP address");
		else if (from.secure && !url.secure) this.fail("the server redirects from https to http");
		else if (++this.redirects > mostRedirects)
			this.fail(`the server redirects more than ${mostRedirects} times`);
		else {
			this.close();
			this.get(url);
		}
	}

	private fail(reason: string): void {
		this.close();
		this.events.onFailed(reason);
	}
}
