/** Several takers of registers, one after the other. */

import type { Device } from "../telemetry/device";
import type { RegisterSink } from "../telemetry/register-sink";

export class RegisterSinks implements RegisterSink {
	private readonly sinks: readonly RegisterSink[];

	constructor(sinks: readonly RegisterSink[]) {
		this.sinks = sinks;
	}

	register(device: Device, id: number, bytes: Uint8Array): void {
		for (let i = 0; i < this.sinks.length; i++) this.sinks[i]!.register(device, id, bytes);
	}
}
