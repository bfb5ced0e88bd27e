/** What a session tells. */

import type { VregInstance } from "./messages";
import type { GattFailure } from "./port";
import type { StreamOutcome } from "./stream";

export type VregStep = "connecting" | "subscribing" | "negotiating" | "listing" | "starting" | "ready";

/**
 * Why a session ended by itself: the connection did, the device gave no answer or no credit in time, or an error
 * (`code` 3: no session; 2: it does not take that).
 */
export interface VregFailure {
	readonly reason: GattFailure | "no_answer" | "device_error";
	readonly step: VregStep;
	readonly code?: number;
}

/** After `onEnded` nothing comes any more; after `close` nothing comes at all. */
export interface VregSessionEvents {
	/** In the order of the device's list. */
	onReady(instances: readonly VregInstance[]): void;
	/** A value that was not asked for; valid only during the call. */
	onValue(instance: number, register: number, value: Uint8Array): void;
	/** Something that came was dropped, for the counters. */
	onDropped(why: Exclude<StreamOutcome, "ok">): void;
	/** What was being read or set has no further answers. */
	onEnded(failure: VregFailure): void;
}
