/** One device on its way to the broker: its topics, availability, discovery and what its publish policy lets through. */

import type { Clock, MqttMessage } from "../../hosts/ports";
import type { Counters } from "../telemetry/counters";
import type { Device } from "../telemetry/device";
import { silenceLimit } from "../telemetry/diagnosis";
import { implausible } from "../telemetry/doubts";
import { type PublishPolicy, readingPayload } from "../telemetry/publish-policy";
import { decodePlainRecord, plainRecordSize } from "../victron/plain-record";
import type { Reading } from "../victron/record";
import { recordByType } from "../victron/records/index";
import type { Availability } from "./health";
import { type BridgeIdentity, deviceObjectId, discoveryPayload } from "./home-assistant";
import type { Outbox } from "./outbox";
import type { QueuedReading, ReadingQueue } from "./reading-queue";
import type { Topics } from "./topics";

/** What all outlets share. */
export interface OutletContext {
	readonly topics: Topics;
	readonly outbox: Outbox;
	readonly readings: ReadingQueue;
	readonly clock: Clock;
	readonly counters: Counters;
	readonly bridge: BridgeIdentity;
	readonly policy: PublishPolicy;
	/** Seconds. */
	readonly expireAfter: number;
	/** Monotonic milliseconds. */
	readonly startedAt: number;
	/** JSON of a device's statistics, by its index. */
	statistics(index: number): string;
}

/**
 * Places in what is kept of a device through deep sleep: plain record, signal, availability, status, time of the
 * reading. The status is not the outlet's.
 */
const saved = {
	plain: 0,
	rssi: plainRecordSize,
	availability: plainRecordSize + 1,
	status: plainRecordSize + 2,
	at: 24,
	size: 32,
} as const;
const availabilities: readonly Availability[] = ["unheard", "online", "offline", "sleeping"];
/** Beside the availability: the retained topic lacks the latest reading. */
const repeatBit = 0x80;

export class DeviceOutlet {
	/** Bytes that `save` takes. */
	static readonly savedSize = saved.size;
	/** Place of a byte among them that is free for the device's status. */
	static readonly savedStatus = saved.status;

	readonly device: Device;
	readonly #index: number;
	readonly #name: string;
	readonly #context: OutletContext;
	/** Of the latest reading of a known record; empty before. Not the reading itself: it would stay in memory. */
	#type = "";
	#heardAt = 0;
	#availability: Availability = "unheard";
	#unknownSeen = false;
	#discoveryDue = false;
	/** The retained topic lacks the latest reading. */
	#repeatDue = false;
	#statisticsDue = false;

	/**
	 * @param index of the device among all.
	 * @param name safe and distinct, for topics.
	 */
	constructor(device: Device, index: number, name: string, context: OutletContext) {
		this.device = device;
		this.#index = index;
		this.#name = name;
		this.#context = context;
	}

	get availability(): Availability {
		return this.#availability;
	}

