/**
 * Setup mode: without WiFi in the settings, or with one that refuses its password, the device opens its own network, in
 * which the page sets it. Bluetooth is silent while somebody uses it, because one radio serves both.
 */

import type { AccessPoint, Scanner, Timers } from "../../hosts/ports";

export interface SetupOptions {
	readonly accessPoint: AccessPoint;
	readonly scanner: Pick<Scanner, "pause" | "resume">;
	readonly timers: Timers;
	/** `site.id`. */
	readonly id: string;
	/** Nobody has used it for a while, and there is WiFi in the settings: it may work by now. */
	readonly onUnused: () => void;
}

/** Milliseconds after the last request, or after somebody has joined. */
const inUse = 120_000;
/** Milliseconds without anybody. */
const unused = 600_000;

export class Setup {
	private readonly options: SetupOptions;
	private timer: unknown;
	private waiting: unknown;

	constructor(options: SetupOptions) {
		this.options = options;
	}

	/** Opens the access point. The scanner has been started. */
	start(): void {
		const { accessPoint, id } = this.options;
		accessPoint.onJoined(() => this.used());
		accessPoint.start(networkName(id));
		this.wait();
	}

	/** Somebody is there. */
	used(): void {
		const { timers, scanner } = this.options;
		if (this.timer === undefined) scanner.pause();
		else timers.clear(this.timer);
		this.timer = timers.set(() => {
			this.timer = undefined;
			scanner.resume();
		}, inUse);
		this.wait();
	}

	private wait(): void {
		const { accessPoint, onUnused, timers } = this.options;
		if (!accessPoint.wanted) return;
		if (this.waiting !== undefined) timers.clear(this.waiting);
		this.waiting = timers.set(onUnused, unused);
	}
}

/** 32 bytes at most: what of the id is not ASCII or too long is left out. */
function networkName(id: string): string {
	let name = "Heliograph-";
	for (const character of id) if (character > " " && character <= "~" && name.length < 32) name += character;
	return name;
}
