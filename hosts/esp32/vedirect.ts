/** The VE.Direct cable on the second UART. */

import { SerialPort } from "esp32/serial-port";
import type { Timers, VeDirectCable } from "../ports";

const port = 2;
/** Milliseconds: 192 bytes, of the 1,024 that the driver holds. */
const interval = 100;

export class UartCable implements VeDirectCable {
	readonly twoWay: boolean;
	private readonly timers: Timers;
	private readonly rx: number;
	private readonly tx: number;
	private readonly log: (line: string) => void;
	private reader: unknown;

	/** @param tx -1 where it only listens. */
	constructor(timers: Timers, rx: number, tx: number, log: (line: string) => void) {
		this.twoWay = tx >= 0;
		this.timers = timers;
		this.rx = rx;
		this.tx = tx;
		this.log = log;
	}

	open(onData: (data: Uint8Array) => void): void {
		if (!SerialPort.open(port, this.rx, this.tx)) {
			this.log(
				`VE.Direct: GPIO ${this.rx}${this.twoWay ? ` and ${this.tx}` : ""} cannot be used for it on this chip`,
			);
			return;
		}
		this.reader = this.timers.repeat(() => {
			for (let bytes = SerialPort.read(port); bytes !== undefined; bytes = SerialPort.read(port))
				onData(new Uint8Array(bytes));
		}, interval);
	}

	write(frame: string): void {
		if (this.reader !== undefined) SerialPort.write(port, ArrayBuffer.fromString(frame));
	}

	close(): void {
		this.timers.clear(this.reader);
		this.reader = undefined;
	}
}
