/**
 * The bridge's hardware through the year: it starts the firmware, gives it its ports, and lets it sleep, restart and
 * lose its power. What survives what is the hardware's: the store everything, the retained memory all but a power cut,
 * the clock likewise, with the error of an RTC that counts deep sleep by a slow oscillator.
 */

import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { nodeCrypto } from "../../hosts/node/node-crypto";
import type { Host, Power, Scanner, System } from "../../hosts/ports";
import { durations } from "../../modules/power/energy-model";
import type { Random } from "../simulate/random";
import type { Broker } from "./broker";
import { MemoryStore } from "./memory-store";
import type { Probe, Program } from "./program";
import { Lifetime, type Timeline } from "./timeline";
import { type AccessPoint, type RadioState, YearWifi } from "./wifi";

/** How much longer a sleep is than the RTC's oscillator says, a calibrated 150 kHz RC: parts of one. */
const oscillatorError = 0.002;
/** SNTP takes this long once there is WiFi, milliseconds. */
const clockSetAfter = 1_500;
/** As on the ESP32. */
const backlogCapacity = 64;
const mostRetained = 6 * 1024;

export type Phase = "unpowered" | "asleep" | "boot" | "scanning" | "joining" | "connected";
export type EndReason = "asleep" | "restart" | "power cut";

export interface MachineParts {
	readonly program: Program;
	readonly timeline: Timeline;
	readonly broker: Broker;
	readonly accessPoint: AccessPoint;
	readonly random: Random;
	/** Nested at the dots. */
	readonly settings: unknown;
	readonly probe: Probe;
	/** Begins to give adverts to this scanner; they end with the lifetime. */
	readonly listen: (lifetime: Lifetime, onAdvert: Parameters<Scanner["start"]>[0]) => void;
	readonly onPhase: (phase: Phase) => void;
	/** A start has taken up what was kept. */
	readonly onStarted: () => void;
	readonly onEnd: (reason: EndReason) => void;
	readonly onFault: (message: string) => void;
	readonly onLog: (line: string) => void;
}

/** What a call into the firmware ends with when there is no firmware any more. */
class Left extends Error {}

export class Machine {
	readonly store = new MemoryStore();
	/** Adverts come in. */
	scanning = false;
	readonly #parts: MachineParts;
	#lifetime: Lifetime | undefined;
	#retained: ArrayBuffer | undefined;
	/** What the clock shows too much, milliseconds; undefined while it is not set. */
	#clockError: number | undefined;
	readonly #math: typeof Math;
	#wake: unknown;

	constructor(parts: MachineParts) {
		this.#parts = parts;
		this.#math = Object.create(Math, { random: { value: parts.random } }) as typeof Math;
	}

	powerOn(): void {
		this.#start("power_on", 0);
	}