	/** One of an unknown record goes out once and never again. */
	reading(reading: Reading, plain: Uint8Array, rssi: number, at: number): void {
		if (reading.type === "unknown") {
			if (this.#unknownSeen) return;
			this.#unknownSeen = true;
			this.#context.counters.published++;
			this.#context.readings.put(this.#index, plain, rssi, at);
			return;
		}
		this.#context.policy.offer(this.#index, plain, rssi, at);
		this.#heardAt = at;
		if (this.#type !== reading.type) {
			this.#type = reading.type;
			this.#discoveryDue = true;
			this.#setAvailability("online");
		} else this.#alive();
		if (this.#context.policy.due(this.#index, at)) this.#publish();
	}

	heard(rssi: number, at: number): void {
		// what repeats a reading that was withheld is no sign of life of the one before
		if (this.#type === "" || implausible(this.device)) return;
		this.#context.policy.heard(this.#index, rssi, at);
		this.#heardAt = at;
		this.#alive();
	}

	/** @param now monotonic milliseconds. */
	tick(now: number): void {
		if (this.#context.policy.due(this.#index, now)) this.#publish();
		const hearable = this.#availability === "online" || this.#availability === "sleeping";
		const awakeSince = Math.max(this.#heardAt, this.#context.startedAt);
		if (hearable && now - awakeSince >= silenceLimit) this.#setAvailability("offline");
	}

	/** The end: what `publish.min` still holds back goes out. */
	flush(): void {
		if (this.#context.policy.flush(this.#index)) this.#publish();
	}

	/** The bridge is about to sleep: a device sleeps with it, unless it was silent for longer than a sleep explains. */
	sleep(now: number): void {
		this.flush();
		const gone = now - this.#heardAt >= this.#context.expireAfter * 1000;
		if (this.#availability === "online") this.#setAvailability("sleeping");
		else if (this.#availability === "sleeping" && gone) this.#setAvailability("offline");
		this.#putStatistics();
	}

	/** The connection is gone, and with it perhaps what the broker kept. */
	lost(): void {
		this.#repeatDue = this.#context.policy.last(this.#index) !== undefined;
	}

	/** Connected: tells the availability now, the rest when there is room. */
	connected(): void {
		this.rediscover();
		this.#statisticsDue = this.#type !== "";
		if (this.#type !== "") this.#setAvailability(this.#availability);
	}

	/** Connected on a wake from deep sleep: the broker has all but what is new. */
	resumed(): void {
		if (this.#type !== "" && this.#availability !== "sleeping") this.#setAvailability(this.#availability);
	}

	/** Home Assistant started anew. */
	rediscover(): void {
		this.#discoveryDue = this.#type !== "";
	}

	/** Statistics are to go out when there is room. */
	refresh(): void {
		this.#statisticsDue = this.#type !== "";
	}

	/**
	 * Puts what is due into an outbox with room.
	 * @returns the topic of the discovery payload, if there was one.
	 */
	announce(): string | undefined {
		const discovered = this.#discoveryDue ? this.#discover() : undefined;
		this.#discoveryDue = false;
		if (this.#statisticsDue) this.#putStatistics();
		if (this.#repeatDue && !this.#context.readings.storing) {
			this.#repeatDue = false;
			this.#putLast();
		}
		return discovered;
	}

	#putStatistics(): void {
		this.#statisticsDue = false;
		const { outbox, topics, statistics } = this.#context;
		if (this.#type === "") return;
		const topic = topics.statistics(this.#type, this.#name);
		outbox.put({ topic, payload: () => statistics(this.#index), retain: true, kind: "state" });
	}

	/** The message of one of this device's readings. */
	message({ plain, rssi, at, stored }: QueuedReading): MqttMessage {
		const { clock, topics } = this.#context;
		const reading = decodePlainRecord(plain);
		const utc = clock.utc();
		const heardAt = utc === undefined ? undefined : utc - (clock.monotonic() - at);
		const payload = readingPayload(JSON.stringify(reading), heardAt, rssi);
		const topic = stored
			? topics.backlog(reading.type, this.#name)
			: topics.reading(reading.type, this.#name);
		return { topic, payload, retain: !stored };
	}

	/** Writes what is to survive deep sleep: 32 bytes at `at`. */
	save(view: DataView, at: number): void {
		const { policy, readings } = this.#context;
		const last = policy.last(this.#index);
		if (last === undefined) return;
		// what waits will be a stored reading on the next wake
		const repeat = this.#repeatDue || readings.holds(this.#index) ? repeatBit : 0;
		for (let i = 0; i < plainRecordSize; i++) view.setUint8(at + i, last[i]!);
		view.setInt8(at + saved.rssi, policy.lastRssi(this.#index));
		view.setUint8(at + saved.availability, availabilities.indexOf(this.#availability) | repeat);
		view.setFloat64(at + saved.at, policy.lastAt(this.#index), true);
	}

	/** Goes on from what `save` wrote. */
	restore(view: DataView, at: number): void {
		const flags = view.getUint8(at + saved.availability);
		const availability = availabilities[flags & ~repeatBit];
		if (availability === undefined || availability === "unheard") return;
		const plain = new Uint8Array(view.buffer, view.byteOffset + at, plainRecordSize);
		this.#heardAt = view.getFloat64(at + saved.at, true);
		this.#context.policy.restore(this.#index, plain, view.getInt8(at + saved.rssi), this.#heardAt);
		this.#type = decodePlainRecord(plain).type;
		this.#availability = availability;
		this.#repeatDue = (flags & repeatBit) !== 0;
	}

	#alive(): void {
		if (this.#availability !== "online") this.#setAvailability("online");
	}

	#setAvailability(availability: Availability): void {
		this.#availability = availability;
		const { outbox, topics } = this.#context;
		const topic = topics.availability(this.#type, this.#name);
		outbox.put({ topic, payload: availability, retain: true, kind: "state" });
	}

	/** What the policy published last goes into the queue. */
	#publish(): void {
		this.#context.counters.published++;
		this.#repeatDue = this.#context.readings.storing;
		this.#putLast();
	}

	#putLast(): void {
		const { policy, readings } = this.#context;
		const last = policy.last(this.#index);
		if (last !== undefined)
			readings.put(this.#index, last, policy.lastRssi(this.#index), policy.lastAt(this.#index));
	}

	#discover(): string | undefined {
		const { topics, outbox, bridge, expireAfter } = this.#context;
		const { address, name } = this.device;
		const topic = topics.deviceConfig(deviceObjectId(address));
		const record = recordByType(this.#type);
		const last = this.#context.policy.last(this.#index);
		if (topic === undefined || record === undefined || last === undefined) return undefined;
		const { model, product_id } = decodePlainRecord(last);
		const payload = discoveryPayload({
			record,
			name,
			address,
			model,
			productId: product_id,
			stateTopic: topics.reading(this.#type, this.#name),
			availabilityTopic: topics.availability(this.#type, this.#name),
			statisticsTopic: topics.statistics(this.#type, this.#name),
			expireAfter,
			bridge,
		});
		outbox.put({ topic, payload, retain: true, kind: "announcement" });
		return topic;
	}
}
