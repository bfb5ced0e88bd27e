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
	readonly #options: DeviceStatusesOptions;
	/** Latest finding of each device. */
	readonly #findings: Uint32Array;
	/** The next to be told again; the number of devices when all are. */
	#next: number;

	constructor(options: DeviceStatusesOptions) {
		this.#options = options;
		this.#findings = new Uint32Array(options.devices.length);
		this.#next = options.devices.length;
	}

	/**
	 * @param now monotonic milliseconds.
	 * @param news tells what is new; `faults` only what is not as it should be.
	 */
	tick(now: number, news: "all" | "faults" | "none"): void {
		const { devices, startedAt } = this.#options;
		const others = anyHeard(devices, now);
		for (let index = 0; index < devices.length; index++) {
			const found = diagnose(devices[index]!, now, startedAt, others);
			const before = this.#findings[index]!;
			if (found === before || found === finding.none) continue;
			this.#findings[index] = found;
			const first = before === finding.none && found === finding.ok;
			if (news === "all" || (news === "faults" && !first)) this.#put(index);
		}
	}

	/** A new connection: all are told again. */
	connected(): void {
		this.#next = 0;
	}

	/** Puts the next that is due into an outbox with room. */
	announce(): void {
		while (this.#next < this.#findings.length) {
			const index = this.#next++;
			if (this.#findings[index] === finding.none) continue;
			this.#put(index);
			return;
		}
	}

	#put(index: number): void {
		const { devices, outbox, topic, unsupported } = this.#options;
		const device = devices[index]!;
		const payload = () => {
			const about = JSON.stringify({ address: device.address, name: device.name });
			return `${about.slice(0, -1)},${diagnosisMembers(this.#findings[index]!, device, unsupported)}}`;
		};
		outbox.put({ topic: topic(index), payload, retain: true, kind: "state" });
	}
}
