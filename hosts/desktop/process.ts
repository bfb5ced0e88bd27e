/** The C side: the simulator's process. */

export class Process {
	/** First of all: makes the folder of preferences and of the retained memory the current one. */
	static begin(): boolean {
		return native("xs_process_begin").call(this);
	}

	/** Somebody wants the simulator to end: SIGTERM or Ctrl-C. */
	static stopRequested(): boolean {
		return native("xs_process_stopRequested").call(this);
	}

	static end(): unknown {
		return native("xs_process_end").call(this);
	}

	/** What the process before said, or empty after a start by hand. */
	static resetReason(): string {
		return native("xs_process_resetReason").call(this);
	}

	/** Fills it with random bytes of the operating system. False when it has none. */
	static random(bytes: ArrayBuffer): boolean {
		return native("xs_process_random").call(this, bytes);
	}

	/** Begins anew after `delay` milliseconds. */
	static restart(reason: string, delay: number): unknown {
		return native("xs_process_restart").call(this, reason, delay);
	}
}

/** Random bytes of the operating system. @throws when it has none. */
export function fillRandom(bytes: ArrayBuffer): void {
	if (!Process.random(bytes)) throw new Error("no random numbers");
}
