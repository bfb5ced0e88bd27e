/** Jobs for the device on the VE.Direct cable are done over it, the others by radio. */

import type { CableReceiver, CableRequests } from "../telemetry/cable-receiver";
import type { Refusal } from "../victron/vedirect/frame";
import type { RequestOutcome } from "../victron/vedirect/session";
import type { RegisterAnswer } from "../victron/vreg/work";
import type { JobFailure, RegisterJob, RegisterJobs } from "./job";

/** Jobs over the cable at once. */
const mostJobs = 4;

/** As the flags of a frame say it, and 3 as its command. */
const codes: Readonly<Record<Exclude<Refusal, "unknown_register">, number>> = {
	not_supported: 2,
	bad_parameter: 4,
	unknown_command: 3,
};

type Radio = RegisterJobs & { readonly connected: boolean };

export class CableJobs implements RegisterJobs {
	private readonly cable: Pick<CableReceiver, "device" | "requests" | "timers">;
	private readonly radio: Radio | undefined;
	private count = 0;

	/** @param radio undefined where there are no connections. */
	constructor(cable: Pick<CableReceiver, "device" | "requests" | "timers">, radio: Radio | undefined) {
		this.cable = cable;
		this.radio = radio;
	}

	/** By radio: nothing is heard meanwhile. */
	get connected(): boolean {
		return this.radio?.connected ?? false;
	}

	add(job: RegisterJob): void {
		const { device, requests } = this.cable;
		if (job.radio || job.address !== device.address) {
			if (this.radio === undefined) this.refuse(job, "no_radio");
			else this.radio.add(job);
		} else if (requests === undefined) this.refuse(job, "listens_only");
		else if (this.count === mostJobs) this.refuse(job, "busy");
		else {
			this.count++;
			new CableJob(job, requests, this).next();
		}
	}

	/** Of a job over the cable. */
	ended(job: RegisterJob, failure: JobFailure | undefined): void {
		this.count--;
		job.onEnd(failure);
	}

	private refuse(job: RegisterJob, reason: "busy" | "listens_only" | "no_radio"): void {
		this.cable.timers.set(() => job.onEnd({ reason }), 0);
	}
}

class CableJob {
	private readonly job: RegisterJob;
	private readonly requests: CableRequests;
	private readonly owner: CableJobs;
	private left: readonly number[];
	private at = 0;

	constructor(job: RegisterJob, requests: CableRequests, owner: CableJobs) {
		this.job = job;
		this.requests = requests;
		this.owner = owner;
		this.left = job.registers;
	}

	/** Asks for the next register, or ends. */
	next(): void {
		const job = this.job;
		if (this.at === this.left.length) {
			this.left = job.more?.() ?? [];
			this.at = 0;
		}
		const register = this.left[this.at++];
		if (register === undefined) this.owner.ended(job, undefined);
		else if (job.value === undefined)
			this.requests.get(register, (outcome) => this.outcome(register, outcome));
		else this.requests.set(register, job.value, (outcome) => this.outcome(register, outcome));
	}

	/** Who does not answer once would not for the rest either. */
	private outcome(register: number, outcome: RequestOutcome): void {
		const answer = answerOf(outcome);
		if (answer !== undefined) {
			this.job.onAnswer(register, answer);
			this.next();
		} else this.owner.ended(this.job, { reason: "cable_silent" });
	}
}

function answerOf(outcome: RequestOutcome): RegisterAnswer | undefined {
	if (outcome.outcome === "value") return { status: "value", value: outcome.value };
	if (outcome.outcome !== "refused") return undefined;
	const { reason } = outcome;
	return reason === "unknown_register"
		? { status: "unknown_register" }
		: { status: "refused", code: codes[reason] };
}
