/**
 * Adverts from the radio, over the SDK's Bluetooth client (NimBLE).
 *
 * What one advert costs. In C, on NimBLE's task: an entry of about 72 bytes of system memory, until XS takes it. In XS:
 * an object of four properties with two `ArrayBuffer`s, given to `callback`, 11 slots, and the view on the data, 4
 * slots: 240 bytes on the ESP32, with 60 of chunks beside them. The SDK's own `callback` copies the address and makes
 * an `Advertisement` and one more object: 30 slots, 88 until the address is text and the manufacturer data found. So it
 * never sees an advert: the address is compared in C with those that are known, and its text was made at the start.
 * (Slots counted in the simulator.)
 */

import type { RawAdvert } from "bleclient";
import { Bytes } from "btutils";
import GAP from "gap";
import GAPWhitelist from "gapwhitelist";
import { findVictronData } from "victron/advertisement";
import { fault, guard } from "../moddable/faults";
import type { Scanner, Timers } from "../ports";
import { RadioClient } from "./radio-client";

export interface ScannerOptions {
	/** Lower case with colons. Empty: hears everybody. */
	readonly addresses: readonly string[];
	/** Hears everybody all the same: members of a VE.Smart network need not be configured. */
	readonly strangers: boolean;
	/** Milliseconds. */
	readonly window: number;
	readonly interval: number;
	readonly timers: Timers;
}

type OnAdvert = Parameters<Scanner["start"]>[0];

/** Entries in the white list of every ESP32's controller. */
const listSize = 12;
/** Milliseconds without any advert after which scanning begins anew: the SDK does not tell when it ended or failed. */
const silenceLimit = 60_000;
const longestDiscovery = 60_000;

export class RadioScanner implements Scanner {
	private readonly options: ScannerOptions;
	private readonly known: { readonly bytes: Bytes; readonly text: string }[] = [];
	#client: RadioClient | undefined;
	private onAdvert: OnAdvert | undefined;
	private ready = false;
	private listed = false;
	private scanning = false;
	private pauses = 0;
	private discovery: { readonly onEnd: () => void; readonly timer: unknown } | undefined;
	private heard = false;
	private silence: unknown;

	constructor(options: ScannerOptions) {
		this.options = options;
		for (const text of options.addresses)
			this.known.push({ bytes: new Bytes(text.replaceAll(":", ""), true), text });
	}

	/** For connections, while it is paused; undefined while the stack is not ready. */
	get client(): RadioClient | undefined {
		return this.ready ? this.#client : undefined;
	}

	start(onAdvert: OnAdvert): void {
		this.stop();
		this.onAdvert = onAdvert;
		this.silence = this.options.timers.repeat(() => this.check(), silenceLimit);
		this.open();
		this.apply();
	}

	/** The radio's stack stays, for connections and for the next start. */
	stop(): void {
		this.options.timers.clear(this.silence);
		this.silence = undefined;
		this.onAdvert = undefined;
		this.endDiscovery();
		this.apply();
	}

	/**
	 * Stops the radio while XS has long work, a TLS handshake or an update: adverts would pile up in system memory
	 * without a limit. Each call needs its `resume`.
	 */
	pause(): void {
		this.pauses++;
		this.apply();
	}

	resume(): void {
		this.pauses--;
		this.apply();
	}

	/** Hears everybody and asks for their names, for `duration` milliseconds, a minute at most; then goes on as before. */
	discover(duration: number, onEnd: () => void): void {
		this.endDiscovery();
		const timer = this.options.timers.set(() => this.endDiscovery(), Math.min(duration, longestDiscovery));
		this.discovery = { onEnd, timer };
		this.restart();
	}

	private endDiscovery(): void {
		const discovery = this.discovery;
		if (discovery === undefined) return;
		this.discovery = undefined;
		this.options.timers.clear(discovery.timer);
		this.restart();
		discovery.onEnd();
	}

	private open(): void {
		if (this.#client !== undefined) return;
		const onReady = guard("scanner", () => {
			this.ready = true;
			this.listed = this.fillList();
			this.apply();
		});
		this.#client = new RadioClient(onReady, (advert) => this.advert(advert));
	}

	/** Scans when there is a reason to, and only then. */
	private apply(): void {
		const wanted = this.ready && this.onAdvert !== undefined && this.pauses === 0;
		if (wanted === this.scanning) return;
		this.scanning = wanted;
		try {
			// Also before a start: after a reset of the controller the client is closed, which the SDK does not tell.
			// A stop then throws, where a start would crash.
			this.#client!.stopScanning();
			if (wanted) this.scan();
		} catch (error) {
			this.#client = undefined;
			this.ready = false;
			this.scanning = false;
			fault("scanner", error);
		}
	}

	private scan(): void {
		const { window, interval } = this.options;
		const discovering = this.discovery !== undefined;
		const listed = this.listed && !discovering;
		this.#client!.startScanning({
			active: discovering,
			duplicates: true,
			interval: units(interval),
			window: units(Math.min(window, interval)),
			filterPolicy: listed ? GAP.ScanFilterPolicy.WHITELIST : GAP.ScanFilterPolicy.NONE,
		});
	}

	private restart(): void {
		this.pauses++;
		this.apply();
		this.pauses--;
		this.apply();
	}

	private check(): void {
		const silent = !this.heard && this.pauses === 0;
		this.heard = false;
		if (!silent) return;
		this.restart();
		this.open();
	}

	/**
	 * Strangers then cost nothing at all: the controller drops them.
	 * @returns false when the devices are too many for it, or strangers are wanted: then everybody is heard, and those who
	 * are not Victron's are dropped in XS by the company id, before their address is text.
	 */
	private fillList(): boolean {
		const known = this.known;
		if (this.options.strangers || known.length === 0 || known.length > listSize) return false;
		try {
			GAPWhitelist.clear();
			for (const { bytes, text } of known) GAPWhitelist.add(bytes, addressType(text));
			// An address that looks random may be a public one after all.
			if (2 * known.length > listSize) return true;
			for (const { bytes } of known) GAPWhitelist.add(bytes, GAP.AddressType.PUBLIC);
			return true;
		} catch {
			return false;
		}
	}

	/** Guarded by itself: `guard` would make an array for each call. */
	private advert(advert: RawAdvert): void {
		this.heard = true;
		try {
			const data = new Uint8Array(advert.scanResponse);
			const wanted = this.listed || findVictronData(data) >= 0;
			this.onAdvert?.(wanted ? this.text(advert.address) : "", advert.rssi, data);
		} catch (error) {
			fault("scanner", error);
		}
	}

	private text(address: ArrayBuffer): string {
		const known = this.known;
		// `for of` would make eight slots of garbage.
		for (let index = 0; index < known.length; index++)
			if (known[index]!.bytes.equals(address)) return known[index]!.text;
		const bytes = new Uint8Array(address);
		let text = "";
		for (let index = 5; index >= 0; index--)
			text += (256 + bytes[index]!).toString(16).slice(1) + (index > 0 ? ":" : "");
		return text;
	}
}

/** Of 0.625 ms. */
function units(milliseconds: number): number {
	return Math.round(milliseconds / 0.625);
}

/** A static random address has its two highest bits set. */
function addressType(text: string) {
	return text >= "c0" ? GAP.AddressType.RANDOM : GAP.AddressType.PUBLIC;
}
