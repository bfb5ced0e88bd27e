/** Readings in, messages out: everything that this bridge says to its broker. */

import type {
	Clock,
	MqttMessage,
	MqttOptions,
	MqttTransport,
	Network,
	System,
	Timers,
} from "../../hosts/ports";
import type { UpdateProgress } from "../control/api";
import type { Desk } from "../control/desk";
import type { Counters } from "../telemetry/counters";
import type { Device } from "../telemetry/device";
import type { NetworkRegisterSink } from "../telemetry/network-registers";
import { PublishPolicy } from "../telemetry/publish-policy";
import type { ReadingSink } from "../telemetry/receiver";
import type { UnsupportedAdvert } from "../telemetry/unsupported-advert";
import type { Reading } from "../victron/record";
import { Bridge } from "./bridge";
import { BridgeLog, type LogLevel } from "./bridge-log";
import { DeviceOutlets, type RegisterPlan } from "./device-outlets";
import { DeviceStatuses } from "./device-statuses";
import { MqttSession, type SessionOwner } from "./mqtt-session";
import { Outbox } from "./outbox";
import { ReadingQueue } from "./reading-queue";
import { RegisterOutlets } from "./register-outlets";
import { Requests } from "./requests";
import { deviceTopicNames, Topics } from "./topics";

export interface PublisherOptions {
	readonly transport: MqttTransport;
	readonly timers: Timers;
	readonly clock: Clock;
	readonly network: Pick<Network, "rssi">;
	readonly system: System;
	/** 0 to 1, for the reconnection's jitter. */
	readonly random: () => number;
	readonly counters: Counters;
	readonly devices: readonly Device[];
	readonly unsupported: UnsupportedAdvert;
	/** Readings that may wait while the broker is away. */
	readonly backlogCapacity: number;
	/** An empty host stays offline. */
	readonly broker: Pick<MqttOptions, "host" | "port" | "tls" | "ca" | "username" | "password">;
	/** `mqtt.base`, `mqtt.discovery` and `site.id`. */
	readonly base: string;
	readonly discovery: string;
	readonly id: string;
	/** `publish.min` and `publish.max` in seconds. */
	readonly min: number;
	readonly max: number;
	/** Seconds; see `expireAfter` of `home-assistant.ts`. */
	readonly expireAfter: number;
	/** Registers that are read by schedule, and the seconds after which they no longer count. */
	readonly plans: readonly RegisterPlan[];
	readonly registersExpireAfter: number;
	/** Of the firmware. */
	readonly version: string;
	readonly statistics: {
		/** JSON of a device's statistics, by its index. */
		payload(index: number): string;
		/** JSON of all chargers together. */
		networkPayload(): string;
	};
	/** Each line of the log as it goes out. */
	readonly onLog?: (level: LogLevel, message: string) => void;
}

/** What is said before a deep sleep. */
export interface Sleeping {
	/** Milliseconds until the next wake, and until something is published at the latest. */
	readonly wakeIn: number;
	readonly publishIn: number;
}

const keepAlive = 60;
const tickInterval = 1_000;
const firstHealth = 5_000;
const healthInterval = 60_000;
const statisticsInterval = 300_000;
/** Awake for this long after a deep sleep, it announces all again: a broker may have lost it meanwhile. */
const settledAfter = 60_000;

export class Publisher implements ReadingSink, NetworkRegisterSink, SessionOwner {
	private readonly options: Pick<PublisherOptions, "clock" | "devices" | "statistics" | "system" | "timers">;
	/** As it is set. */
	private readonly host: string;
	private readonly topics: Topics;
	private readonly readings: ReadingQueue;
	private readonly outbox: Outbox;
	private readonly session: MqttSession;
	private readonly bridge: Bridge;
	readonly #log: BridgeLog;
	private readonly policy: PublishPolicy;
	private readonly outlets: DeviceOutlets;
	private readonly names: readonly string[];
	private readonly statuses: DeviceStatuses;
	#registers: RegisterOutlets | undefined;
	private readonly startedAt: number;
	private healthAt: number;
	private statisticsAt: number;
	private ticker: unknown;
	private asked = false;
	#online = false;
	#problem: string | undefined;
	private requests: Requests | undefined;
	/** On a wake from deep sleep, until it is clear that this is more than a look around. */
	private resumed = false;
	private bridgeDiscoveryDue = false;
	/** Topic of the discovery payload that is on its way. */
	private announced: string | undefined;

