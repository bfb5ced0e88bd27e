/** Each device's diagnosis on its topic: when it changes, and one after the other when there is a new connection. */

import type { Device } from "../telemetry/device";
import { anyHeard, diagnose, diagnosisMembers, finding } from "../telemetry/diagnosis";
import type { UnsupportedAdvert } from "../telemetry/unsupported-advert";
import type { Outbox } from "./outbox";

export interface DeviceStatusesOptions {
	readonly devices: readonly Device[];
	readonly unsupported: UnsupportedAdvert;
	readonly outbox: Outbox;
	/** Monotonic milliseconds. */
	readonly startedAt: number;
	/** Of a device, by its index. */
	topic(index: number): string;
}

export class DeviceStatuses {
	private readonly options: DeviceStatusesOptions;
	/** The finding of each device that was told last, or is about to be. */
	private readonly findings: Uint32Array;
	/** The next to be told again; the number of devices when all are. */
	private next: number;

	constructor(options: DeviceStatusesOptions) {
		this.options = options;
		this.findings = new Uint32Array(options.devices.length);
		this.next = options.devices.length;
	}

	/** While there is a connection: tells what is new. @param now monotonic milliseconds. */
	tick(now: number): void {
		this.refresh(now, true);
	}

	/** A new connection: all are told again, one by one. */
	connected(now: number): void {
		this.refresh(now, false);
		this.next = 0;
	}

	/** What was told of a device, in a byte. */
	save(index: number): number {
		return this.findings[index]! & 0xff;
	}

	/** Goes on from what `save` gave before a deep sleep. */
	restore(index: number, told: number): void {
		this.findings[index] = told;
	}

	/** Puts the next that is due into an outbox with room. */
	announce(): void {
		while (this.next < this.findings.length) {
			const index = this.next++;
			if (this.findings[index] === finding.none) continue;
			this.put(index);
			return;
		}
	}

	private refresh(now: number, tell: boolean): void {
		const { devices, startedAt } = this.options;
		const others = anyHeard(devices, now);
		for (let index = 0; index < devices.length; index++) {
			const found = diagnose(devices[index]!, now, startedAt, others);
			if (found === this.findings[index] || found === finding.none) continue;
			this.findings[index] = found;
			if (tell) this.put(index);
		}
	}

	private put(index: number): void {
		const { devices, outbox, topic, unsupported } = this.options;
		const device = devices[index]!;
		const payload = () => {
			const about = JSON.stringify({ address: device.address, name: device.name });
			return `${about.slice(0, -1)},${diagnosisMembers(this.findings[index]!, device, unsupported)}}`;
		};
		outbox.put({ topic: topic(index), payload, retain: true, kind: "state" });
	}
}
