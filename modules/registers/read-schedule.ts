/**
 * Reads the registers of devices that the settings name, one device after the other, every `registers.interval`. A device
 * that fails is asked less and less often, once a day at last.
 */

import type { Clock, Timers } from "../../hosts/ports";
import { mostRegisters, parseRegisters, registerNames } from "../settings/register-list";
import type { DeviceSettings } from "../settings/schema";
import type { Counters } from "../telemetry/counters";
import type { Device } from "../telemetry/device";
import type { RegisterSink } from "../telemetry/register-sink";
import { failureSentence, type JobFailure, type RegisterJobs } from "./job";
import { RegisterAnswers } from "./register-answers";

/** What is read of one device. */
export class ReadPlan {
	readonly device: Device;
	readonly passkey: number;
	readonly registers: Uint16Array;
	/** Monotonic milliseconds of the next time. */
	dueAt = 0;
	failures = 0;
	/** What was the matter last, in words; empty while nothing is. */
	problem = "";

	constructor(device: Device, passkey: number, registers: readonly number[]) {
		this.device = device;
		this.passkey = passkey;
		this.registers = Uint16Array.from(registers);
	}
}

export interface ReadScheduleOptions {
	/** One at least. */
	readonly plans: readonly ReadPlan[];
	/** `registers.interval` in seconds. */
	readonly interval: number;
	/** Undefined where there are no connections. */
	readonly registers: { readonly jobs: RegisterJobs; readonly sink: RegisterSink } | undefined;
	readonly timers: Timers;
	readonly clock: Pick<Clock, "monotonic">;
	readonly counters: Counters;
	readonly log: { log(level: "warning", line: string): void };
}

/** Milliseconds: the first readings go before. */
const firstDelay = 15_000;
/** Until the next attempt when the radio was needed otherwise. */
const busyDelay = 60_000;
const longestDelay = 86_400_000;

/** Those of the devices that have registers in their settings; empty without any. */
export function readPlans(settings: readonly DeviceSettings[], devices: readonly Device[]): ReadPlan[] {
	const plans: ReadPlan[] = [];
	for (const [index, { pin = "", registers }] of settings.entries()) {
		if (registers === undefined) continue;
		const list = parseRegisters(registerNames(registers), mostRegisters.setting);
		if ("ids" in list) plans.push(new ReadPlan(devices[index]!, Number(pin), list.ids));
	}
	return plans;
}

export class ReadSchedule {
	private readonly options: ReadScheduleOptions;

	constructor(options: ReadScheduleOptions) {
		this.options = options;
	}

	start(): void {
		const { clock, log, plans, registers } = this.options;
		if (registers === undefined) {
			log.log("warning", "registers are not read: this bridge makes no connections to devices");
			return;
		}
		for (const plan of plans) plan.dueAt = clock.monotonic() + firstDelay;
		this.wait();
	}

	private wait(): void {
		const { clock, plans, timers } = this.options;
		let next = plans[0]!;
		for (const plan of plans) if (plan.dueAt < next.dueAt) next = plan;
		timers.set(() => this.read(next), Math.max(0, next.dueAt - clock.monotonic()));
	}

	private read(plan: ReadPlan): void {
		const { jobs, sink } = this.options.registers!;
		const { device, passkey, registers } = plan;
		jobs.add(
			new RegisterAnswers({
				device,
				passkey,
				registers: Array.from(registers),
				sink,
				value: undefined,
				onEnd: (answers, failure) => this.end(plan, answers, failure),
			}),
		);
	}

	private end(plan: ReadPlan, answers: RegisterAnswers, failure: JobFailure | undefined): void {
		const { clock, counters, interval } = this.options;
		let delay = interval * 1000;
		if (failure?.reason === "busy") delay = Math.min(delay, busyDelay);
		else if (failure === undefined) {
			counters.registers_read++;
			plan.failures = 0;
			this.tell(plan, answers.problem(undefined) ?? "");
		} else {
			counters.registers_failed++;
			delay = Math.max(delay, Math.min(delay * 2 ** ++plan.failures, longestDelay));
			this.tell(plan, failureSentence(failure));
		}
		plan.dueAt = clock.monotonic() + delay;
		this.wait();
	}

	/** When it is another problem than before, or none any more. */
	private tell(plan: ReadPlan, problem: string): void {
		if (problem === plan.problem) return;
		plan.problem = problem;
		const { address, name } = plan.device;
		const line = problem === "" ? "registers are read again" : `reading registers: ${problem}`;
		this.options.log.log("warning", `${name || address}: ${line}`);
	}
}
