/** Devices whose readings go into statistics, with a wall clock beside the monotonic one. */

import { TimeZone } from "../../modules/network/time-zone";
import { Statistics } from "../../modules/telemetry/statistics";

export const [second, minute, hour, dayLength] = [1_000, 60_000, 3_600_000, 86_400_000];

/** A value of any kind, because a radio may bring any. */
type Fields = Readonly<Record<string, unknown>>;

export interface Period {
	readonly [name: string]: number | string;
}

export interface Payload {
	readonly today: Period;
	readonly yesterday: Period;
	readonly lifetime: Period;
	readonly days?: readonly (number | null)[];
}

export class Site {
	readonly statistics: Statistics;
	/** Monotonic milliseconds. */
	now: number;
	/** UTC at the monotonic zero; undefined before the clock is set. */
	zero: number | undefined;

	/**
	 * @param utc of now, ISO 8601; undefined before the clock is set.
	 * @param zone POSIX TZ.
	 */
	constructor(utc: string | undefined, zone = "UTC0", now = 5_000) {
		this.statistics = new Statistics({ devices: 4, timeZone: new TimeZone(zone) });
		this.now = now;
		this.setClock(utc);
	}

	setClock(utc: string | undefined): void {
		this.zero = utc === undefined ? undefined : Date.parse(utc) - this.now;
	}

	get utc(): number | undefined {
		return this.zero === undefined ? undefined : this.zero + this.now;
	}

	/** Until the wall clock shows that. */
	until(utc: string): this {
		this.now = Date.parse(utc) - this.zero!;
		return this;
	}

	after(time: number): this {
		this.now += time;
		return this;
	}

	reading(index: number, type: string, fields: Fields): this {
		const reading = { type, product_id: 0xa060, ...fields } as Parameters<Statistics["reading"]>[1];
		this.statistics.reading(index, reading, this.now, this.utc);
		return this;
	}

	/** Device 0. */
	charger(fields: Fields): this {
		return this.reading(0, "solar_charger", fields);
	}

	/** Device 1. */
	monitor(fields: Fields): this {
		return this.reading(1, "battery_monitor", fields);
	}

	tick(): this {
		this.statistics.tick(this.now, this.utc);
		return this;
	}

	payload(index: number): Payload {
		return JSON.parse(this.statistics.payload(index)) as Payload;
	}

	network(): Record<string, unknown> {
		return JSON.parse(this.statistics.networkPayload()) as Record<string, unknown>;
	}
}
