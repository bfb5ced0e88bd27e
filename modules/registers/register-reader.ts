/**
 * Reads and sets registers over connections to devices: one job after the other. The scanner pauses for each and hears
 * again afterwards, however it ends. Nothing is kept while there is no job.
 */

import type { Scanner, Timers } from "../../hosts/ports";
import type { GattPort } from "../victron/vreg/port";
import type { JobFailure, RegisterJob, RegisterJobs } from "./job";
import { Visit } from "./visit";

export interface RegisterReaderOptions {
	readonly gatt: GattPort;
	readonly scanner: Pick<Scanner, "pause" | "resume">;
	readonly timers: Timers;
	/** While any of them is busy, jobs wait. */
	readonly others: readonly { readonly busy: boolean }[];
}

/** Jobs that wait or are under way. */
const mostJobs = 4;
/** Milliseconds from being asked for until the end, and between two looks at whether the next may begin. */
const limit = 90_000;
const interval = 1_000;

interface Entry {
	readonly job: RegisterJob;
	readonly limit: unknown;
}

export class RegisterReader implements RegisterJobs {
	private readonly options: RegisterReaderOptions;
	/** The first is under way while there is a visit. */
	private entries: Entry[] | undefined;
	private visit: Visit | undefined;
	private timer: unknown;

	constructor(options: RegisterReaderOptions) {
		this.options = options;
	}

	/** Jobs wait or are under way. */
	get busy(): boolean {
		return this.entries !== undefined;
	}

	/** There is a connection, or one is being made: nothing is heard. */
	get connected(): boolean {
		return this.visit !== undefined;
	}

	add(job: RegisterJob): void {
		const { timers } = this.options;
		if (this.entries?.length === mostJobs) {
			timers.set(() => job.onEnd({ reason: "busy" }), 0);
			return;
		}
		const entry: Entry = { job, limit: timers.set(() => this.expire(entry), limit) };
		if (this.entries === undefined) {
			this.entries = [entry];
			this.wait(0);
		} else this.entries.push(entry);
	}

	/** The visit's end. */
	ended(failure: JobFailure | undefined): void {
		const entries = this.entries!;
		const { job, limit } = entries.shift()!;
		this.options.timers.clear(limit);
		this.leave();
		if (entries.length > 0) this.wait(interval);
		else this.entries = undefined;
		// the device's answer has come deep in the stack, which is small
		this.options.timers.set(() => job.onEnd(failure), 0);
	}

	private wait(delay: number): void {
		this.timer = this.options.timers.set(() => this.begin(), delay);
	}

	private begin(): void {
		const { gatt, others, scanner, timers } = this.options;
		for (const { busy } of others)
			if (busy) {
				this.wait(interval);
				return;
			}
		const visit = new Visit({ gatt, timers }, this.entries![0]!.job, this);
		this.visit = visit;
		try {
			scanner.pause();
			visit.open();
		} catch {
			this.ended({ reason: "failed" });
		}
	}

	private expire(entry: Entry): void {
		const entries = this.entries!;
		const index = entries.indexOf(entry);
		if (index === 0 && this.visit !== undefined) {
			this.ended({ reason: "too_long" });
			return;
		}
		entries.splice(index, 1);
		if (entries.length === 0) {
			this.entries = undefined;
			this.options.timers.clear(this.timer);
		}
		entry.job.onEnd({ reason: "busy" });
	}

	/** Hears again, whatever the port says to the end. */
	private leave(): void {
		const visit = this.visit;
		this.visit = undefined;
		try {
			visit?.close();
		} catch {
			// it is gone in any case
		}
		this.options.scanner.resume();
	}
}
