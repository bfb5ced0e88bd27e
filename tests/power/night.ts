/** A bridge as its owner runs it: asks each second, obeys, and starts anew after each sleep. */

import assert from "node:assert/strict";
import {
	type SleepDecision,
	type SleepOptions,
	SleepPolicy,
	type SleepSettings,
} from "../../modules/power/sleep-policy";

export const second = 1_000;
export const minute = 60_000;
export const hour = 3_600_000;
export const day = 86_400_000;

/** The defaults of the settings. */
export const settings: SleepSettings = {
	mode: "dark",
	after: 10 * minute,
	check: 10 * minute,
	heartbeat: hour,
	alarmVoltage: 0,
	awake: 2 * minute,
	asleep: 18 * minute,
	service: "20:00/60",
};

type Fields = Readonly<Record<string, number | string | readonly string[]>>;

export class Bridge {
	now: number;
	policy: SleepPolicy;
	readonly options: Omit<SleepOptions, "now" | "wake" | "retained">;

	constructor(changes: Partial<SleepSettings> = {}, devices = 2, start = 1_000_000) {
		this.options = { settings: { ...settings, ...changes }, devices };
		this.now = start;
		this.policy = new SleepPolicy({ ...this.options, wake: "other", now: start });
	}

	hear(index: number, fields: Fields): void {
		this.policy.reading(index, { type: "solar_charger", product_id: 0xa042, ...fields }, this.now);
	}

	decide(utc?: number): SleepDecision {
		return this.policy.decide(this.now, utc);
	}

	/** In a few words, such as `connect alarm`. */
	says(utc?: number): string {
		const decision = this.decide(utc);
		return decision.do === "listen" ? "listen" : `${decision.do} ${decision.why}`;
	}

	pass(time: number): this {
		this.now += time;
		return this;
	}

	settle(): this {
		this.policy.settled(this.now);
		return this;
	}

	/** It must want to sleep; returns for how long, and is a new start afterwards. */
	sleep(): number {
		const decision = this.decide();
		assert.ok(decision.do === "sleep", `is asked to ${decision.do}`);
		this.pass(decision.duration).restart("deep_sleep", this.policy.retain());
		return decision.duration;
	}

	restart(wake: SleepOptions["wake"], retained: ArrayBuffer | undefined): this {
		this.policy = new SleepPolicy({ ...this.options, wake, now: this.now, retained });
		return this;
	}
}

/** It has published a charger without PV power and slept for the first time: `check` is over. */
export function night(changes: Partial<SleepSettings> = {}, devices = 2): Bridge {
	const bridge = new Bridge(changes, devices);
	for (let index = 0; index < devices; index++) bridge.hear(index, { pv_power: 0 });
	bridge
		.settle()
		.pass(Math.max(bridge.options.settings.after, 5 * minute))
		.settle()
		.sleep();
	return bridge;
}

/** All devices say that there is no PV power. */
export function hearDark(bridge: Bridge): void {
	for (let index = 0; index < bridge.options.devices; index++) bridge.hear(index, { pv_power: 0 });
}
