/**
 * Keeps the WiFi joined for as long as the firmware runs: after each failure a new attempt that waits longer, hours
 * without an access point cost nothing but that, and nothing here restarts the device.
 */

import type { Store, Timers, Wifi, WifiPlace } from "../../hosts/ports";

export type WifiState =
	| { readonly state: "unset" | "connecting" | "up" }
	| { readonly state: "down"; readonly reason: string };

export interface WifiOptions {
	readonly wifi: Wifi;
	readonly timers: Timers;
	/** Keeps where the network was joined last, for a fast first connection. */
	readonly store: Store;
	/** 0 to 1. */
	readonly random: () => number;
	/** Empty: no WiFi at all. */
	readonly ssid: string;
	readonly password: string;
	/** A network that was never joined has refused the password a few times: it is mistyped. Called once. */
	readonly onRefused?: () => void;
	/** Each change of the state, once. */
	readonly onState: (state: WifiState) => void;
}

/** Milliseconds. */
const attemptLimit = 20_000;
/** At its old place a network answers at once or not at all. */
const placeLimit = 6_000;
const retry = { first: 1_000, last: 300_000 };
/** The end of one attempt is over before the next begins, so that its late events are none of the next one's. */
const pause = 500;

/** In a row; one alone may be the access point's fault. */
const mostRefusals = 3;

const domain = "network";
const key = "place";

export class WifiSupervisor {
	private readonly options: WifiOptions;
	#state: WifiState = { state: "unset" };
	/** What runs: an attempt at the old place, one anywhere, or none. */
	private attempt: "none" | "place" | "anywhere" = "none";
	private failures = 0;
	private refusals = 0;
	private wanted = false;
	private listening = false;
	private timer: unknown;

	constructor(options: WifiOptions) {
		this.options = options;
	}

	get state(): WifiState {
		return this.#state;
	}

	/** Joins, and joins again whenever it is lost, until `stop`; asked twice, it does nothing. */
	start(): void {
		if (this.wanted) return;
		this.wanted = true;
		const { wifi, ssid, onState } = this.options;
		if (ssid === "") {
			onState(this.#state);
			return;
		}
		if (!this.listening) {
			this.listening = true;
			wifi.listen(
				() => this.up(),
				(reason) => this.ended(reason),
			);
		}
		this.connect(this.place());
	}

	/** Leaves, and tries no more. */
	stop(): void {
		if (!this.wanted) return;
		this.wanted = false;
		this.setTimer(undefined, 0);
		this.attempt = "none";
		this.disconnect();
		if (this.#state.state !== "unset") this.become({ state: "down", reason: "not wanted now" });
	}

	private ended(reason: "password" | "other"): void {
		const refused = reason === "password" && this.attempt !== "none" && this.place() === undefined;
		this.refusals = refused ? this.refusals + 1 : 0;
		this.down(reason === "password" ? "the password does not fit" : "no connection");
		if (this.refusals === mostRefusals) this.options.onRefused?.();
	}

	private connect(place: WifiPlace | undefined): void {
		const { wifi, ssid, password } = this.options;
		this.attempt = place === undefined ? "anywhere" : "place";
		if (this.#state.state === "unset") this.become({ state: "connecting" });
		const limit = place === undefined ? attemptLimit : placeLimit;
		this.setTimer(() => this.down("the access point does not answer"), limit);
		try {
			wifi.connect(ssid, password, place);
		} catch {
			this.down("the WiFi failed inside");
		}
	}

	private up(): void {
		if (this.attempt === "none") return;
		this.failures = 0;
		this.setTimer(undefined, 0);
		this.keepPlace();
		this.become({ state: "up" });
	}

	private down(reason: string): void {
		if (this.attempt === "none") return;
		const atPlace = this.attempt === "place" && this.#state.state !== "up";
		this.attempt = "none";
		this.disconnect();
		if (atPlace) {
			// It moved, perhaps: that is no failure of the network.
			this.setTimer(() => this.connect(undefined), pause);
			return;
		}
		this.setTimer(() => this.connect(undefined), this.delay());
		this.become({ state: "down", reason });
	}

	private disconnect(): void {
		try {
			this.options.wifi.disconnect();
		} catch {
			// it is down already
		}
	}

	/** 0.5 to 1 s after the first failure in a row, twice that after each further one, up to 2.5 to 5 minutes. */
	private delay(): number {
		const longest = Math.min(retry.last, retry.first * 2 ** Math.min(this.failures++, 16));
		return longest * (0.5 + this.options.random() / 2);
	}

	private become(state: WifiState): void {
		const before = this.#state;
		this.#state = state;
		const same = before.state === "down" && state.state === "down" && before.reason === state.reason;
		if (!same) this.options.onState(state);
	}

	private setTimer(callback: (() => void) | undefined, delay: number): void {
		const { timers } = this.options;
		if (this.timer !== undefined) timers.clear(this.timer);
		this.timer =
			callback &&
			timers.set(() => {
				this.timer = undefined;
				callback();
			}, delay);
	}

	private place(): WifiPlace | undefined {
		const text = this.options.store.get(domain, key);
		if (typeof text !== "string" || text[17] !== "/") return undefined;
		const channel = Number(text.slice(18));
		return channel >= 1 && channel <= 13 ? { bssid: text.slice(0, 17), channel } : undefined;
	}

	private keepPlace(): void {
		const { wifi, store } = this.options;
		const place = wifi.place();
		if (place === undefined) return;
		const text = `${place.bssid}/${place.channel}`;
		try {
			if (store.get(domain, key) !== text) store.set(domain, key, text);
		} catch {
			// without it the next start takes longer
		}
	}
}
