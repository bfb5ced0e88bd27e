/**
 * Takes readings from the advert path and gives them to the broker: publish policy, outbox, session; and says how
 * bridge and devices are. It does no I/O but through ports.
 */

import type { Clock, MqttOptions, MqttTransport, Network, System, Timers } from "../../hosts/ports";
import type { Counters } from "../telemetry/counters";
import type { Device } from "../telemetry/device";
import type { ReadingSink } from "../telemetry/receiver";
import type { Reading } from "../victron/record";
import { BridgeLog, type LogLevel } from "./bridge-log";
import { DeviceOutlet, type OutletContext } from "./device-outlet";
import { healthPayload } from "./health";
import { bridgeObjectId, bridgePayload } from "./home-assistant";
import { MqttSession, type SessionOwner } from "./mqtt-session";
import { Outbox } from "./outbox";
import { deviceTopicNames, Topics } from "./topics";

export interface PublisherOptions {
	readonly transport: MqttTransport;
	readonly timers: Timers;
	readonly clock: Clock;
	readonly network: Network;
	readonly system: System;
	/** 0 to 1, for the reconnection's jitter. */
	readonly random: () => number;
	readonly counters: Counters;
	readonly devices: readonly Device[];
	/** Messages that may wait while the broker is away. */
	readonly outboxCapacity: number;
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
	/** Of the firmware. */
	readonly version: string;
}

const keepAlive = 60;
const tickInterval = 1_000;
const firstHealth = 5_000;
const healthInterval = 60_000;

export class Publisher implements ReadingSink, SessionOwner {
	readonly #options: PublisherOptions;
	readonly #topics: Topics;
	readonly #outbox: Outbox;
	readonly #session: MqttSession;
	readonly #log: BridgeLog;
	readonly #context: OutletContext;
	readonly #outlets = new Map<Device, DeviceOutlet>();
	readonly #startedAt: number;
	#healthAt: number;
	#ticker: unknown;
	#online = false;
	#bridgeDiscoveryDue = false;
	/** Topic of the discovery payload that is on its way. */
	#announced: string | undefined;

	constructor(options: PublisherOptions) {
		this.#options = options;
		const { clock, counters, timers, transport, random, id, version } = options;
		const topics = new Topics(options);
		const outbox = new Outbox(options.outboxCapacity);
		this.#topics = topics;
		this.#outbox = outbox;
		this.#startedAt = clock.monotonic();
		this.#healthAt = this.#startedAt + firstHealth;
		this.#log = new BridgeLog((entry) => {
			outbox.put({ topic: topics.log, payload: JSON.stringify(entry), retain: false, kind: "log" });
			options.system.log(entry.repeated ? `${entry.message} (${entry.repeated} times more)` : entry.message);
		});
		this.#context = {
			topics,
			outbox,
			clock,
			counters,
			bridge: { id, version, stateTopic: topics.bridgeState },
			min: options.min * 1000,
			max: options.max * 1000,
			expireAfter: options.expireAfter,
		};
		const names = deviceTopicNames(options.devices);
		for (const [index, device] of options.devices.entries())
			this.#outlets.set(device, new DeviceOutlet(device, names[index]!, this.#context));
		const status = topics.discoveryStatus;
		this.#session = new MqttSession({
			transport,
			timers,
			random,
			outbox,
			connection: {
				...options.broker,
				id: `heliograph-${id}`,
				keepAlive,
				will: this.#bridgeState("offline"),
			},
			subscriptions: status === undefined ? [] : [status],
			owner: this,
		});
	}

	start(): void {
		this.#ticker = this.#options.timers.repeat(() => this.#tick(), tickInterval);
		this.#session.start();
	}

	/** Sends what is pending, says `offline` and disconnects; `done` is called within seconds. */
	stop(done: () => void): void {
		this.#options.timers.clear(this.#ticker);
		for (const outlet of this.#outlets.values()) outlet.flush();
		this.#log.flush(this.#now());
		this.#session.close(this.#bridgeState("offline"), done);
	}

	/** A line for the person at the machine and the log topic; without secrets. */
	log(level: LogLevel, message: string): void {
		this.#log.write(level, message, this.#now());
		this.#session.pump();
	}

	reading(device: Device, reading: Reading, rssi: number, at: number): void {
		this.#outlets.get(device)?.reading(reading, rssi, at);
		this.#session.pump();
	}

	heard(device: Device, rssi: number, at: number): void {
		this.#outlets.get(device)?.heard(rssi, at);
	}

	wrongKey(device: Device, wanted: number): void {
		const byte = wanted.toString(16).padStart(2, "0");
		this.log("warning", `${device.name || device.address}: wrong key, this device's begins with ${byte}`);
	}

	onOnline(): void {
		this.#online = true;
		this.#options.system.log(`connected to the broker at ${this.#options.broker.host}`);
		this.#outbox.put({ ...this.#bridgeState("online"), kind: "state" });
		this.#bridgeDiscoveryDue = true;
		for (const outlet of this.#outlets.values()) outlet.connected();
	}

	onOffline(reason: string): void {
		if (this.#online) for (const outlet of this.#outlets.values()) outlet.lost();
		this.#online = false;
		this.log("warning", `broker: ${reason}`);
	}

	onMessage(topic: string, payload: string): void {
		if (topic !== this.#topics.discoveryStatus || payload !== "online") return;
		this.#bridgeDiscoveryDue = true;
		for (const outlet of this.#outlets.values()) outlet.rediscover();
		this.#announce();
		this.#session.pump();
	}

	/** Discovery payloads are large: one at a time, the next when the broker has the one before. */
	onRoom(): void {
		this.#announce();
	}

	#announce(): void {
		if (this.#announced !== undefined && this.#outbox.holds(this.#announced)) return;
		this.#announced = undefined;
		if (this.#bridgeDiscoveryDue) {
			this.#bridgeDiscoveryDue = false;
			this.#announced = this.#discoverBridge();
		}
		for (const outlet of this.#outlets.values()) {
			if (this.#announced !== undefined) return;
			this.#announced = outlet.announce();
		}
	}

	/** @returns the topic, unless discovery is off. */
	#discoverBridge(): string | undefined {
		const topic = this.#topics.deviceConfig(bridgeObjectId(this.#options.id));
		if (topic === undefined) return undefined;
		const signal = this.#options.network.rssi() === undefined ? "wired" : "wifi";
		const payload = bridgePayload(this.#context.bridge, this.#topics.health, signal);
		this.#outbox.put({ topic, payload, retain: true, kind: "state" });
		return topic;
	}

	#tick(): void {
		const now = this.#now();
		for (const outlet of this.#outlets.values()) outlet.tick(now);
		if (now >= this.#healthAt) {
			this.#healthAt = now + healthInterval;
			this.#putHealth(now);
		}
		this.#log.tick(now);
		this.#session.pump();
	}

	#putHealth(now: number): void {
		const { counters, network, system, version } = this.#options;
		counters.queue_dropped = this.#outbox.dropped;
		const payload = healthPayload({
			now,
			startedAt: this.#startedAt,
			version,
			resetReason: system.resetReason,
			memory: system.memory(),
			wifiRssi: network.rssi(),
			queued: this.#outbox.size,
			counters,
			devices: [...this.#outlets.values()],
		});
		this.#outbox.put({ topic: this.#topics.health, payload, retain: true, kind: "health" });
	}

	#bridgeState(state: "online" | "offline") {
		return { topic: this.#topics.bridgeState, payload: JSON.stringify({ state }), retain: true };
	}

	#now(): number {
		return this.#options.clock.monotonic();
	}
}
