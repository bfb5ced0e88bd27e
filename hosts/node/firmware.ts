/**
 * The firmware on the XS engine, from Node's side: hands it adverts, timers and MQTT events in order of time,
 * and does what it asks. No logic of the firmware is here. A restart or a deep sleep is a new engine.
 */

import type { GattPort } from "../../modules/victron/vreg/port";
import { Agenda } from "./agenda";
import { bundle } from "./bundle";
import { Downloads } from "./downloads";
import { GattBridge } from "./gatt-bridge";
import type { HttpAction } from "./http-protocol";
import { type HttpAddress, HttpServer } from "./http-server";
import { KeyRing } from "./key-ring";
import { LineInput } from "./line-input";
import { MulticastBridge } from "./mdns-socket";
import { MqttBridge } from "./mqtt-bridge";
import { CryptoDesk } from "./node-crypto";
import type { Boot, HostAction, HostEvent, TimedEvent } from "./protocol";
import { upcalls } from "./protocol";
import { Replay, type TimedAdvert } from "./replay";
import { siteId } from "./site-id";
import { StateFile } from "./state-file";
import { UpdateSlotFile } from "./update-slot";
import { type Speed, VirtualClock } from "./virtual-clock";
import { EngineError, type Meter, XsWorker } from "./xs-worker";

export interface FirmwareOptions {
	readonly settings: unknown;
	readonly speed?: Speed;
	/** Played on the firmware's clock, in order of `at`. */
	readonly replay?: Iterable<TimedAdvert>;
	readonly onLog?: (line: string) => void;
	/** Settings that were refused, one sentence each. */
	readonly onRefused?: (problems: readonly string[]) => void;
	/** An exception before the firmware could take it. */
	readonly onFault?: (message: string) => void;
	readonly onMeter?: (meter: Meter) => void;
	/** File of what the firmware stores; without one, that ends with this process. */
	readonly state?: string | undefined;
	/** File that stands for the place of new firmware; without one, there is none. */
	readonly updateSlot?: string | undefined;
	/** Ask the network around for brokers and `.local` names; otherwise a broker must be set. */
	readonly multicast?: boolean;
	/** Where the web interface listens, or at the next free port; without it there is none. */
	readonly http?: HttpAddress | undefined;
	/** Connections to devices; without it there are none. */
	readonly gatt?: GattPort | undefined;
	/** A stand-in for an access point: without `wifi.ssid` the firmware is in setup mode. */
	readonly setup?: boolean;
	/** What the firmware writes to its serial line; without it, there is none. */
	readonly onSerial?: ((text: string) => void) | undefined;
	/** What it writes onto the VE.Direct cable; without it, there is none. */
	readonly onVeDirect?: ((frame: string) => void) | undefined;
	/** The script, from the project's root; tests bring their own. */
	readonly entry?: string;
}

const backlogCapacity = 10_000;

export class Firmware {
	readonly #options: FirmwareOptions;
	readonly #clock: VirtualClock;
	readonly #replay: Replay;
	readonly #script: string;
	readonly #agenda: Agenda;
	#worker!: XsWorker;
	#mqtt!: MqttBridge;
	#multicast!: MulticastBridge;
	readonly #http: HttpServer | undefined;
	#actHttp: (action: HttpAction) => void = () => {};
	#downloads!: Downloads;
	#gatt: GattBridge | undefined;
	#wake: () => void = () => {};
	#running = true;
	#busy = false;
	#stopped = false;
	#retained = "";
	readonly #serial = new LineInput("serial", (event) => this.#emit(event));
	readonly #vedirect = new LineInput("vedirect", (event) => this.#emit(event));
	readonly #state: StateFile;
	readonly #slot: UpdateSlotFile | undefined;
	/** A new start that the firmware asked for: when, on its clock, and what it is told as the reason. */
	#restart: { readonly at: number; readonly reason: string } | undefined;
	#end!: (error: EngineError | undefined) => void;
	/** Resolves when the firmware has ended: undefined in order, else why the engine stopped. */
	readonly ended = new Promise<EngineError | undefined>((resolve) => {
		this.#end = resolve;
	});

	private constructor(options: FirmwareOptions, script: string, http: HttpServer | undefined) {
		this.#options = options;
		this.#http = http;
		this.#script = script;
		this.#clock = new VirtualClock(options.speed ?? 1);
		this.#replay = new Replay(options.replay);
		this.#agenda = new Agenda(this.#clock, this.#replay, options.speed === "max");
		this.#state = new StateFile(options.state, (sentence) => options.onLog?.(sentence));
		this.#slot = options.updateSlot === undefined ? undefined : new UpdateSlotFile(options.updateSlot);
	}

