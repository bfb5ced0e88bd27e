/** What the page shows of each device, made when somebody looks. */

import type { Clock } from "../../hosts/ports";
import type { Publisher } from "../publish/publisher";
import type { Device } from "../telemetry/device";
import { anyHeard, diagnose, diagnosisMembers } from "../telemetry/diagnosis";
import type { UnsupportedAdvert } from "../telemetry/unsupported-advert";
import { decodePlainRecord } from "../victron/plain-record";
import type { Reading } from "../victron/record";

export interface DeviceViewsOptions {
	readonly devices: readonly Device[];
	readonly unsupported: UnsupportedAdvert;
	readonly clock: Pick<Clock, "monotonic">;
	readonly publisher: Pick<Publisher, "topicName" | "latest">;
}

export class DeviceViews {
	readonly #options: DeviceViewsOptions;
	readonly #startedAt: number;

	constructor(options: DeviceViewsOptions) {
		this.#options = options;
		this.#startedAt = options.clock.monotonic();
	}

	/** The latest reading. */
	reading(index: number): Reading | undefined {
		const plain = this.#options.publisher.latest(index);
		return plain && decodePlainRecord(plain);
	}

	/** Its code, which changes with the diagnosis. */
	finding(index: number): number {
		const { clock, devices } = this.#options;
		const now = clock.monotonic();
		return diagnose(devices[index]!, now, this.#startedAt, anyHeard(devices, now));
	}

	/** Seconds since the last advert. */
	age(index: number): number | undefined {
		const { heardAt } = this.#options.devices[index]!;
		return heardAt === undefined ? undefined : Math.round((this.#options.clock.monotonic() - heardAt) / 1000);
	}

	/** JSON of its `DeviceReport` without the reading. */
	report(index: number): string {
		const { devices, publisher, unsupported } = this.#options;
		const device = devices[index]!;
		const { address, name, heardAt } = device;
		const reading = this.reading(index);
		const head = JSON.stringify({
			address,
			name,
			topic: publisher.topicName(index),
			type: reading?.type,
			model: reading?.model,
			rssi: heardAt === undefined ? undefined : device.rssi,
			age: this.age(index),
		});
		return `${head.slice(0, -1)},${diagnosisMembers(this.finding(index), device, unsupported)}}`;
	}
}
