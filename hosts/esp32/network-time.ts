/**
 * Sets the clock over SNTP when there is a network, and again every day: the chip's own drifts by seconds a day, and by
 * minutes in deep sleep, where it goes on by a cheaper oscillator.
 */

import SNTP from "sntp";
import Time from "time";
import { fault, guard } from "../moddable/faults";
import type { Timers } from "../ports";

export interface NetworkTimeOptions {
	readonly timers: Timers;
	/** `clock.server`; empty: what the network offers by DHCP, else the public pool. */
	readonly server: string;
}

/** Milliseconds. */
const again = { set: 86_400_000, failed: 300_000 };
const pool = "pool.ntp.org";
/** Seconds since 1970. An earlier answer is older than this firmware: the server's own clock is not set. */
const earliest = 1_700_000_000;
/** What the SDK makes of a server's zeros, likewise: it goes on from 1900, and round in 2036. */
const zeros = 2_085_978_496;

/** The C side: the time server that the network offers by DHCP. */
export class OfferedTime {
	/** From the next DHCP answer on, keeps it. Before the WiFi joins. */
	static expect(): unknown {
		return native("xs_offeredTime_expect").call(this);
	}

	/** Its address. */
	static server(): string | undefined {
		return native("xs_offeredTime_server").call(this);
	}
}

export class NetworkTime {
	private readonly options: NetworkTimeOptions;
	private asking = false;
	private timer: unknown;

	constructor(options: NetworkTimeOptions) {
		this.options = options;
	}

	/** There is a network. */
	ask(): void {
		if (this.asking) return;
		this.asking = true;
		this.options.timers.clear(this.timer);
		this.try(this.servers());
	}

	/** Nobody is asked any more until `ask`: the network goes. */
	stop(): void {
		this.asking = false;
		this.options.timers.clear(this.timer);
	}

	/** Names or addresses, in the order in which they are asked. */
	private servers(): readonly string[] {
		const { server } = this.options;
		if (server !== "") return [server];
		const offered = OfferedTime.server();
		return offered === undefined ? [pool] : [offered, pool];
	}

	private try([server, ...others]: readonly string[]): void {
		if (server === undefined) {
			this.askLater(again.failed);
			return;
		}
		let ended = false;
		const end = (time: number | undefined) => {
			if (ended) return;
			ended = true;
			if (!this.asking) return;
			if (time === undefined) {
				this.try(others);
				return;
			}
			Time.set(time);
			this.askLater(again.set);
		};
		const answered = guard("SNTP", (message: number, value?: unknown) => {
			if (message === SNTP.error) end(undefined);
			else if (message === SNTP.time) end(plausible(value));
		});
		try {
			new SNTP({ host: server }, answered);
		} catch (error) {
			// no socket, or no memory for one more look-up
			fault("SNTP", error);
			ended = true;
			this.askLater(again.failed);
		}
	}

	private askLater(delay: number): void {
		this.asking = false;
		this.options.timers.clear(this.timer);
		this.timer = this.options.timers.set(() => this.ask(), delay);
	}
}

/** Seconds since 1970, which the SDK gives as 32 bits with a sign; undefined for what cannot be now. */
function plausible(value: unknown): number | undefined {
	if (typeof value !== "number") return undefined;
	const seconds = value >>> 0;
	return seconds >= earliest && seconds !== zeros ? seconds : undefined;
}
