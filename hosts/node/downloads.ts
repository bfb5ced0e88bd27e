/** The downloader's far side: Node fetches, and reads on when XS has taken what there was. */

import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { upcalls } from "./protocol";
import { reasonOf } from "./socket-errors";
import type { DownloadAction, DownloadEvent } from "./update-protocol";

interface Download {
	readonly request: ClientRequest;
	response?: IncomingMessage;
	/** XS knows that there is something to take. */
	told: boolean;
}

export class Downloads {
	readonly #emit: (event: DownloadEvent) => void;
	readonly #downloads = new Map<number, Download>();

	constructor(emit: (event: DownloadEvent) => void) {
		this.#emit = emit;
	}

	/** Nothing is on its way. */
	get idle(): boolean {
		return this.#downloads.size === 0;
	}

	handle(action: DownloadAction): void {
		if (action[0] === "download") this.#get(action[1], action[2]);
		else this.#drop(action[1]);
	}

	/** The bytes of a download, by upcall. Undefined for other upcalls. */
	answer(request: Buffer): Uint8Array | undefined {
		if (request[0] !== upcalls.takeDownload) return undefined;
		const download = this.#downloads.get(request.readUInt32LE(1));
		if (download !== undefined) download.told = false;
		return (download?.response?.read() as Buffer | null | undefined) ?? new Uint8Array(0);
	}

	end(): void {
		for (const number of [...this.#downloads.keys()]) this.#drop(number);
	}

	#get(number: number, url: string): void {
		let request: ClientRequest;
		try {
			const send = url.startsWith("https:") ? httpsRequest : httpRequest;
			request = send(url, { agent: false });
		} catch {
			this.#emit(["download_failed", number, "the address is not understood"]);
			return;
		}
		const download: Download = { request, told: false };
		this.#downloads.set(number, download);
		const fail = (error: Error) => {
			if (this.#downloads.delete(number))
				this.#emit(["download_failed", number, reasonOf(error) ?? error.message]);
		};
		request.on("error", fail);
		request.on("response", (response) => {
			download.response = response;
			if (!this.#downloads.has(number)) return;
			const { "content-length": length, location } = response.headers;
			const known = length === undefined ? null : Number(length);
			this.#emit(["download_head", number, response.statusCode!, known, location ?? null]);
			response.on("readable", () => {
				if (response.readableLength === 0) {
					response.read(); // the end follows
					return;
				}
				if (download.told || !this.#downloads.has(number)) return;
				download.told = true;
				this.#emit(["download_data", number]);
			});
			response.on("end", () => {
				if (this.#downloads.delete(number)) this.#emit(["download_end", number]);
			});
			response.on("error", fail);
		});
		request.end();
	}

	#drop(number: number): void {
		const download = this.#downloads.get(number);
		this.#downloads.delete(number);
		download?.request.destroy();
	}
}
