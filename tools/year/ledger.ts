/** What the bridge did, by month: the time in each phase, what it sent, and the energy that makes. */

import { type Activity, type Energy, energyOf, totalOf } from "../../modules/power/energy-model";
import { Calendar } from "./calendar";
import type { Phase } from "./machine";

/** Of a month; times in milliseconds. */
export interface Account extends Activity {
	readonly month: string;
	readonly unpowered: number;
	readonly booting: number;
	readonly sleeps: number;
	readonly connections: number;
	readonly storeWrites: number;
	readonly storeBytes: number;
	/** Readings that were let through, and what became of those that did not arrive. */
	readonly readings: number;
	readonly thinned: number;
	readonly lostAsleep: number;
	readonly lostInCut: number;
	/** Longest time between two readings of a device at the broker, and that without outages, milliseconds. */
	readonly silence: number;
	readonly unexcusedSilence: number;
}

export type MutableAccount = { -readonly [K in keyof Account]: Account[K] };

const timeOf: Readonly<
	Record<Phase, "unpowered" | "asleep" | "booting" | "scanning" | "joining" | "connected">
> = {
	unpowered: "unpowered",
	asleep: "asleep",
	boot: "booting",
	scanning: "scanning",
	joining: "joining",
	connected: "connected",
};

export class Ledger {
	readonly accounts: readonly MutableAccount[];
	readonly #ends: readonly number[];
	readonly #scan: number;
	#index = 0;
	#phase: Phase = "unpowered";
	#since: number;
	/** Charge up to the last change of the phase, mAh. */
	#spent = 0;

	/**
	 * @param firstDay local days since 1970.
	 * @param scan mA while scanning.
	 */
	constructor(calendar: Calendar, firstDay: number, days: number, scan: number) {
		this.#scan = scan;
		this.#since = calendar.dayStart(firstDay);
		const accounts: MutableAccount[] = [];
		const ends: number[] = [];
		for (let day = firstDay; day < firstDay + days; day++) {
			const month = Calendar.month(day);
			if (accounts[accounts.length - 1]?.month !== month) accounts.push(emptyAccount(month));
			ends[accounts.length - 1] = calendar.dayStart(day + 1);
		}
		this.accounts = accounts;
		this.#ends = ends;
	}

	get phase(): Phase {
		return this.#phase;
	}

	/** The account of a time that is not before that of the last call. */
	at(now: number): MutableAccount {
		while (this.#index + 1 < this.#ends.length && now >= this.#ends[this.#index]!) {
			this.#pass(this.#ends[this.#index]!);
			this.#index++;
		}
		return this.accounts[this.#index]!;
	}

	/** From now on it does that. */
	enter(phase: Phase, now: number): void {
		const account = this.at(now);
		this.#pass(now);
		this.#phase = phase;
		if (phase === "boot") {
			account.boots++;
			this.#spent += energyOf({ ...nothing, boots: 1 }, 0).boot;
		}
		if (phase === "asleep") account.sleeps++;
	}

	/** Charge that was taken until now, mAh; the messages' few microampere-hours are not in it. */
	spent(now: number): number {
		this.at(now);
		this.#pass(now);
		return this.#spent;
	}

	energy(account: Activity): Energy {
		return energyOf(account, this.#scan);
	}

	#pass(now: number): void {
		const time = Math.max(0, now - this.#since);
		const name = timeOf[this.#phase];
		this.accounts[this.#index]![name] += time;
		if (name !== "unpowered" && name !== "booting" && time > 0)
			this.#spent += totalOf(energyOf({ ...nothing, [name]: time }, this.#scan));
		this.#since = Math.max(this.#since, now);
	}
}

const nothing: Activity = { asleep: 0, boots: 0, scanning: 0, joining: 0, connected: 0, messages: 0 };

function emptyAccount(month: string): MutableAccount {
	return {
		...nothing,
		month,
		unpowered: 0,
		booting: 0,
		sleeps: 0,
		connections: 0,
		storeWrites: 0,
		storeBytes: 0,
		readings: 0,
		thinned: 0,
		lostAsleep: 0,
		lostInCut: 0,
		silence: 0,
		unexcusedSilence: 0,
	};
}
