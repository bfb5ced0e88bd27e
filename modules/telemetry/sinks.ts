/** Several takers of readings, one after the other. */

import type { Reading } from "../victron/record";
import type { Device } from "./device";
import type { ReadingSink } from "./receiver";

export class Sinks implements ReadingSink {
	private readonly sinks: readonly ReadingSink[];

	constructor(sinks: readonly ReadingSink[]) {
		this.sinks = sinks;
	}

	reading(device: Device, reading: Reading, plain: Uint8Array, rssi: number, at: number): void {
		for (let i = 0; i < this.sinks.length; i++) this.sinks[i]!.reading(device, reading, plain, rssi, at);
	}

	heard(device: Device, rssi: number, at: number): void {
		for (let i = 0; i < this.sinks.length; i++) this.sinks[i]!.heard(device, rssi, at);
	}

	wrongKey(device: Device, wanted: number): void {
		for (let i = 0; i < this.sinks.length; i++) this.sinks[i]!.wrongKey(device, wanted);
	}
}
