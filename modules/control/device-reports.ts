/** The answer to `devices`, made part by part from a few bytes a device, as they were at the request. */

import type { LongText } from "../../hosts/ports";
import type { Device } from "../telemetry/device";
import { anyHeard, diagnose, diagnosisMembers } from "../telemetry/diagnosis";
import type { UnsupportedAdvert } from "../telemetry/unsupported-advert";
import { decodePlainRecord, plainRecordSize } from "../victron/plain-record";

export interface DeviceReportsOptions {
	readonly devices: readonly Device[];
	readonly unsupported: UnsupportedAdvert;
	/** Monotonic milliseconds. */
	readonly now: number;
	readonly startedAt: number;
	/** As it stands in topics, by the device's index. */
	topicName(index: number): string;
	/** Plain record of the latest reading; undefined before. */
	latest(index: number): Uint8Array | undefined;
}

/** Places in what is kept of a device. */
const place = { plain: 0, flags: plainRecordSize, rssi: 22, age: 24, finding: 28, size: 32 } as const;
const flag = { reading: 1, heard: 2 } as const;

/** Members of the answer. */
export function deviceReports(options: DeviceReportsOptions): LongText {
	const { devices, latest, now, startedAt, topicName, unsupported } = options;
	const bytes = new Uint8Array(devices.length * place.size);
	const view = new DataView(bytes.buffer);
	const others = anyHeard(devices, now);
	for (const [index, device] of devices.entries()) {
		const at = index * place.size;
		const plain = latest(index);
		if (plain !== undefined) bytes.set(plain, at);
		const heard = device.heardAt === undefined ? 0 : flag.heard;
		view.setUint8(at + place.flags, heard | (plain === undefined ? 0 : flag.reading));
		view.setInt8(at + place.rssi, device.rssi);
		view.setUint32(at + place.age, Math.max(0, Math.floor((now - (device.heardAt ?? now)) / 1000)));
		view.setUint32(at + place.finding, diagnose(device, now, startedAt, others));
	}
	const report = (index: number) => {
		const device = devices[index]!;
		const at = index * place.size;
		const flags = view.getUint8(at + place.flags);
		const reading = flags & flag.reading ? decodePlainRecord(bytes, at) : undefined;
		const { address, name } = device;
		const head = JSON.stringify({
			address,
			name,
			topic: topicName(index),
			type: reading?.type,
			model: reading?.model,
			...(flags & flag.heard && { rssi: view.getInt8(at + place.rssi), age: view.getUint32(at + place.age) }),
			reading,
		});
		return `${head.slice(0, -1)},${diagnosisMembers(view.getUint32(at + place.finding), device, unsupported)}}`;
	};
	const last = devices.length + 1;
	const part = (index: number) =>
		index === 0 ? '"devices":[' : index === last ? "]" : (index > 1 ? "," : "") + report(index - 1);
	return { count: devices.length + 2, part };
}
