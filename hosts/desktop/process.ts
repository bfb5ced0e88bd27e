/** The simulator's process by FFI. Import it first: it sets the folder that preferences are read from. */

import FFI from "mc/ffi";

const ffi = new FFI();
ffi.processBegin();

/** Somebody wants the simulator to end: SIGTERM or Ctrl-C. */
export function stopRequested(): boolean {
	return ffi.processStopRequested() !== 0;
}

export function end(): void {
	ffi.processEnd();
}

/** What the process before said, or empty after a start by hand. */
export function resetReason(): string {
	return ffi.processResetReason();
}

/** Begins anew after `delay` milliseconds. */
export function restart(reason: string, delay: number): void {
	ffi.processRestart(reason, delay);
}
