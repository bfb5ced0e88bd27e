/**
 * Sleeps while there is no PV power. The end of a sleep begins with listening alone; only light, news that a person must
 * have and the heartbeat are worth the WiFi, and only light keeps it awake.
 */

import type { Reading } from "../victron/record";
import { DeviceWatch, retainedLength, wholeLength } from "./device-watch";
import {
	attended,
	connect,
	listen,
	type SleepDecision,
	type SleepOptions,
	shortestSleep,
} from "./sleep-decision";

/** Milliseconds that it listens after a sleep, at most. */
export const listenLimit = 10_000;
/** And what joining, publishing and acknowledging may take then, from when the WiFi was asked for. */
export const networkLimit = 30_000;

/** The header: version u8, failures u8, devices u16, 4 bytes of nothing, two times f64. */
const version = 1;
const [failuresAt, countAt, publishedAt, failedAt] = [1, 2, 8, 16];

export class Dark {
	private readonly after: number;
	private readonly check: number;
	private readonly heartbeat: number;
	private readonly view: DataView;
	private readonly watch: DeviceWatch;
	private readonly start: number;
	private readonly attendedUntil: number;
	private phase: "awake" | "listening" | "reporting" | "ended";
	/** In the phases that want the network. */
	private reason: SleepDecision = connect.awake;
	/** The latest light; before that, since when the darkness is known. */
	private darkSince: number;
	/** When the network was wanted; never yet is the infinite. */
	private connectAt: number;
	#settled = false;

	constructor({ settings, devices, wake, now, retained }: SleepOptions) {
		this.after = settings.after;
		this.check = settings.check;
		this.heartbeat = settings.heartbeat;
		const bytes = new Uint8Array(wholeLength(devices));
		const view = new DataView(bytes.buffer);
		this.view = view;
		this.watch = new DeviceWatch(view, devices, settings.alarmVoltage);
		const known = retained !== undefined && isRetained(retained, devices);
		if (known) {
			bytes.set(new Uint8Array(retained));
			this.watch.begin();
		} else {
			this.watch.forget();
			view.setUint8(0, version);
			view.setUint16(countAt, devices);
			view.setFloat64(publishedAt, now);
		}
		// A clock that began anew must not put things off for ever.
		for (const at of [publishedAt, failedAt]) if (!(view.getFloat64(at) <= now)) view.setFloat64(at, now);
		// Without a memory of the night it cannot tell what is new: that is a start like any other.
		const woke = known && wake === "deep_sleep";
		this.phase = woke ? "listening" : "awake";
		this.start = now;
		this.connectAt = woke ? Number.POSITIVE_INFINITY : now;
		this.darkSince = now;
		this.attendedUntil = woke ? now : now + attended;
	}

	/** @param at monotonic milliseconds. */
	reading(index: number, reading: Reading, at: number): void {
		const blind = !this.watch.hasSolar;
		if (this.watch.reading(index, reading)) this.light(at);
		else if (blind && this.watch.hasSolar) this.darkSince = at;
		// News while it reports is to be acknowledged as well.
		if (this.phase === "reporting" && this.watch.untold !== undefined) this.#settled = false;
	}

	/** The device repeated its latest reading. */
	heard(index: number, at: number): void {
		if (this.watch.isLit(index)) this.darkSince = at;
	}

	/** Connected, and everything is acknowledged. */
	settled(now: number): void {
		if (now < this.connectAt) return;
		this.#settled = true;
		this.view.setFloat64(publishedAt, now);
		this.view.setUint8(failuresAt, 0);
		this.watch.tell();
	}

	/** @param now monotonic milliseconds. */
	decide(now: number): SleepDecision {
		switch (this.phase) {
			case "awake":
				if (this.staysAwake(now)) return this.reason;
				return this.watch.hasSolar ? this.dusk(now) : connect.no_pv_power;
			case "listening":
				return this.listening(now);
			case "reporting":
				return this.reporting(now);
			case "ended":
				return this.sleep(now);
		}
	}

	/** For the next start. */
	retain(): ArrayBuffer {
		const devices = this.view.getUint16(countAt);
		return (this.view.buffer as ArrayBuffer).slice(0, retainedLength(devices));
	}

	private light(at: number): void {
		this.darkSince = at;
		if (this.phase !== "awake") this.connect(connect.light, at);
		this.phase = "awake";
		this.reason = connect.light;
	}

	private staysAwake(now: number): boolean {
		if (now - this.darkSince < this.after || now < this.attendedUntil) return true;
		// A light that was short is to be published, too.
		return !this.#settled && now - this.connectAt < networkLimit;
	}

	private listening(now: number): SleepDecision {
		const mayConnect = now + shortestSleep >= this.retryAt();
		const news = this.watch.untold;
		if (news !== undefined && mayConnect) return this.connect(connect[news], now);
		if (!this.hasListened(now)) return listen;
		if (mayConnect && this.heartbeatIsDue(now)) return this.connect(connect.heartbeat, now);
		return this.end(now);
	}

	private connect(reason: SleepDecision, now: number): SleepDecision {
		this.phase = "reporting";
		this.reason = reason;
		this.connectAt = now;
		this.#settled = false;
		return reason;
	}

	private reporting(now: number): SleepDecision {
		if (this.#settled && this.hasListened(now)) return this.end(now);
		if (now - this.connectAt < networkLimit) return this.reason;
		this.failed(now);
		return this.end(now);
	}

	private dusk(now: number): SleepDecision {
		// With nothing published for so long, to try at once again would be of no use.
		if (this.heartbeatIsDue(now)) this.failed(now);
		return this.end(now);
	}

	private failed(now: number): void {
		const failures = this.view.getUint8(failuresAt);
		this.view.setUint8(failuresAt, Math.min(failures + 1, 255));
		this.view.setFloat64(failedAt, now);
	}

	private hasListened(now: number): boolean {
		return now - this.start >= listenLimit || this.watch.complete;
	}

	private heartbeatAt(): number {
		return this.view.getFloat64(publishedAt) + this.heartbeat;
	}

	private heartbeatIsDue(now: number): boolean {
		return now + shortestSleep >= this.heartbeatAt();
	}

	/** A network that failed is tried after `check`, then after twice that, and so on up to `heartbeat`. */
	private retryAt(): number {
		const failures = this.view.getUint8(failuresAt);
		if (failures === 0) return Number.NEGATIVE_INFINITY;
		return this.view.getFloat64(failedAt) + Math.min(this.check * 2 ** (failures - 1), this.heartbeat);
	}

	private end(now: number): SleepDecision {
		this.phase = "ended";
		this.watch.end();
		return this.sleep(now);
	}

	private sleep(now: number): SleepDecision {
		const wait = Math.max(this.heartbeatAt(), this.retryAt()) - now;
		const duration = Math.max(shortestSleep, Math.min(this.check, wait));
		return { do: "sleep", why: "dark", duration };
	}
}

/** From this version, for so many devices. */
function isRetained(retained: ArrayBuffer, devices: number): boolean {
	if (retained.byteLength !== retainedLength(devices)) return false;
	const view = new DataView(retained);
	return view.getUint8(0) === version && view.getUint16(countAt) === devices;
}
