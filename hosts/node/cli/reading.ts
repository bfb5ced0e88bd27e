/** A session with one device that the command line can interrupt. */

import { setTimeout as delay } from "node:timers/promises";
import type { GattPort } from "../../../modules/victron/vreg/port";
import { VregLink } from "../vreg-link";
import { print, shown } from "./registers";

export class Reading {
	readonly address: string;
	readonly #signal: AbortSignal;
	readonly #interrupted: Promise<never>;
	#link: VregLink | undefined;
	#watching = false;

	/** @param signal ends it. */
	constructor(address: string, signal: AbortSignal) {
		this.address = address;
		this.#signal = signal;
		this.#interrupted = new Promise((_, reject) => {
			const interrupt = (): void => {
				if (!this.#watching) reject(new Error("interrupted"));
			};
			if (signal.aborted) interrupt();
			else signal.addEventListener("abort", interrupt, { once: true });
		});
		this.#interrupted.catch(() => {});
	}

	/** @throws Error in a sentence. */
	async open(gatt: GattPort, passkey: number | undefined): Promise<void> {
		const link = new VregLink(gatt, { address: this.address, passkey }, (_, id, value) => {
			if (this.#watching) print({ register: shown(id, value) });
		});
		this.#link = link;
		await Promise.race([link.ready, link.ended, this.#interrupted]);
	}

	/** @throws Error in a sentence, also when the session ends or somebody interrupts it. */
	orEnd<T>(work: (link: VregLink) => Promise<T>): Promise<T> {
		return Promise.race([work(this.#link!), this.#interrupted]);
	}

	/** Prints what the device sends by itself. @param duration seconds. @throws Error in a sentence. */
	async watch(duration: number): Promise<void> {
		this.#watching = true;
		const end = delay(1000 * duration, undefined, { signal: this.#signal }).catch(() => {});
		await Promise.race([end, this.#link!.ended]);
	}

	close(): void {
		this.#link?.close();
	}
}
