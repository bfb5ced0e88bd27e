/** One device on its way to the broker: its topics, availability, discovery and what its publish policy lets through. */

import type { Clock } from "../../hosts/ports";
import type { Counters } from "../telemetry/counters";
import type { Device } from "../telemetry/device";
import { type Publication, PublishPolicy, readingPayload } from "../telemetry/publish-policy";
import type { Reading } from "../victron/record";
import { recordByType } from "../victron/records/index";
import type { Availability } from "./health";
import { type BridgeIdentity, deviceObjectId, discoveryPayload } from "./home-assistant";
import type { Outbox } from "./outbox";
import type { Topics } from "./topics";

/** Milliseconds without an advert after which a device is offline. */
const silenceLimit = 60_000;

/** What all outlets share. */
export interface OutletContext {
	readonly topics: Topics;
	readonly outbox: Outbox;
	readonly clock: Clock;
	readonly counters: Counters;
	readonly bridge: BridgeIdentity;
	/** `publish.min` and `publish.max` in milliseconds. */
	readonly min: number;
	readonly max: number;
	/** Seconds. */
	readonly expireAfter: number;
}

export class DeviceOutlet {
	readonly device: Device;
	readonly #name: string;
	readonly #context: OutletContext;
	readonly #policy: PublishPolicy;
	/** Of the latest reading of a known record; empty before. Not the reading itself: it would stay in memory. */
	#type = "";
	#model: string | undefined;
	#productId = 0;
	#heardAt = 0;
	#availability: Availability = "unheard";
	#discoveryDue = false;
	#repeatDue = false;

	/** @param name safe and distinct, for topics. */
	constructor(device: Device, name: string, context: OutletContext) {
		this.device = device;
		this.#name = name;
		this.#context = context;
		this.#policy = new PublishPolicy(context.min, context.max);
	}

	get availability(): Availability {
		return this.#availability;
	}

	reading(reading: Reading, rssi: number, at: number): void {
		this.#policy.offer(reading, rssi, at);
		if (reading.type !== "unknown") {
			const before = this.#type;
			this.#type = reading.type;
			this.#model = reading.model;
			this.#productId = reading.product_id;
			this.#heardAt = at;
			if (before !== reading.type) {
				this.#discoveryDue = true;
				this.#setAvailability("online");
			} else this.#alive();
		}
		this.#put(this.#policy.due(at));
	}

	heard(rssi: number, at: number): void {
		if (this.#type === "") return;
		this.#policy.heard(rssi, at);
		this.#heardAt = at;
		this.#alive();
	}

	/** @param now monotonic milliseconds. */
	tick(now: number): void {
		this.#put(this.#policy.due(now));
		if (this.#availability === "online" && now - this.#heardAt >= silenceLimit)
			this.#setAvailability("offline");
	}

	/** The end: what `publish.min` still holds back goes out. */
	flush(): void {
		this.#put(this.#policy.flush());
	}

	/** The connection is gone, and with it perhaps what the broker kept. */
	lost(): void {
		this.#repeatDue = this.#policy.last !== undefined;
	}

	/** Connected: tells the availability now, discovery and the last reading when there is room. */
	connected(): void {
		this.#discoveryDue = this.#type !== "";
		if (this.#type !== "") this.#setAvailability(this.#availability);
	}

	/** Home Assistant started anew. */
	rediscover(): void {
		this.#discoveryDue = this.#type !== "";
	}

	/**
	 * Puts what is due into an outbox with room.
	 * @returns the topic of the discovery payload, if there was one.
	 */
	announce(): string | undefined {
		const discovered = this.#discoveryDue ? this.#discover() : undefined;
		const last = this.#policy.last;
		if (this.#repeatDue && last !== undefined) this.#send(last);
		this.#discoveryDue = false;
		this.#repeatDue = false;
		return discovered;
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

	#put(publication: Publication | undefined): void {
		if (publication === undefined) return;
		this.#context.counters.published++;
		this.#repeatDue = false;
		this.#send(publication);
	}

	#send({ type, body, at, rssi }: Publication): void {
		const { clock, outbox, topics } = this.#context;
		const utc = clock.utc();
		const heardAt = utc === undefined ? undefined : utc - (clock.monotonic() - at);
		const payload = readingPayload(body, heardAt, rssi);
		outbox.put({ topic: topics.reading(type, this.#name), payload, retain: true, kind: "reading" });
	}

	#discover(): string | undefined {
		const { topics, outbox, bridge, expireAfter } = this.#context;
		const { address, name } = this.device;
		const topic = topics.deviceConfig(deviceObjectId(address));
		const record = recordByType(this.#type);
		if (topic === undefined || record === undefined) return undefined;
		const payload = discoveryPayload({
			record,
			name,
			address,
			model: this.#model,
			productId: this.#productId,
			stateTopic: topics.reading(this.#type, this.#name),
			availabilityTopic: topics.availability(this.#type, this.#name),
			expireAfter,
			bridge,
		});
		outbox.put({ topic, payload, retain: true, kind: "state" });
		return topic;
	}
}
