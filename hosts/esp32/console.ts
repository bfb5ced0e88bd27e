/**
 * The console on the device: the chip's serial lines as one. The answer goes where the last byte came from, so a person
 * may sit at the USB of the chip or at the board's converter.
 */

import { SerialPort } from "esp32/serial-port";
import { LineQueue } from "moddable/line-queue";
import type { SerialLine, Timers } from "../ports";

/** The UART, and the USB of the chip. */
const ports = [0, 1] as const;
/** Milliseconds. */
const interval = 20;
/** Bytes at once. */
const largest = 64;
/** Turns without a byte taken after which nobody reads: two seconds. */
const patience = 100;
/** Ctrl-C: what the other line had begun is forgotten. */
const cancel = 3;

export class ChipLine implements SerialLine {
	private readonly timers: Timers;
	private readonly queue = new LineQueue();
	private port: number | undefined;
	private stalled = 0;

	constructor(timers: Timers) {
		this.timers = timers;
	}

	open(onData: (data: Uint8Array) => void): void {
		const open = ports.filter((port) => SerialPort.open(port));
		if (open.length === 0) return;
		this.timers.repeat(() => {
			if (this.port !== undefined) this.send(this.port);
			for (const port of open) {
				const bytes = SerialPort.read(port);
				if (bytes === undefined) continue;
				if (this.port !== port) {
					this.queue.clear();
					this.port = port;
					onData(Uint8Array.of(cancel));
				}
				onData(new Uint8Array(bytes));
			}
		}, interval);
	}

	write(text: Parameters<SerialLine["write"]>[0]): void {
		if (this.port !== undefined) this.queue.add(text);
	}

	private send(port: number): void {
		for (let bytes = this.queue.next(largest); bytes !== undefined; bytes = this.queue.next(largest)) {
			const count = SerialPort.write(port, bytes);
			if (count === 0) {
				if (++this.stalled > patience) this.queue.clear();
				return;
			}
			this.queue.sent(count);
			this.stalled = 0;
		}
	}
}