	/** Resolves when the firmware has read its settings. Throws EngineError. */
	static async start(options: FirmwareOptions): Promise<Firmware> {
		const script = await bundle(options.entry ?? "hosts/node/xs/firmware.ts");
		const http = options.http && (await HttpServer.listen(options.http));
		const firmware = new Firmware(options, script, http);
		void firmware.ended.then(() => http?.close());
		try {
			await firmware.#boot("power_on");
		} catch (error) {
			http?.close();
			throw error;
		}
		firmware.#replay.advance();
		void firmware.#run();
		return firmware;
	}

	/** One advert of the simulated air, now. */
	advert(text: string): void {
		this.#emit(["advert", text]);
	}

	/** Bytes that come in over the serial line. */
	serial(data: Buffer): void {
		this.#serial.add(data);
	}

	/** Bytes that come in over the VE.Direct cable. */
	vedirect(data: Buffer): void {
		this.#vedirect.add(data);
	}

	/** The settings name a broker. */
	get hasBroker(): boolean {
		return this.#mqtt.asked;
	}

	/** Of the web interface; undefined without one. */
	get url(): string | undefined {
		return this.#http?.url;
	}

	/** Process id of the engine. */
	get pid(): number | undefined {
		return this.#worker.pid;
	}

	/** The replay is played, and what the firmware published is acknowledged. */
	async settled(): Promise<void> {
		while (this.#running && (!this.#replay.ended || !(this.#restart || this.#quiet)))
			await new Promise((resolve) => setTimeout(resolve, 20));
	}

	get #quiet(): boolean {
		return !this.#agenda.hasEvents && !this.#busy && this.#mqtt.idle;
	}

