/** What a device is asked for over a connection, and what becomes of it. */

import type { VregFailure } from "../victron/vreg/session-events";
import type { RegisterAnswer } from "../victron/vreg/work";

/**
 * Why a job ended before every register had its answer.
 * - `busy`: the radio was needed otherwise all the time, or too many jobs wait.
 * - `too_long`: the time for it was over.
 * - `cable_silent`: nobody answers over the cable.
 * - `listens_only`: nothing can be sent over the cable.
 * - `no_radio`: this bridge makes no connections.
 * - `failed`: a port threw an exception.
 */
export type JobFailure =
	| VregFailure
	| { readonly reason: "busy" | "too_long" | "cable_silent" | "listens_only" | "no_radio" | "failed" };

export interface RegisterJob {
	/** Of the `Device`. */
	readonly address: string;
	/** 0 to 999999. */
	readonly passkey: number;
	/** To be read; or one, to be set to `value`. */
	readonly registers: readonly number[];
	readonly value?: Uint8Array | undefined;
	/** Over Bluetooth, even where the device is on the cable. */
	readonly radio?: true;
	/** Of each register once, as it comes. */
	onAnswer(register: number, answer: RegisterAnswer): void;
	/** What else to read when all is answered; asked until there is nothing. */
	more?(): readonly number[];
	/** Once, within a bounded time. What has no answer by then gets none. */
	onEnd(failure: JobFailure | undefined): void;
}

/** Does jobs one after the other. */
export interface RegisterJobs {
	/** `onEnd` does not come from inside this call. */
	add(job: RegisterJob): void;
}

const failures: Readonly<Record<JobFailure["reason"], string>> = {
	not_found: "the device does not answer: it is switched off or too far away, or a phone is connected to it",
	pairing_failed: "the device refuses the PIN; accepted: its 6 digits, 000000 unless it was changed",
	no_service: "the device gives no registers over Bluetooth",
	disconnected: "the device ended the connection",
	no_answer: "the device is connected, but gives no answer",
	device_error: "the device refuses the session",
	busy: "the radio is needed otherwise: ask again in a minute",
	too_long: "the device took too long",
	cable_silent: "nothing on the VE.Direct cable answers: check that the device is on, and its wiring",
	listens_only: "vedirect.tx is not set: the bridge only listens to this cable",
	no_radio: "this bridge makes no connections to devices",
	failed: "the radio failed",
};

/** For people. */
export function failureSentence(failure: JobFailure): string {
	const sentence = failures[failure.reason];
	return "code" in failure ? `${sentence}: error ${failure.code}` : sentence;
}

/** Why a register has no value, for people; it follows the register's name. */
export function answerSentence(answer: Exclude<RegisterAnswer, { status: "value" }>): string {
	if (answer.status === "refused") return `the device refuses it: error ${answer.code}`;
	return answer.status === "no_answer"
		? "the device gave no answer"
		: "the device does not have this register";
}
