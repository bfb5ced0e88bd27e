/** The serial line on the XS engine from npm: Node has its far end. */

import { wholeText } from "publish/long-text";
import { hexBytes } from "victron/hex";
import type { SerialLine } from "../../ports";
import type { HostAction } from "../protocol";

export class BridgedLine implements SerialLine {
	readonly #act: (action: HostAction) => void;
	#onData: (data: Uint8Array) => void = () => {};

	constructor(act: (action: HostAction) => void) {
		this.#act = act;
	}

	open(onData: (data: Uint8Array) => void): void {
		this.#onData = onData;
	}

	write(text: Parameters<SerialLine["write"]>[0]): void {
		this.#act(["serial_write", wholeText(text)]);
	}

	/** @param hex what came in. */
	deliver(hex: string): void {
		const data = hexBytes(hex);
		if (data !== undefined) this.#onData(data);
	}
}
