/**
 * The devices on their way to the broker: topics, availability, discovery and what the publish policy lets through. One
 * for all devices, with a byte for each.
 *
 * | bit of a device's byte | says                                                    |
 * |------------------------|---------------------------------------------------------|
 * | 0-1                    | place of its availability in `availabilities`           |
 * | 2                      | one reading of an unknown record was told               |
 * | 3                      | discovery is due                                        |
 * | 4                      | statistics are due                                      |
 * | 5                      | the retained topic lacks the latest reading             |
 */

import type { Clock, MqttMessage } from "../../hosts/ports";
import type { Counters } from "../telemetry/counters";
import type { Device } from "../telemetry/device";
import { silenceLimit } from "../telemetry/diagnosis";
import { implausible } from "../telemetry/doubts";
import { type PublishPolicy, readingPayload } from "../telemetry/publish-policy";
import { decodePlainRecord, plainRecordSize } from "../victron/plain-record";
import type { Reading } from "../victron/record";
import { recordById } from "../victron/records/index";
import { availabilities } from "./health";
import { type BridgeIdentity, deviceObjectId, discoveryPayload } from "./home-assistant";
import type { Outbox } from "./outbox";
import type { QueuedReading, ReadingQueue } from "./reading-queue";
import type { ReadRegisters } from "./register-components";
import type { Topics } from "./topics";

export interface DeviceOutletsOptions {
	readonly devices: readonly Device[];
	/** Of the devices: safe and distinct, for topics. */
	readonly names: readonly string[];
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
	readonly statistics: { payload(index: number): string };
	/** What is read by schedule. */
	readonly plans: readonly RegisterPlan[];
	/** Seconds after which what was read no longer counts. */
	readonly registersExpireAfter: number;
}

/** Registers of a device that are read by schedule. */
export interface RegisterPlan {
	readonly device: Device;
	/** Ids. */
	readonly registers: ArrayLike<number>;
}

/**
 * Places in what is kept of a device through deep sleep: plain record, signal, availability, status, time of the
 * reading. The status is not the outlets'.
 */
const saved = {
	plain: 0,
	rssi: plainRecordSize,
	availability: plainRecordSize + 1,
	status: plainRecordSize + 2,
	at: 24,
	size: 32,
} as const;
const availabilityBits = 3;
/** Places in `availabilities`. */
const [unheard, online, offline, sleeping] = [0, 1, 2, 3];
const flag = { unknownTold: 4, discoveryDue: 8, statisticsDue: 16, repeatDue: 32 } as const;
/** Beside the availability that is kept: the retained topic lacks the latest reading. */
const savedRepeat = 0x80;

export class DeviceOutlets {
	/** Bytes that `save` takes. */
	static readonly savedSize = saved.size;
	/** Place of a byte among them that is free for the device's status. */
	static readonly savedStatus = saved.status;

	private readonly options: DeviceOutletsOptions;
	private readonly states: Uint8Array;

	constructor(options: DeviceOutletsOptions) {
		this.options = options;
		this.states = new Uint8Array(options.devices.length);
	}

	/** Its place in `availabilities`. */
	availability(index: number): number {
		return this.states[index]! & availabilityBits;
	}

	/** One of an unknown record goes out once and never again. */
	reading(index: number, reading: Reading, plain: Uint8Array, rssi: number, at: number): void {
		const { counters, policy, readings } = this.options;
		if (reading.type === "unknown") {
			if (this.states[index]! & flag.unknownTold) return;
			this.states[index]! |= flag.unknownTold;
			counters.published++;
			readings.put(index, plain, rssi, at);
			return;
		}
		const before = policy.recordType(index);
		policy.offer(index, plain, rssi, at);
		if (policy.recordType(index) !== before) {
			this.states[index]! |= flag.discoveryDue;
			this.setAvailability(index, online);
		} else this.alive(index);
		if (policy.due(index, at)) this.publish(index);
	}

