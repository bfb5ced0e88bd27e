/** New firmware from an address or from the web page: one at a time, verified, then started. */

import type { Downloader, HttpBody, UpdateSlot } from "../../hosts/ports";
import type { Reply } from "../control/desk";
import { hexBytes } from "../victron/hex";
import { Fetch } from "./fetch";
import { Installation, type InstallationOptions } from "./installation";
import { parseUrl } from "./url";

export interface UpdaterOptions extends InstallationOptions {
	/** Undefined where there is none. */
	readonly slot: UpdateSlot | undefined;
	readonly downloader: Downloader | undefined;
	/** `update.key`: 128 hex digits, or empty. */
	readonly key: string;
	/** The firmware that runs is on trial itself. */
	readonly trial: { readonly active: boolean };
	/** The slot holds new firmware: end in order and start anew. */
	readonly ending: { restart(reason: string): void };
}

/** Milliseconds for an answer to leave before the restart. */
const untilRestart = 1_000;
const noDownloader = "this device cannot fetch firmware by itself";
const noUrl = "the url is no address such as http://host:port/path, without user and password";

export class Updater {
	private readonly options: UpdaterOptions;
	private installation: Installation | undefined;
	private restarting = false;

	constructor(options: UpdaterOptions) {
		this.options = options;
	}

	/** An image is under way, or about to start. */
	get busy(): boolean {
		return this.restarting || this.installation !== undefined;
	}

	/**
	 * Fetches an image.
	 * @param url as a person gave it.
	 * @param done called from inside: it has begun, or why not. What follows is told as progress.
	 */
	fromUrl(url: unknown, done: (reply: Reply) => void): void {
		const { downloader } = this.options;
		const target = typeof url === "string" ? parseUrl(url) : undefined;
		const slot = this.slot();
		if (typeof slot === "string") {
			done({ error: slot });
			return;
		}
		if (downloader === undefined || target === undefined) {
			done({ error: downloader === undefined ? noDownloader : noUrl });
			return;
		}
		done({});
		let fetch: Fetch | undefined;
		const installation = this.install(slot, () => fetch?.close());
		fetch = new Fetch(downloader, target, {
			onBegin: (length) => installation.begin(length),
			onData: (data) => installation.take(data),
			onEnd: () => installation.finish(),
			onFailed: (reason) => installation.fail(`the download failed: ${reason}`),
		});
	}

	/**
	 * Takes an image as the body of a request.
	 * @param length announced.
	 * @param done once: the next start runs it, or why not. What still comes after that goes nowhere.
	 */
	upload(length: number, done: (reply: Reply) => void): HttpBody {
		const slot = this.slot();
		if (typeof slot === "string") {
			done({ error: slot });
			return { onData() {}, onEnd() {}, onClosed() {} };
		}
		const installation = this.install(slot, (error) => done(error === undefined ? {} : { error }));
		installation.begin(length);
		return {
			onData: (data) => installation.take(data),
			onEnd: () => installation.finish(),
			onClosed: () => installation.fail("the upload was broken off"),
		};
	}

	/** Where the image goes, or why it may not. */
	private slot(): UpdateSlot | string {
		const { slot, trial } = this.options;
		if (slot === undefined) return "this device has no place for new firmware";
		if (this.busy) return "an update is under way already";
		if (trial.active) return "the firmware that runs is on trial itself: wait until it is confirmed";
		return slot;
	}

	private install(slot: UpdateSlot, onEnd: (error: string | undefined) => void): Installation {
		const { ending, key, timers } = this.options;
		const job = {
			slot,
			key: key === "" ? undefined : hexBytes(key),
			onEnd: (error: string | undefined) => {
				this.installation = undefined;
				if (error === undefined) {
					this.restarting = true;
					timers.set(() => ending.restart("update"), untilRestart);
				}
				onEnd(error);
			},
		};
		this.installation = new Installation(this.options, job);
		return this.installation;
	}
}
