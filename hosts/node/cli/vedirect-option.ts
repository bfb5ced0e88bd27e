/** `--vedirect PATH`: the firmware's VE.Direct cable on a serial port. */

import type { Firmware } from "../firmware";
import { VeDirectPort } from "../vedirect-port";

export const vedirectHelp = `  --vedirect PATH    the VE.Direct cable at this serial port, as on a device with vedirect.rx and vedirect.tx
`;

/** Made before the firmware, which is told that there is a cable. */
export class CableOption {
	readonly path: string;
	#port: VeDirectPort | undefined;

	constructor(path: string) {
		this.path = path;
	}

	readonly write = (frame: string): void => this.#port?.write(frame);

	/** @param log takes a line for people. */
	connect(firmware: Firmware, log: (line: string) => void): void {
		this.#port = new VeDirectPort(this.path, (data) => firmware.vedirect(data), log);
	}

	close(): void {
		this.#port?.close();
	}
}
