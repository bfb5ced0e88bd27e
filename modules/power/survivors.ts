/** What has to survive a sleep or a restart, by descending need, and its return into those whose it is. */

import type { ElapsedClock } from "./elapsed-clock";
import type { RetainedState } from "./retained-state";
import type { SleepPolicy } from "./sleep-policy";

/** Sections of the retained memory; each device's statistics are one, in the devices' order. */
export const section = { clock: 1, sleep: 2, outlets: 3, backlog: 4, keeper: 5, statistics: 16 } as const;

export interface SurvivorsOptions {
	readonly retained: Pick<RetainedState, "forget" | "pack" | "section">;
	/** Clock and policy have taken theirs when they were made. */
	readonly clock: Pick<ElapsedClock, "save">;
	readonly policy: Pick<SleepPolicy, "retain">;
	readonly keeper: {
		prepare(duration: number): void;
		saveTimes(): Uint8Array;
		restoreTimes(saved: Uint8Array | undefined): void;
		save(index: number, limit: number): Uint8Array | undefined;
		restore(index: number, saved: Uint8Array | undefined): void;
	};
	readonly publisher: {
		save(): Uint8Array;
		saveBacklog(limit: number): Uint8Array;
		restore(saved: Uint8Array | undefined, backlog: Uint8Array | undefined): void;
	};
	/** How many. */
	readonly devices: number;
}

export class Survivors {
	private readonly options: SurvivorsOptions;

	constructor(options: SurvivorsOptions) {
		this.options = options;
	}

	/** Once, after the start. */
	restore(): void {
		const { devices, keeper, publisher, retained } = this.options;
		publisher.restore(retained.section(section.outlets), retained.section(section.backlog));
		keeper.restoreTimes(retained.section(section.keeper));
		for (let index = 0; index < devices; index++)
			keeper.restore(index, retained.section(section.statistics + index));
		retained.forget();
	}

	/** @param duration milliseconds of the sleep; 0 before a restart. */
	pack(duration: number): ArrayBuffer {
		const { clock, devices, keeper, policy, publisher, retained } = this.options;
		keeper.prepare(duration);
		return retained.pack([
			{ number: section.clock, save: () => clock.save(duration) },
			{ number: section.sleep, save: () => policy.retain() },
			{ number: section.keeper, save: () => keeper.saveTimes() },
			{ number: section.outlets, save: () => publisher.save() },
			...Array.from({ length: devices }, (_, index) => ({
				number: section.statistics + index,
				save: (limit: number) => keeper.save(index, limit),
			})),
			{ number: section.backlog, save: (limit) => publisher.saveBacklog(limit) },
		]);
	}
}
