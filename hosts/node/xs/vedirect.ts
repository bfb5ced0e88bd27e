/** The VE.Direct cable on the XS engine from npm: Node has the serial port. */

import { hexBytes } from "victron/hex";
import type { VeDirectCable } from "../../ports";
import type { HostAction } from "../protocol";

export class BridgedCable implements VeDirectCable {
	readonly twoWay = true;
	readonly #act: (action: HostAction) => void;
	#onData: ((data: Uint8Array) => void) | undefined;

	constructor(act: (action: HostAction) => void) {
		this.#act = act;
	}

	open(onData: (data: Uint8Array) => void): void {
		this.#onData = onData;
	}

	write(frame: string): void {
		this.#act(["vedirect_write", frame]);
	}

	close(): void {
		this.#onData = undefined;
	}

	/** @param hex what came in. */
	deliver(hex: string): void {
		const data = hexBytes(hex);
		if (data !== undefined) this.#onData?.(data);
	}
}
