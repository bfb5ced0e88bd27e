/** The downloader and the place for new firmware on the XS engine from npm: Node has both. */

import type { DownloadEvents, Downloader, UpdateSlot } from "../../ports";
import { upcalls } from "../protocol";
import { type DownloadEvent, type SlotState, slotOrders } from "../update-protocol";
import { act, call, leave, textOf } from "./bridge";

export class BridgedDownloader implements Downloader {
	readonly #downloads = new Map<number, DownloadEvents>();
	#last = 0;

	get(url: string, events: DownloadEvents) {
		const number = ++this.#last;
		this.#downloads.set(number, events);
		act(["download", number, url]);
		return {
			close: () => {
				if (this.#downloads.delete(number)) act(["download_close", number]);
			},
		};
	}

	deliver(event: DownloadEvent): void {
		const number = event[1];
		const events = this.#downloads.get(number);
		if (events === undefined) return;
		switch (event[0]) {
			case "download_head":
				events.onHead(event[2], event[3] ?? undefined, event[4] ?? undefined);
				break;
			case "download_data": {
				const request = new Uint8Array(4);
				new DataView(request.buffer).setUint32(0, number, true);
				events.onData(call(upcalls.takeDownload, request));
				break;
			}
			case "download_end":
				this.#downloads.delete(number);
				events.onEnd();
				break;
			case "download_failed":
				this.#downloads.delete(number);
				events.onFailed(event[2]);
				break;
		}
	}
}

export function slotPort(state: SlotState): UpdateSlot {
	const order = (which: keyof typeof slotOrders, ...data: readonly Uint8Array[]) => {
		const problem = call(upcalls.slot, Uint8Array.of(slotOrders[which]), ...data);
		if (problem.length > 0) throw new Error(textOf(problem));
	};
	return {
		...state,
		begin: () => order("begin"),
		write: (data) => order("write", data),
		complete: () => order("complete"),
		abort: () => order("abort"),
		confirm: () => order("confirm"),
		rollBack() {
			order("rollBack");
			leave(["restart", "rolled back"]);
		},
	};
}
