/**
 * Registers on their way to the broker, as states of which the latest counts. A source is a configured device, or a
 * member of the VE.Smart network. What changed goes out at most every `publish.min`, what was heard and did not change at
 * least every `publish.max`: together on one topic, and a member's also each by itself.
 */

import type { Clock } from "../../hosts/ports";
import type { Device } from "../telemetry/device";
import type { NetworkRegisterSink } from "../telemetry/network-registers";
import type { PublishPolicy } from "../telemetry/publish-policy";
import type { RegisterSink } from "../telemetry/register-sink";
import { recordById } from "../victron/records/index";
import { serialNumber } from "../victron/vesmart/packet";
import type { Outbox } from "./outbox";
import { rawRegister, registersPayload } from "./register-payloads";
import { news, RegisterValues } from "./register-values";
import type { Topics } from "./topics";

export interface RegisterOutletsOptions {
	/** Of the devices: safe and distinct, for topics. */
	readonly names: readonly string[];
	readonly topics: Topics;
	readonly outbox: Outbox;
	readonly clock: Clock;
	/** Of the readings: what it allows, and the record types of the devices. */
	readonly policy: PublishPolicy;
}

class Source {
	readonly values = new RegisterValues();
	/** Index of a configured device; -1 for a member of the network. */
	readonly device: number;
	/** Of the member, 32 bits. */
	readonly address: number;
	/** Of the member; -1 without one. */
	priority = -1;
	/** All together are to go out. */
	due = false;
	/** Monotonic milliseconds. */
	heardAt = 0;
	publishedAt = Number.NEGATIVE_INFINITY;
	repeatedAt = Number.NEGATIVE_INFINITY;

	constructor(device: number, address: number) {
		this.device = device;
		this.address = address;
	}

	/** Registers with any of these news are to go out. */
	publish(bits: number, now: number): void {
		this.values.publish(bits);
		this.due = true;
		this.publishedAt = now;
	}
}

export class RegisterOutlets implements RegisterSink, NetworkRegisterSink {
	private readonly options: RegisterOutletsOptions;
	private readonly sources: Source[] = [];

	constructor(options: RegisterOutletsOptions) {
		this.options = options;
	}

	register(device: Device, id: number, bytes: Uint8Array): void {
		if (device.index < this.options.names.length) this.put(this.source(device.index, 0), id, bytes);
	}

	networkRegister(address: number, priority: number, id: number, bytes: Uint8Array): void {
		const source = this.source(-1, address);
		source.priority = priority;
		this.put(source, id, bytes);
	}

	/** @param now monotonic milliseconds. */
	tick(now: number): void {
		const { max, min } = this.options.policy;
		for (const source of this.sources) {
			const fresh = source.values.news;
			if (fresh === 0 || now - source.publishedAt < min) continue;
			if (now - source.repeatedAt >= max) {
				source.repeatedAt = now;
				source.publish(news.changed | news.heard, now);
			} else if (fresh & news.changed) source.publish(news.changed, now);
		}
	}

	/** The end, or a sleep: what `publish.min` still holds back goes out. */
	flush(): void {
		for (const source of this.sources)
			if (source.values.news & news.changed) source.publish(news.changed, source.publishedAt);
	}

	/** A new connection: all goes out again. @param now monotonic milliseconds. */
	connected(now: number): void {
		for (const source of this.sources) {
			source.values.publishAll();
			source.due = source.values.end > 0;
			source.publishedAt = now;
			source.repeatedAt = now;
		}
	}

	/** Puts the next that is due into an outbox with room. */
	announce(): void {
		for (const source of this.sources) if (this.putTogether(source) || this.putOne(source)) return;
	}

	private source(device: number, address: number): Source {
		const sources = this.sources;
		for (let i = 0; i < sources.length; i++) {
			const source = sources[i]!;
			if (source.address === address && source.device === device) return source;
		}
		const source = new Source(device, address);
		sources.push(source);
		return source;
	}

	private put(source: Source, id: number, bytes: Uint8Array): void {
		source.values.put(id, bytes);
		source.heardAt = this.options.clock.monotonic();
	}

	/** A device's topic is known when its record type is. */
	private putTogether(source: Source): boolean {
		if (!source.due) return false;
		const { clock, names, outbox, policy, topics } = this.options;
		const { device } = source;
		const type = device < 0 ? "" : recordById(policy.recordType(device))?.type;
		if (type === undefined) return false;
		source.due = false;
		const topic =
			device < 0 ? topics.member(serialNumber(source.address)) : topics.registers(type, names[device]!);
		const utc = clock.utc();
		const timestamp = utc && new Date(utc - (clock.monotonic() - source.heardAt)).toISOString();
		const tail = JSON.stringify({
			priority: source.priority < 0 ? undefined : source.priority,
			timestamp,
		}).slice(1, -1);
		outbox.put({ topic, payload: registersPayload(source.values.copy(), tail), retain: true, kind: "state" });
		return true;
	}

	private putOne({ address, device, values }: Source): boolean {
		const at = device < 0 ? values.takeDue() : -1;
		if (at < 0) return false;
		const topic = this.options.topics.memberRegister(serialNumber(address), values.id(at));
		this.options.outbox.put({ topic, payload: rawRegister(values.value(at)), retain: true, kind: "state" });
		return true;
	}
}
