/** The C side: memory that survives deep sleep and restarts. */

export class RetainedMemory {
	/** @throws RangeError over 6,144 bytes. */
	static keep(data: ArrayBuffer): unknown {
		return native("xs_retained_keep").call(this, data);
	}

	/** Undefined after a power cut, or when what is there does not fit its check. */
	static kept(): ArrayBuffer | undefined {
		return native("xs_retained_kept").call(this);
	}

	/** Why the firmware restarts, `start` and `rest` in a row, 64 bytes at most. Takes no memory of XS. */
	static keepReason(start: string, rest: string): unknown {
		return native("xs_retained_keepReason").call(this, start, rest);
	}

	/** What `keepReason` kept, once. */
	static takeReason(): ArrayBuffer | undefined {
		return native("xs_retained_takeReason").call(this);
	}

	/** True in a build with debugger or instrumentation, never in a release. */
	static development(): boolean {
		return native("xs_retained_development").call(this);
	}
}
