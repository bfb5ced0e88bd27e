/** The console in the simulator: a serial port or a pseudo-terminal of the computer, by its path. */

import Serial from "embedded:io/serial";
import { guard } from "moddable/faults";
import { LineQueue } from "moddable/line-queue";
import type { SerialLine } from "../ports";

const baud = 115_200;
/** Bytes that the SDK takes at once. */
const largest = 1024;

type Options = ConstructorParameters<typeof Serial>[0];

export class DeviceLine implements SerialLine {
	readonly #device: string;
	readonly #log: (line: string) => void;
	readonly #queue = new LineQueue();
	#serial: Serial | undefined;
	/** It takes bytes now. */
	#writable = false;

	/** @param device such as `/dev/pts/3`. */
	constructor(device: string, log: (line: string) => void) {
		this.#device = device;
		this.#log = log;
	}

	open(onData: (data: Uint8Array) => void): void {
		const device = this.#device;
		const options = {
			device,
			baud,
			format: "buffer",
			onReadable: guard("console", () => {
				const bytes = this.#serial?.read() as ArrayBuffer | undefined;
				if (bytes !== undefined) onData(new Uint8Array(bytes));
			}),
			onWritable: guard("console", () => {
				this.#writable = true;
				this.send();
			}),
			// the SDK closes it
			onError: () => {
				this.#serial = undefined;
				this.#log(`console: ${device} is gone`);
			},
		};
		try {
			this.#serial = new Serial(options as unknown as Options);
			this.#log(`console: ${device}`);
		} catch {
			this.#log(`console: ${device} cannot be opened`);
		}
	}

	write(text: Parameters<SerialLine["write"]>[0]): void {
		if (this.#serial === undefined) return;
		this.#queue.add(text);
		this.send();
	}

	private send(): void {
		const bytes = this.#writable ? this.#queue.next(largest) : undefined;
		if (this.#serial === undefined || bytes === undefined) return;
		this.#writable = false;
		this.#serial.write(bytes);
		this.#queue.sent(bytes.byteLength);
	}
}
