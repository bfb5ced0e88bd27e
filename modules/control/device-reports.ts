/** What there is to tell of each device: for the answer to `devices`, made part by part, and for the web page. */

import type { Clock, LongText } from "../../hosts/ports";
import type { Device } from "../telemetry/device";
import { anyHeard, diagnose, diagnosisMembers } from "../telemetry/diagnosis";
import type { UnsupportedAdvert } from "../telemetry/unsupported-advert";
import { decodePlainRecord, plainRecordSize } from "../victron/plain-record";
import type { Reading } from "../victron/record";

export interface DeviceReportsOptions {
	readonly devices: readonly Device[];
	readonly unsupported: UnsupportedAdvert;
	readonly clock: Pick<Clock, "monotonic">;
	readonly publisher: {
		/** As it stands in topics, by the device's index. */
		topicName(index: number): string;
		/** Plain record of the latest reading; undefined before. */
		latest(index: number): Uint8Array | undefined;
	};
}

/** Places in what is kept of a device. */
const place = { plain: 0, flags: plainRecordSize, rssi: 22, age: 24, finding: 28, size: 32 } as const;
const flag = { reading: 1, heard: 2 } as const;

export class DeviceReports {
	private readonly options: DeviceReportsOptions;
	private readonly startedAt: number;

	constructor(options: DeviceReportsOptions) {
		this.options = options;
		this.startedAt = options.clock.monotonic();
	}

	/** Members of the answer to `devices`, as they are now. */
	members(): LongText {
		const { devices } = this.options;
		const bytes = new Uint8Array(devices.length * place.size);
		const others = this.anyHeard();
		for (let index = 0; index < devices.length; index++) this.note(bytes, index * place.size, index, others);
		const last = devices.length + 1;
		const part = (index: number) =>
			index === 0
				? '"devices":['
				: index === last
					? "]"
					: (index > 1 ? "," : "") + this.text(bytes, (index - 1) * place.size, index - 1, true);
		return { count: devices.length + 2, part };
	}

	/** JSON of one report, without the reading. */
	report(index: number): string {
		const bytes = new Uint8Array(place.size);
		this.note(bytes, 0, index, this.anyHeard());
		return this.text(bytes, 0, index, false);
	}

	/** The latest reading; undefined before. */
	reading(index: number): Reading | undefined {
		const plain = this.options.publisher.latest(index);
		return plain && decodePlainRecord(plain);
	}

	/** Seconds since it was heard; undefined before. */
	age(index: number): number | undefined {
		const { clock, devices } = this.options;
		const { heardAt } = devices[index]!;
		return heardAt === undefined ? undefined : Math.max(0, Math.floor((clock.monotonic() - heardAt) / 1000));
	}

	/** Changes whenever there is something to tell but signal and age. */
	finding(index: number): number {
		return this.diagnose(index, this.anyHeard());
	}

	private anyHeard(): boolean {
		return anyHeard(this.options.devices, this.options.clock.monotonic());
	}

	private diagnose(index: number, others: boolean): number {
		const { clock, devices } = this.options;
		return diagnose(devices[index]!, clock.monotonic(), this.startedAt, others);
	}

	private note(bytes: Uint8Array, at: number, index: number, others: boolean): void {
		const { devices, publisher } = this.options;
		const view = new DataView(bytes.buffer);
		const device = devices[index]!;
		const plain = publisher.latest(index);
		if (plain !== undefined) bytes.set(plain, at);
		const heard = device.heardAt === undefined ? 0 : flag.heard;
		view.setUint8(at + place.flags, heard | (plain === undefined ? 0 : flag.reading));
		view.setInt8(at + place.rssi, device.rssi);
		view.setUint32(at + place.age, this.age(index) ?? 0);
		view.setUint32(at + place.finding, this.diagnose(index, others));
	}

	private text(bytes: Uint8Array, at: number, index: number, whole: boolean): string {
		const { devices, publisher, unsupported } = this.options;
		const view = new DataView(bytes.buffer);
		const device = devices[index]!;
		const flags = view.getUint8(at + place.flags);
		const reading = flags & flag.reading ? decodePlainRecord(bytes, at) : undefined;
		const { address, name } = device;
		const head = JSON.stringify({
			address,
			name,
			topic: publisher.topicName(index),
			type: reading?.type,
			model: reading?.model,
			...(flags & flag.heard && {
				rssi: view.getInt8(at + place.rssi) || undefined,
				age: view.getUint32(at + place.age),
			}),
			reading: whole ? reading : undefined,
		});
		return `${head.slice(0, -1)},${diagnosisMembers(view.getUint32(at + place.finding), device, unsupported)}}`;
	}
}
