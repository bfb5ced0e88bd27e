/** How long nothing comes from a device, as a user of the broker sees it, and how much of that nobody could help. */

const hour = 3_600_000;

/** Time that counts as excused: while at least one cause is there. */
class Excuse {
	#causes = 0;
	#since = 0;
	#total = 0;

	begin(now: number): void {
		if (this.#causes++ === 0) this.#since = now;
	}

	end(now: number): void {
		if (--this.#causes === 0) this.#total += now - this.#since;
	}

	total(now: number): number {
		return this.#total + (this.#causes > 0 ? now - this.#since : 0);
	}
}

interface Topic {
	readonly excuse: Excuse;
	at: number;
	excused: number;
	longest: number;
	unexcused: number;
	/** Of the discovery payload, milliseconds. */
	expireAfter: number;
	/** How often it was silent for longer than that without an excuse. */
	expired: number;
	/** The first of them, UTC milliseconds. */
	expiredAt: number | undefined;
}

export interface Silence {
	readonly topic: string;
	/** Hours. */
	readonly longest: number;
	readonly unexcused: number;
	readonly expireAfter: number | undefined;
	readonly expired: number;
	/** ISO 8601, of the first one. */
	readonly expiredAt: string | undefined;
}

export class Silences {
	readonly #excuses: Excuse[];
	readonly #topics = new Map<string, Topic>();
	readonly #onGap: (gap: number, unexcused: number) => void;

	/** @param onGap each time between two messages of a topic, milliseconds. */
	constructor(devices: number, onGap: (gap: number, unexcused: number) => void) {
		this.#excuses = Array.from({ length: devices }, () => new Excuse());
		this.#onGap = onGap;
	}

	/** @param device undefined for all of them. */
	excuse(device: number | undefined, active: "begins" | "ends", now: number): void {
		for (const [index, excuse] of this.#excuses.entries()) {
			if (device !== undefined && device !== index) continue;
			if (active === "begins") excuse.begin(now);
			else excuse.end(now);
		}
	}

	/** A message of a device arrived. */
	arrived(topic: string, device: number, now: number): void {
		const known = this.#topics.get(topic);
		if (known === undefined) {
			const excuse = this.#excuses[device]!;
			this.#topics.set(topic, {
				excuse,
				at: now,
				excused: excuse.total(now),
				longest: 0,
				unexcused: 0,
				expireAfter: Number.POSITIVE_INFINITY,
				expired: 0,
				expiredAt: undefined,
			});
			return;
		}
		this.#close(known, now);
	}

	/** @param seconds of the discovery payload. */
	expireAfter(topic: string, seconds: number): void {
		const known = this.#topics.get(topic);
		if (known) known.expireAfter = seconds * 1000;
	}

	/** At the end: what is silent still counts. */
	finish(now: number): Silence[] {
		return [...this.#topics].map(([topic, entry]) => {
			this.#close(entry, now);
			return {
				topic,
				longest: entry.longest / hour,
				unexcused: entry.unexcused / hour,
				expireAfter: Number.isFinite(entry.expireAfter) ? entry.expireAfter / hour : undefined,
				expired: entry.expired,
				expiredAt: entry.expiredAt === undefined ? undefined : new Date(entry.expiredAt).toISOString(),
			};
		});
	}

	#close(topic: Topic, now: number): void {
		const gap = now - topic.at;
		const excused = topic.excuse.total(now);
		const unexcused = gap - (excused - topic.excused);
		topic.longest = Math.max(topic.longest, gap);
		topic.unexcused = Math.max(topic.unexcused, unexcused);
		if (unexcused > topic.expireAfter) {
			topic.expired++;
			topic.expiredAt ??= topic.at;
		}
		topic.at = now;
		topic.excused = excused;
		this.#onGap(gap, unexcused);
	}
}
