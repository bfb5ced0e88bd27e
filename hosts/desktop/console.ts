/** The console in the simulator: a serial port or a pseudo-terminal of the computer, by its path. */

import Serial from "embedded:io/serial";
import { guard } from "moddable/faults";
import { LineQueue } from "moddable/line-queue";
import type { SerialLine } from "../ports";

const baud = 115_200;
/** Bytes that the SDK takes at once. */
const largest = 1024;

type Options = ConstructorParameters<typeof Serial>[0];

/** @param device such as `/dev/pts/3`. */
export function deviceLine(device: string, log: (line: string) => void): SerialLine {
	const queue = new LineQueue();
	let serial: Serial | undefined;
	/** It takes bytes now. */
	let writable = false;
	const send = () => {
		const bytes = writable ? queue.next(largest) : undefined;
		if (serial === undefined || bytes === undefined) return;
		writable = false;
		serial.write(bytes);
		queue.sent(bytes.byteLength);
	};
	return {
		open(onData) {
			const options = {
				device,
				baud,
				format: "buffer",
				onReadable: guard("console", () => {
					const bytes = serial?.read() as ArrayBuffer | undefined;
					if (bytes !== undefined) onData(new Uint8Array(bytes));
				}),
				onWritable: guard("console", () => {
					writable = true;
					send();
				}),
				// the SDK closes it
				onError() {
					serial = undefined;
					log(`console: ${device} is gone`);
				},
			};
			try {
				serial = new Serial(options as unknown as Options);
				log(`console: ${device}`);
			} catch {
				log(`console: ${device} cannot be opened`);
			}
		},
		write(text) {
			if (serial === undefined) return;
			queue.add(text);
			send();
		},
	};
}