	constructor(options: PublisherOptions) {
		const { clock, counters, devices, id, network, onLog, random, statistics, system, timers, transport } =
			options;
		this.options = { clock, devices, statistics, system, timers };
		this.host = options.broker.host;
		const topics = new Topics(options);
		const readings = new ReadingQueue(options.backlogCapacity);
		const outbox = new Outbox(readings, (reading) => this.outlets.message(reading));
		this.topics = topics;
		this.readings = readings;
		this.outbox = outbox;
		this.startedAt = clock.monotonic();
		this.bridge = new Bridge({
			id,
			version: options.version,
			topics,
			outbox,
			counters,
			network,
			system,
			startedAt: this.startedAt,
		});
		this.healthAt = this.startedAt + firstHealth;
		this.statisticsAt = this.startedAt + statisticsInterval;
		this.#log = new BridgeLog((entry) => {
			outbox.put({ topic: topics.log, payload: JSON.stringify(entry), retain: false, kind: "log" });
			onLog?.(entry.level, entry.message);
			system.log(entry.repeated ? `${entry.message} (${entry.repeated} times more)` : entry.message);
		});
		const names = deviceTopicNames(devices);
		this.names = names;
		this.policy = new PublishPolicy(devices.length, options.min * 1000, options.max * 1000);
		this.outlets = new DeviceOutlets({
			devices,
			names,
			topics,
			outbox,
			readings,
			clock,
			counters,
			bridge: this.bridge.identity,
			policy: this.policy,
			expireAfter: options.expireAfter,
			plans: options.plans,
			registersExpireAfter: options.registersExpireAfter,
			startedAt: this.startedAt,
			statistics,
		});
		this.statuses = new DeviceStatuses({
			devices,
			unsupported: options.unsupported,
			outbox,
			startedAt: this.startedAt,
			topic: (index) => topics.status(names[index]!),
		});
		const status = topics.discoveryStatus;
		this.session = new MqttSession({
			transport,
			timers,
			random,
			outbox,
			connection: {
				...options.broker,
				id: `heliograph-${id}`,
				keepAlive,
				will: this.bridge.state("offline"),
			},
			subscriptions: [`${topics.request}#`, ...(status === undefined ? [] : [status])],
			owner: this,
		});
	}

	/** Takes readings from now on; `connect` sends them. */
	start(): void {
		this.ticker = this.options.timers.repeat(() => this.tick(), tickInterval);
	}

	/** Hands requests to `desk` from now on. */
	serve(desk: Desk): void {
		this.requests = new Requests({
			topics: this.topics,
			outbox: this.outbox,
			desk,
			session: this.session,
		});
	}

	/** Connected to the broker. */
	get online(): boolean {
		return this.#online;
	}

	/** A connection is being made, which takes memory and the radio. */
	get busy(): boolean {
		return this.session.connecting;
	}

	/** Why not, in words; undefined while it is, and before the first attempt has failed. */
	get problem(): string | undefined {
		return this.#problem;
	}

	/** As it stands in the topics of a device. */
	topicName(index: number): string {
		return this.names[index]!;
	}

	/** Plain record of the reading of a device that was heard last, or published last before a sleep. */
	latest(index: number): Uint8Array | undefined {
		return this.policy.latest(index);
	}

	/** Connects, and stays connected; asked twice, it does nothing. */
	connect(): void {
		if (this.asked) return;
		this.asked = true;
		this.session.start();
	}

	/** Connected, and everything is acknowledged. */
	get settled(): boolean {
		return this.#online && this.outbox.size === 0;
	}

	/** Sends what is pending, says `offline` and disconnects; `done` is called within seconds. */
	stop(done: () => void): void {
		this.options.timers.clear(this.ticker);
		this.outlets.flush();
		this.#registers?.flush();
		this.end(this.bridge.state("offline"), done);
	}

	/** As `stop`, for a deep sleep: nobody takes the silence for a failure. */
	sleep({ wakeIn, publishIn }: Sleeping, done: () => void): void {
		this.options.timers.clear(this.ticker);
		this.outlets.sleep(this.now());
		this.#registers?.flush();
		this.bridge.putStatistics(this.options.statistics);
		const utc = this.options.clock.utc();
		const at = (delay: number) => (utc === undefined ? undefined : new Date(utc + delay).toISOString());
		this.end(this.bridge.state("sleeping", { wake_at: at(wakeIn), publish_by: at(publishIn) }), done);
	}

	/** What the outlets need to go on after a deep sleep. */
	save(): Uint8Array {
		const bytes = new Uint8Array(this.names.length * DeviceOutlets.savedSize);
		const view = new DataView(bytes.buffer);
		for (let index = 0; index < this.names.length; index++) {
			const at = index * DeviceOutlets.savedSize;
			this.outlets.save(index, view, at);
			view.setUint8(at + DeviceOutlets.savedStatus, this.statuses.save(index));
		}
		return bytes;
	}

	/** As many of the readings that wait as fit in `limit` bytes. */
	saveBacklog(limit: number): Uint8Array {
		return this.readings.save(limit);
	}

	/** Goes on from what `save` and `saveBacklog` gave before a deep sleep, with as many devices. */
	restore(saved: Uint8Array | undefined, backlog: Uint8Array | undefined): void {
		if (backlog !== undefined) this.readings.restore(backlog, this.names.length);
		if (saved?.length !== this.names.length * DeviceOutlets.savedSize) return;
		this.resumed = true;
		const view = new DataView(saved.buffer, saved.byteOffset, saved.length);
		for (let index = 0; index < this.names.length; index++) {
			const at = index * DeviceOutlets.savedSize;
			this.outlets.restore(index, view, at);
			this.statuses.restore(index, view.getUint8(at + DeviceOutlets.savedStatus));
		}
	}

	/** Statistics are other than they were: sends them. */
	refreshStatistics(): void {
		this.outlets.refresh();
		this.bridge.putStatistics(this.options.statistics);
		this.announce();
	}

	/** A line for the person at the machine and the log topic; without secrets. */
	log(level: LogLevel, message: string): void {
		this.#log.write(level, message, this.now());
		this.session.pump();
	}

	/** How an update goes on. */
	update(progress: UpdateProgress): void {
		const payload = JSON.stringify(progress);
		this.outbox.put({ topic: this.topics.update, payload, retain: false, kind: "state" });
		if (progress.error !== undefined) this.log("warning", `update: ${progress.error}`);
		this.session.pump();
	}

	reading(device: Device, reading: Reading, plain: Uint8Array, rssi: number, at: number): void {
		if (device.index >= this.names.length) return;
		this.outlets.reading(device.index, reading, plain, rssi, at);
		this.session.pump();
	}

	heard(device: Device, rssi: number, at: number): void {
		if (device.index < this.names.length) this.outlets.heard(device.index, rssi, at);
	}

	register(device: Device, id: number, bytes: Uint8Array): void {
		this.registers().register(device, id, bytes);
	}

	networkRegister(address: number, priority: number, id: number, bytes: Uint8Array): void {
		this.registers().networkRegister(address, priority, id, bytes);
	}

	wrongKey(device: Device, wanted: number): void {
		const byte = wanted.toString(16).padStart(2, "0");
		this.log("warning", `${device.name || device.address}: wrong key, this device's begins with ${byte}`);
	}

	onOnline(): void {
		this.#online = true;
		this.#problem = undefined;
		const host = this.host;
		this.options.system.log(host === "" ? "connected to the broker" : `connected to the broker at ${host}`);
		this.outbox.put({ ...this.bridge.state("online"), kind: "state" });
		this.#registers?.connected(this.now());
		if (this.resumed) {
			this.outlets.resumed();
			return;
		}
		this.bridgeDiscoveryDue = true;
		this.bridge.putStatistics(this.options.statistics);
		this.outlets.connected();
		this.statuses.connected(this.now());
	}

	onOffline(reason: string): void {
		if (this.#online) this.outlets.lost();
		this.#online = false;
		this.#problem = reason;
		this.log("warning", `broker: ${reason}`);
	}

	onMessage(topic: string, payload: string | undefined, retained: boolean): void {
		if (topic !== this.topics.discoveryStatus) this.requests?.message(topic, payload, retained);
		else if (payload === "online") this.rediscover();
	}

	/** Discovery payloads are large: one at a time, the next when the broker has the one before. */
	onRoom(): void {
		this.announce();
	}

	/** Made when it is wanted. */
	private registers(): RegisterOutlets {
		this.#registers ??= new RegisterOutlets({
			names: this.names,
			topics: this.topics,
			outbox: this.outbox,
			clock: this.options.clock,
			policy: this.policy,
		});
		return this.#registers;
	}

	private end(last: MqttMessage, done: () => void): void {
		this.#log.flush(this.now());
		this.session.close(last, done);
	}

	private rediscover(): void {
		this.bridgeDiscoveryDue = true;
		this.outlets.rediscover();
		this.announce();
		this.session.pump();
	}

	private announce(): void {
		if (this.announced !== undefined && this.outbox.holds(this.announced)) return;
		this.announced = undefined;
		if (this.bridgeDiscoveryDue) {
			this.bridgeDiscoveryDue = false;
			this.announced = this.bridge.announce();
		}
		this.announced ??= this.outlets.announce();
		if (this.announced !== undefined || !this.#online) return;
		this.statuses.announce();
		this.#registers?.announce();
	}

	private tick(): void {
		const now = this.now();
		this.outlets.tick(now);
		if (this.#online) this.statuses.tick(now);
		this.#registers?.tick(now);
		if (now >= this.healthAt) {
			this.healthAt = now + healthInterval;
			this.bridge.putHealth(now, this.options.devices, (index) => this.outlets.availability(index));
		}
		if (now >= this.statisticsAt) {
			this.statisticsAt = now + statisticsInterval;
			this.refreshStatistics();
		}
		if (this.resumed && now - this.startedAt >= settledAfter) {
			this.resumed = false;
			this.statuses.connected(now);
			if (this.#online) this.rediscover();
		}
		this.#log.tick(now);
		if (this.#registers !== undefined && this.outbox.size === 0) this.announce();
		this.session.pump();
	}

	private now(): number {
		return this.options.clock.monotonic();
	}
}
