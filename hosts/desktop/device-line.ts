/** Console and VE.Direct cable in the simulator: serial ports or pseudo-terminals of the computer, by their paths. */

import Serial from "embedded:io/serial";
import { guard } from "moddable/faults";
import { LineQueue } from "moddable/line-queue";
import type { SerialLine, VeDirectCable } from "../ports";

/** Bytes that the SDK takes at once. */
const largest = 1024;

type Options = ConstructorParameters<typeof Serial>[0];

export class DeviceLine implements SerialLine {
	readonly #name: string;
	readonly #device: string;
	readonly #baud: number;
	readonly #log: (line: string) => void;
	readonly #queue = new LineQueue();
	#serial: Serial | undefined;
	/** It takes bytes now. */
	#writable = false;

	/**
	 * @param name for people.
	 * @param device such as `/dev/pts/3`.
	 */
	constructor(name: string, device: string, baud: number, log: (line: string) => void) {
		this.#name = name;
		this.#device = device;
		this.#baud = baud;
		this.#log = log;
	}

	open(onData: (data: Uint8Array) => void): void {
		const name = this.#name;
		const device = this.#device;
		const options = {
			device,
			baud: this.#baud,
			format: "buffer",
			onReadable: guard(name, () => {
				const bytes = this.#serial?.read() as ArrayBuffer | undefined;
				if (bytes !== undefined) onData(new Uint8Array(bytes));
			}),
			onWritable: guard(name, () => {
				this.#writable = true;
				this.send();
			}),
			// the SDK closes it
			onError: () => {
				this.#serial = undefined;
				this.#log(`${name}: ${device} is gone`);
			},
		};
		try {
			this.#serial = new Serial(options as unknown as Options);
			this.#log(`${name}: ${device}`);
		} catch {
			this.#log(`${name}: ${device} cannot be opened`);
		}
	}

	write(text: Parameters<SerialLine["write"]>[0]): void {
		if (this.#serial === undefined) return;
		this.#queue.add(text);
		this.send();
	}

	close(): void {
		this.#serial?.close();
		this.#serial = undefined;
	}

	private send(): void {
		const bytes = this.#writable ? this.#queue.next(largest) : undefined;
		if (this.#serial === undefined || bytes === undefined) return;
		this.#writable = false;
		this.#serial.write(bytes);
		this.#queue.sent(bytes.byteLength);
	}
}

export class DeviceCable extends DeviceLine implements VeDirectCable {
	readonly twoWay = true;

	constructor(device: string, log: (line: string) => void) {
		super("VE.Direct", device, 19_200, log);
	}
}
