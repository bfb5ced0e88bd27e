/**
 * Does what the sleep policy says: the network on when it is wanted; before a sleep the last words to the broker, then
 * what has to survive into the retained memory, then the sleep.
 */

import type { Clock, Network, Power, Scanner, System, Timers, VeDirectCable } from "../../hosts/ports";
import type { Device } from "../telemetry/device";
import type { ReadingSink } from "../telemetry/receiver";
import type { Reading } from "../victron/record";
import type { SleepDecision } from "./sleep-decision";
import type { Survivors } from "./survivors";

/** What is said to the broker, as far as it takes part in sleeping. */
export interface Speaker {
	/** Connects, and stays connected. */
	connect(): void;
	/** Connected, and everything is acknowledged. */
	readonly settled: boolean;
	/** Says that it sleeps, disconnects, and calls `done` within seconds. Milliseconds. */
	sleep(times: { readonly wakeIn: number; readonly publishIn: number }, done: () => void): void;
}

export interface SleeperOptions {
	readonly policy: {
		reading(index: number, reading: Reading, at: number): void;
		heard(index: number, at: number): void;
		settled(now: number): void;
		decide(now: number, utc: number | undefined): SleepDecision;
	};
	readonly speaker: Speaker;
	readonly network: Pick<Network, "up" | "down">;
	readonly scanner: Pick<Scanner, "stop">;
	readonly cable?: Pick<VeDirectCable, "close"> | undefined;
	readonly power: Power;
	readonly timers: Timers;
	readonly clock: Clock;
	/** Milliseconds until something is published after a sleep begins, at most. */
	readonly longestSilence: number;
	/** Something is under way that a sleep would break off: it waits. */
	readonly busy: () => boolean;
	readonly survivors: Pick<Survivors, "pack">;
	readonly system: Pick<System, "log">;
}

const interval = 1_000;

export class Sleeper implements ReadingSink {
	private readonly options: SleeperOptions;
	private ticker: unknown;
	private decision: SleepDecision | undefined;
	private asleep = false;

	constructor(options: SleeperOptions) {
		this.options = options;
	}

	start(): void {
		this.ticker = this.options.timers.repeat(() => this.tick(), interval);
		this.tick();
	}

	/** No more sleep: this start comes to its end otherwise. */
	stop(): void {
		this.options.timers.clear(this.ticker);
	}

	reading(device: Device, reading: Reading, _plain: Uint8Array, _rssi: number, at: number): void {
		this.options.policy.reading(device.index, reading, at);
	}

	heard(device: Device, _rssi: number, at: number): void {
		this.options.policy.heard(device.index, at);
	}

	wrongKey(): void {}

	private tick(): void {
		const { clock, network, policy, speaker } = this.options;
		const now = clock.monotonic();
		if (speaker.settled) policy.settled(now);
		const decision = policy.decide(now, clock.utc());
		if (decision === this.decision || (decision.do === "sleep" && this.options.busy())) return;
		this.decision = decision;
		if (decision.do === "connect") {
			network.up();
			speaker.connect();
		} else if (decision.do === "sleep") this.sleep(decision.duration, now);
	}

	private sleep(duration: number, now: number): void {
		const { cable, clock, longestSilence, network, power, scanner, speaker, survivors, system } =
			this.options;
		this.stop();
		// what is heard during the last words would contradict them
		scanner.stop();
		cable?.close();
		system.log(`sleeping for ${Math.round(duration / 1000)} s`);
		speaker.sleep({ wakeIn: duration, publishIn: longestSilence }, () => {
			if (this.asleep) return;
			this.asleep = true;
			network.down();
			// the last words took some of it
			const left = Math.max(1000, duration - (clock.monotonic() - now));
			power.retain(survivors.pack(left));
			power.sleep(left);
		});
	}
}
