/** Bytes of a line on their way to XS: in pieces, as from a chip, and bounded. */

import type { HostEvent } from "./protocol";

/** Bytes that come to XS at once; and that wait for it, beyond which they are lost. */
const largest = 256;
const most = 65_536;

export class LineInput {
	readonly #kind: "serial" | "vedirect";
	readonly #emit: (event: HostEvent) => void;
	#waiting = 0;

	constructor(kind: "serial" | "vedirect", emit: (event: HostEvent) => void) {
		this.#kind = kind;
		this.#emit = emit;
	}

	add(data: Buffer): void {
		for (let at = 0; at < data.length && this.#waiting < most; at += largest) {
			const piece = data.subarray(at, at + largest);
			this.#waiting += piece.length;
			this.#emit([this.#kind, piece.toString("hex")]);
		}
	}

	/** XS has them all. */
	taken(): void {
		this.#waiting = 0;
	}
}
