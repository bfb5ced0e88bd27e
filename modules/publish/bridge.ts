/** What the bridge says of itself: its state, its health, and how Home Assistant finds it. */

import type { MqttMessage, Network, System } from "../../hosts/ports";
import type { Counters } from "../telemetry/counters";
import type { Device } from "../telemetry/device";
import { healthPayload } from "./health";
import { type BridgeIdentity, bridgeObjectId, bridgePayload } from "./home-assistant";
import type { Outbox } from "./outbox";
import type { Topics } from "./topics";

export interface BridgeOptions {
	/** `site.id`. */
	readonly id: string;
	/** Of the firmware. */
	readonly version: string;
	readonly topics: Topics;
	readonly outbox: Outbox;
	readonly counters: Counters;
	readonly network: Pick<Network, "rssi">;
	readonly system: System;
	/** Monotonic milliseconds. */
	readonly startedAt: number;
}

/** ISO 8601 UTC; undefined while the clock is not set. */
export interface SleepTimes {
	readonly wake_at: string | undefined;
	/** Something is published by then. */
	readonly publish_by: string | undefined;
}

export class Bridge {
	readonly identity: BridgeIdentity;
	private readonly options: BridgeOptions;

	constructor(options: BridgeOptions) {
		this.options = options;
		this.identity = { id: options.id, version: options.version, stateTopic: options.topics.bridgeState };
	}

	state(state: "online" | "sleeping" | "offline", times?: SleepTimes): MqttMessage & { payload: string } {
		return {
			topic: this.options.topics.bridgeState,
			payload: JSON.stringify({ state, ...times }),
			retain: true,
		};
	}

	/** Puts the discovery payload into the outbox; gives its topic, unless discovery is off. */
	announce(): string | undefined {
		const { id, topics, network, outbox } = this.options;
		const topic = topics.deviceConfig(bridgeObjectId(id));
		if (topic === undefined) return undefined;
		const signal = network.rssi() === undefined ? "wired" : "wifi";
		const payload = bridgePayload(this.identity, topics.health, signal);
		outbox.put({ topic, payload, retain: true, kind: "announcement" });
		return topic;
	}

	/** @param statistics gives JSON of all chargers together, when it is sent. */
	putStatistics(statistics: { networkPayload(): string }): void {
		const { outbox, topics } = this.options;
		const payload = () => statistics.networkPayload();
		outbox.put({ topic: topics.siteStatistics, payload, retain: true, kind: "state" });
	}

	/** @param now monotonic milliseconds. */
	putHealth(now: number, devices: readonly Device[], availability: (index: number) => number): void {
		const { counters, network, outbox, startedAt, system, topics, version } = this.options;
		counters.queue_dropped = outbox.dropped;
		const payload = healthPayload({
			now,
			startedAt,
			version,
			resetReason: system.resetReason,
			memory: system.memory(),
			wifiRssi: network.rssi(),
			queued: outbox.size,
			counters,
			devices,
			availability,
		});
		outbox.put({ topic: topics.health, payload, retain: true, kind: "state" });
	}
}