	/** Asks the firmware to end in order; false when it did not within `limit` milliseconds. */
	async stop(limit: number): Promise<boolean> {
		this.#emit(["stop"]);
		const until = performance.now() + limit;
		while (this.#running && !this.#stopped && !this.#restart && performance.now() < until)
			await new Promise((resolve) => setTimeout(resolve, 5));
		const inOrder = this.#stopped || this.#restart !== undefined;
		await this.#mqtt.closed(limit);
		this.kill();
		await this.ended;
		return inOrder;
	}

	kill(): void {
		this.#running = false;
		this.#worker.close();
		this.#wake();
		if (this.#restart) this.#end(undefined); // between two engines none is left to end
	}

	async #boot(reason: string): Promise<void> {
		this.#agenda.begin();
		const keys = new KeyRing();
		const crypto = new CryptoDesk();
		const boot: Boot = {
			settings: this.#options.settings,
			id: siteId(),
			resetReason: reason,
			backlogCapacity,
			multicast: this.#options.multicast ?? false,
			web: this.#http !== undefined,
			gatt: this.#options.gatt !== undefined,
			accessPoint: this.#options.setup ?? false,
			console: this.#options.onSerial !== undefined,
			vedirect: this.#options.onVeDirect !== undefined,
			retained: this.#retained,
			utc: this.#clock.utc(this.#clock.now()),
			store: this.#state.values,
			slot: this.#slot?.start(),
		};
		const downloads = new Downloads((event) => {
			if (this.#downloads === downloads) this.#emit(event);
		});
		this.#downloads = downloads;
		const { gatt: port } = this.#options;
		if (port) {
			const gatt = new GattBridge(port, (event) => {
				if (this.#gatt === gatt) this.#emit(event);
			});
			this.#gatt = gatt;
		}
		const worker = new XsWorker((request) =>
			request[0] === upcalls.boot
				? Buffer.from(JSON.stringify(boot))
				: (crypto.answer(request) ??
					this.#slot?.answer(request) ??
					downloads.answer(request) ??
					keys.answer(request)),
		);
		this.#worker = worker;
		const mqtt = new MqttBridge((event) => {
			if (this.#mqtt === mqtt) this.#emit(event); // connections of an earlier engine are none of this one's
		});
		this.#mqtt = mqtt;
		const multicast = new MulticastBridge((event) => {
			if (this.#multicast === multicast) this.#emit(event);
		});
		this.#multicast = multicast;
		if (this.#http) this.#actHttp = this.#http.attach((event) => this.#emit(event));
		void worker.exited.then((error) => {
			if (this.#worker !== worker || this.#restart) return;
			this.#running = false;
			this.#hangUp();
			this.#wake();
			this.#end(error);
		});
		try {
			await worker.evaluate(this.#script);
			await this.#exchange([]);
		} catch (error) {
			worker.close();
			throw error;
		}
	}

	#emit(event: HostEvent): void {
		this.#agenda.add(event);
		this.#wake();
	}

	/** Every connection and socket of this engine; who asks over HTTP meanwhile waits a moment. */
	#hangUp(): void {
		this.#mqtt.end();
		this.#multicast.end();
		this.#http?.detach();
		this.#downloads.end();
		this.#gatt?.end();
	}

	async #run(): Promise<void> {
		try {
			while (this.#running) await this.#step();
		} catch (error) {
			if (!this.#running) return; // `ended` tells why the engine is gone
			this.#running = false;
			this.#worker.close();
			this.#hangUp();
			this.#end(error instanceof EngineError ? error : new EngineError(String(error)));
		}
	}

	async #step(): Promise<void> {
		const due = Math.min(this.#agenda.due, this.#restart?.at ?? Number.POSITIVE_INFINITY);
		if (!this.#agenda.hasEvents && due > this.#clock.now()) {
			const asleep = this.#restart !== undefined;
			const idle = asleep || (this.#mqtt.idle && this.#downloads.idle && (this.#gatt?.idle ?? true));
			const jumps = this.#options.speed === "max" && !this.#replay.ended && idle;
			if (!jumps) return this.#sleep(due);
			this.#clock.jump(due);
		}
		if (this.#restart) return this.#asleep(this.#restart);
		this.#serial.taken();
		this.#vedirect.taken();
		this.#gatt?.taken();
		const events = this.#agenda.take();
		if (events.length) await this.#exchange(events);
	}

	/** Between two engines: adverts fly by unheard. */
	async #asleep({ at, reason }: { readonly at: number; readonly reason: string }): Promise<void> {
		this.#agenda.clear();
		this.#replay.skip(Math.min(at, this.#clock.now()));
		if (this.#clock.now() < at) return;
		this.#restart = undefined;
		await this.#boot(reason);
	}

	#sleep(until: number): Promise<void> {
		return new Promise((resolve) => {
			const real = until === Number.POSITIVE_INFINITY ? 1000 : Math.min(1000, this.#clock.realUntil(until));
			const timer = setTimeout(resolve, real);
			this.#wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}

	async #exchange(events: TimedEvent[]): Promise<void> {
		this.#busy = true;
		const { reply, meter } = await this.#worker.command(Buffer.from(JSON.stringify(events)));
		this.#options.onMeter?.(meter);
		for (const action of JSON.parse(reply.toString("utf8")) as HostAction[]) this.#act(action);
		this.#busy = false;
	}

	#act(action: HostAction): void {
		switch (action[0]) {
			case "timer":
				this.#agenda.setTimer(action[1], action[2]);
				break;
			case "clear":
				this.#agenda.clearTimer(action[1]);
				break;
			case "log":
				this.#options.onLog?.(action[1]);
				break;
			case "refused":
				this.#options.onRefused?.(action[1]);
				break;
			case "fault":
				this.#options.onFault?.(action[1]);
				break;
			case "retain":
				this.#retained = action[1];
				break;
			case "store":
				this.#state.set(action[1], action[2], action[3]);
				break;
			case "sleep":
				this.#leave(action[1], "deep_sleep");
				break;
			case "restart":
				this.#leave(0, action[1]);
				break;
			case "serial_write":
				this.#options.onSerial?.(action[1]);
				break;
			case "vedirect_write":
				this.#options.onVeDirect?.(action[1]);
				break;
			case "stopped":
				this.#stopped = true;
				break;
			case "multicast_open":
			case "multicast_send":
			case "multicast_close":
				this.#multicast.handle(action);
				break;
			case "http_listen":
			case "http_respond":
			case "http_page":
			case "http_stream":
			case "http_send":
			case "http_more":
			case "http_close":
				this.#actHttp(action);
				break;
			case "gatt_connect":
			case "gatt_subscribe":
			case "gatt_read":
			case "gatt_write":
			case "gatt_close":
				this.#gatt?.handle(action);
				break;
			case "download":
			case "download_close":
				this.#downloads.handle(action);
				break;
			default:
				this.#mqtt.handle(action);
		}
	}

	#leave(duration: number, reason: string): void {
		this.#restart = { at: this.#clock.now() + duration, reason };
		this.#agenda.clear();
		this.#worker.close();
		this.#hangUp();
	}
}