	heard(index: number, rssi: number, at: number): void {
		const { devices, policy } = this.options;
		// what repeats a reading that was withheld is no sign of life of the one before
		if (!policy.known(index) || implausible(devices[index]!)) return;
		policy.heard(index, rssi, at);
		this.alive(index);
	}

	/** @param now monotonic milliseconds. */
	tick(now: number): void {
		const { policy, startedAt } = this.options;
		for (let index = 0; index < this.states.length; index++) {
			if (policy.due(index, now)) this.publish(index);
			const availability = this.availability(index);
			if (availability !== online && availability !== sleeping) continue;
			const awakeSince = Math.max(policy.heardAt(index), startedAt);
			if (now - awakeSince >= silenceLimit) this.setAvailability(index, offline);
		}
	}

	/** The end: what `publish.min` still holds back goes out. */
	flush(): void {
		for (let index = 0; index < this.states.length; index++) this.flushOne(index);
	}

	/** The bridge is about to sleep: devices sleep with it, but those that were silent for longer than a sleep explains. */
	sleep(now: number): void {
		const { expireAfter, policy } = this.options;
		for (let index = 0; index < this.states.length; index++) {
			this.flushOne(index);
			const gone = now - policy.heardAt(index) >= expireAfter * 1000;
			const availability = this.availability(index);
			if (availability === online) this.setAvailability(index, sleeping);
			else if (availability === sleeping && gone) this.setAvailability(index, offline);
			this.putStatistics(index);
		}
	}

	/** The connection is gone, and with it perhaps what the broker kept. */
	lost(): void {
		for (let index = 0; index < this.states.length; index++)
			this.note(index, flag.repeatDue, this.options.policy.last(index) !== undefined);
	}

	/** Connected: tells the availabilities now, the rest when there is room. */
	connected(): void {
		this.mark(flag.discoveryDue | flag.statisticsDue);
		for (let index = 0; index < this.states.length; index++)
			if (this.options.policy.known(index)) this.setAvailability(index, this.availability(index));
	}

	/** Connected on a wake from deep sleep: the broker has all but what is new. */
	resumed(): void {
		for (let index = 0; index < this.states.length; index++) {
			const availability = this.availability(index);
			if (this.options.policy.known(index) && availability !== sleeping)
				this.setAvailability(index, availability);
		}
	}

	/** Home Assistant started anew. */
	rediscover(): void {
		this.mark(flag.discoveryDue);
	}

	/** Statistics are to go out when there is room. */
	refresh(): void {
		this.mark(flag.statisticsDue);
	}

	/**
	 * Puts what is due into an outbox with room, up to the first discovery payload.
	 * @returns its topic, if there was one.
	 */
	announce(): string | undefined {
		for (let index = 0; index < this.states.length; index++) {
			const state = this.states[index]!;
			const discovered = state & flag.discoveryDue ? this.discover(index) : undefined;
			this.note(index, flag.discoveryDue, false);
			if (state & flag.statisticsDue) this.putStatistics(index);
			if (state & flag.repeatDue && !this.options.readings.storing) {
				this.note(index, flag.repeatDue, false);
				this.putLast(index);
			}
			if (discovered !== undefined) return discovered;
		}
		return undefined;
	}

	/** The message of a reading. */
	message({ device, plain, rssi, at, stored }: QueuedReading): MqttMessage {
		const { clock, names, topics } = this.options;
		const reading = decodePlainRecord(plain);
		const utc = clock.utc();
		const heardAt = utc === undefined ? undefined : utc - (clock.monotonic() - at);
		const payload = readingPayload(JSON.stringify(reading), heardAt, rssi);
		const name = names[device]!;
		const topic = stored ? topics.backlog(reading.type, name) : topics.reading(reading.type, name);
		return { topic, payload, retain: !stored };
	}

	/** Writes what is to survive deep sleep of a device: 32 bytes at `at`. */
	save(index: number, view: DataView, at: number): void {
		const { policy, readings } = this.options;
		const last = policy.last(index);
		if (last === undefined) return;
		// what waits will be a stored reading on the next wake
		const repeat = this.states[index]! & flag.repeatDue || readings.holds(index) ? savedRepeat : 0;
		for (let i = 0; i < plainRecordSize; i++) view.setUint8(at + i, last[i]!);
		view.setInt8(at + saved.rssi, policy.lastRssi(index));
		view.setUint8(at + saved.availability, this.availability(index) | repeat);
		view.setFloat64(at + saved.at, policy.lastAt(index), true);
	}

