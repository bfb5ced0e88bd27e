/** Monotonic time that goes on while the device sleeps: what was retained, and the sleep as it was planned. */

import type { Clock } from "../../hosts/ports";

export class ElapsedClock implements Clock {
	private readonly clock: Clock;
	private readonly before: number;

	/** @param saved what `save` gave before the sleep. */
	constructor(clock: Clock, saved: Uint8Array | undefined) {
		this.clock = clock;
		const before = saved?.length === 8 ? view(saved).getFloat64(0, true) : 0;
		this.before = Number.isFinite(before) && before > 0 ? before : 0;
	}

	monotonic(): number {
		return this.before + this.clock.monotonic();
	}

	utc(): number | undefined {
		return this.clock.utc();
	}

	/** @param ahead milliseconds that the sleep will last. */
	save(ahead: number): Uint8Array {
		const saved = new Uint8Array(8);
		view(saved).setFloat64(0, this.monotonic() + ahead, true);
		return saved;
	}
}

function view(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
