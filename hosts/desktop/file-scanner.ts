/**
 * Adverts from a file, faster than the SDK reads datagrams (one in 20 ms): for the bench. Each takes 48 bytes: address,
 * signal (signed), length of the AD structures, and these.
 */

import { File } from "file";
import { guard } from "moddable/faults";
import { timers } from "moddable/timers";
import type { Scanner } from "../ports";

const recordSize = 48;
const headerSize = 8;
/** Adverts at a time, and the milliseconds between. */
const burst = { adverts: 20, interval: 20 };
const digits = "0123456789abcdef";

export class FileScanner implements Scanner {
	readonly #path: string;
	#timer: unknown;

	constructor(path: string) {
		this.#path = path;
	}

	start(onAdvert: Parameters<Scanner["start"]>[0]): void {
		const file = new File(this.#path);
		const hear = guard("scanner", (record: Uint8Array) => {
			const length = record[headerSize - 1]!;
			onAdvert(address(record), (record[6]! << 24) >> 24, record.subarray(headerSize, headerSize + length));
		});
		this.#timer = timers.repeat(() => {
			for (let n = 0; n < burst.adverts && file.position < file.length; n++)
				hear(new Uint8Array(file.read(ArrayBuffer, recordSize)));
		}, burst.interval);
	}

	stop(): void {
		timers.clear(this.#timer);
	}

	pause(): void {}

	resume(): void {}

	discover(duration: number, onEnd: () => void): void {
		timers.set(onEnd, duration);
	}
}

function address(record: Uint8Array): string {
	let text = "";
	for (let i = 0; i < 6; i++) {
		if (i > 0) text += ":";
		text += digits.charAt(record[i]! >> 4) + digits.charAt(record[i]! & 15);
	}
	return text;
}