	/** Goes on from what `save` wrote. */
	restore(index: number, view: DataView, at: number): void {
		const flags = view.getUint8(at + saved.availability);
		const availability = flags & ~savedRepeat;
		if (availability === unheard || availability >= availabilities.length) return;
		const plain = new Uint8Array(view.buffer, view.byteOffset + at, plainRecordSize);
		const heardAt = view.getFloat64(at + saved.at, true);
		this.options.policy.restore(index, plain, view.getInt8(at + saved.rssi), heardAt);
		this.states[index] = availability | (flags & savedRepeat ? flag.repeatDue : 0);
	}

	/** Of the latest reading of a known record; empty before. */
	private type(index: number): string {
		return recordById(this.options.policy.recordType(index))?.type ?? "";
	}

	private note(index: number, bits: number, set: boolean): void {
		if (set) this.states[index]! |= bits;
		else this.states[index]! &= ~bits;
	}

	/** Of all devices that gave a reading. */
	private mark(bits: number): void {
		for (let index = 0; index < this.states.length; index++)
			this.note(index, bits, this.options.policy.known(index));
	}

	private flushOne(index: number): void {
		if (this.options.policy.flush(index)) this.publish(index);
	}

	private putStatistics(index: number): void {
		this.note(index, flag.statisticsDue, false);
		const { names, outbox, policy, statistics, topics } = this.options;
		if (!policy.known(index)) return;
		const topic = topics.statistics(this.type(index), names[index]!);
		outbox.put({ topic, payload: () => statistics.payload(index), retain: true, kind: "state" });
	}

	private alive(index: number): void {
		if (this.availability(index) !== online) this.setAvailability(index, online);
	}

	private setAvailability(index: number, availability: number): void {
		this.states[index] = (this.states[index]! & ~availabilityBits) | availability;
		const { names, outbox, topics } = this.options;
		const topic = topics.availability(this.type(index), names[index]!);
		outbox.put({ topic, payload: availabilities[availability]!, retain: true, kind: "state" });
	}

	/** What the policy published last goes into the queue. */
	private publish(index: number): void {
		this.options.counters.published++;
		this.note(index, flag.repeatDue, this.options.readings.storing);
		this.putLast(index);
	}

	private putLast(index: number): void {
		const { policy, readings } = this.options;
		const last = policy.last(index);
		if (last !== undefined) readings.put(index, last, policy.lastRssi(index), policy.lastAt(index));
	}

	private discover(index: number): string | undefined {
		const { bridge, devices, expireAfter, names, outbox, policy, topics } = this.options;
		const { address, name } = devices[index]!;
		const topic = topics.deviceConfig(deviceObjectId(address));
		const record = recordById(policy.recordType(index));
		const last = policy.last(index);
		if (topic === undefined || record === undefined || last === undefined) return undefined;
		const { model, product_id } = decodePlainRecord(last);
		const payload = discoveryPayload({
			record,
			name,
			address,
			model,
			productId: product_id,
			stateTopic: topics.reading(record.type, names[index]!),
			availabilityTopic: topics.availability(record.type, names[index]!),
			statisticsTopic: topics.statistics(record.type, names[index]!),
			expireAfter,
			registers: this.readRegisters(index, record.type),
			bridge,
		});
		outbox.put({ topic, payload, retain: true, kind: "announcement" });
		return topic;
	}

	private readRegisters(index: number, type: string): ReadRegisters | undefined {
		const { names, plans, registersExpireAfter, topics } = this.options;
		const plan = plans.find(({ device }) => device.index === index);
		return (
			plan && {
				ids: plan.registers,
				topic: topics.registers(type, names[index]!),
				expireAfter: registersExpireAfter,
			}
		);
	}
}