	powerCut(): void {
		if (this.#lifetime === undefined) this.#parts.onEnd("power cut");
		else this.#end("power cut");
		this.#parts.timeline.clear(this.#wake);
		this.#retained = undefined;
		this.#clockError = undefined;
		this.#parts.onPhase("unpowered");
	}

	#start(resetReason: string, delay: number): void {
		const { timeline } = this.#parts;
		this.#wake = timeline.set(() => {
			this.#parts.onPhase("boot");
			this.#wake = timeline.set(() => this.#evaluate(resetReason), durations.boot);
		}, delay);
	}

	#evaluate(resetReason: string): void {
		const { program, probe, onPhase } = this.#parts;
		const lifetime = new Lifetime(this.#parts.timeline);
		this.#lifetime = lifetime;
		onPhase("scanning");
		this.#enter(
			lifetime,
			"start",
			() => {},
			() => program(this.#host(lifetime, resetReason), probe, this.#math),
		);
		if (lifetime.alive) this.#parts.onStarted();
	}

	#end(reason: EndReason): void {
		if (this.#lifetime === undefined) return;
		this.#lifetime.end();
		this.#lifetime = undefined;
		this.scanning = false;
		this.#parts.accessPoint.onDown = () => {};
		this.#parts.onEnd(reason);
	}

	/** Runs the firmware's code; what it throws is a fault that it hears of. */
	#enter(
		lifetime: Lifetime,
		origin: string,
		report: (origin: string, text: string) => void,
		work: () => void,
	): void {
		if (!lifetime.alive) return;
		try {
			work();
		} catch (error) {
			if (error instanceof Left || !lifetime.alive) return;
			this.#parts.onFault(`${origin}: ${error instanceof Error ? error.stack : error}`);
			try {
				report(origin, String(error));
			} catch (second) {
				if (!(second instanceof Left)) throw second;
			}
		}
	}

	/** The one place that knows the firmware's ports. */
	#host(lifetime: Lifetime, resetReason: string): Host {
		const { timeline, broker, accessPoint, random, listen, onPhase, onLog, settings } = this.#parts;
		const startedAt = timeline.now;
		let fault: (origin: string, message: string) => void = () => {};
		const enter = (origin: string, work: () => void) =>
			this.#enter(lifetime, origin, (from, text) => fault(from, text), work);
		const radioPhases: Record<RadioState, Phase> = {
			off: "scanning",
			joining: "joining",
			joined: "connected",
		};
		const wifi = new YearWifi((reachable) => broker.transport(lifetime, reachable), {
			accessPoint,
			lifetime,
			store: this.store,
			random,
			onRadio: (state) => {
				if (lifetime.alive) onPhase(radioPhases[state]);
			},
			onJoined: () =>
				lifetime.set(() => {
					if (wifi.joined) this.#clockError = 0;
				}, clockSetAfter),
		});
		const system: System = {
			id: "c0ffee",
			resetReason,
			memory: () => ({}),
			log: onLog,
			restart: (reason) => {
				this.#end("restart");
				this.#start(reason, 0);
				throw new Left();
			},
			onFault(callback) {
				fault = callback;
			},
			onStop() {},
		};
		const power: Power = {
			sleep: (duration) => {
				const length = Math.max(0, Math.round(duration));
				this.#end("asleep");
				if (this.#clockError !== undefined) this.#clockError -= length * oscillatorError;
				onPhase("asleep");
				this.#start("deep_sleep", length * (1 + oscillatorError));
				throw new Left();
			},
			retained: () => this.#retained?.slice(0),
			retain: (data) => {
				if (data.byteLength > mostRetained) throw new RangeError("too much to retain");
				this.#retained = data.slice(0);
			},
		};
		return {
			scanner: {
				start: (onAdvert) => {
					this.scanning = true;
					listen(lifetime, (address, rssi, data) =>
						enter("scanner", () => {
							if (this.scanning) onAdvert(address, rssi, data);
						}),
					);
				},
				stop: () => {
					this.scanning = false;
				},
				pause() {},
				resume() {},
				discover() {},
			},
			timers: {
				set: (callback, delay) => lifetime.set(() => enter("timer", callback), delay),
				repeat: (callback, interval) => lifetime.repeat(() => enter("timer", callback), interval),
				clear: (timer) => lifetime.clear(timer),
			},
			clock: {
				monotonic: () => timeline.now - startedAt,
				utc: () => (this.#clockError === undefined ? undefined : Math.round(timeline.now + this.#clockError)),
			},
			mqtt: {
				connect: (options, events) =>
					wifi.transport.connect(options, {
						onConnected: () => enter("mqtt", () => events.onConnected()),
						onAcknowledged: (number) => enter("mqtt", () => events.onAcknowledged(number)),
						onMessage: (topic, payload, retained) =>
							enter("mqtt", () => events.onMessage(topic, payload, retained)),
						onClosed: (reason) => enter("mqtt", () => events.onClosed(reason)),
					}),
			},
			ciphers: nodeCiphers,
			network: {
				up: () => wifi.up(),
				down: () => wifi.down(),
				rssi: () => (wifi.joined ? -60 : undefined),
			},
			system,
			power,
			store: this.store,
			settings: {
				read: () => settings,
				refused: (problems) => onLog(`refused: ${problems.join("; ")}`),
			},
			crypto: nodeCrypto,
			gatt: undefined,
			vedirect: undefined,
			console: undefined,
			web: undefined,
			accessPoint: undefined,
			downloader: undefined,
			updateSlot: undefined,
			backlogCapacity,
		};
	}
}
