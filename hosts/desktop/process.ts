/** The C side: the simulator's process. */

/** First of all: makes the folder of preferences and of the retained memory the current one. */
export function begin(): void {
	native("xs_process_begin").call(undefined);
}

/** Somebody wants the simulator to end: SIGTERM or Ctrl-C. */
export function stopRequested(): boolean {
	return native("xs_process_stopRequested").call(undefined);
}

export function end(): void {
	native("xs_process_end").call(undefined);
}

/** What the process before said, or empty after a start by hand. */
export function resetReason(): string {
	return native("xs_process_resetReason").call(undefined);
}

/** Random bytes of the operating system. @throws when it has none. */
export function fillRandom(bytes: ArrayBuffer): void {
	if (!native("xs_process_random").call(undefined, bytes)) throw new Error("no random numbers");
}

/** Begins anew after `delay` milliseconds. */
export function restart(reason: string, delay: number): void {
	native("xs_process_restart").call(undefined, reason, delay);
}
