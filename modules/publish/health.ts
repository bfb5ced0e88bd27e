/** What the `health` topic says of the bridge and its devices. */

import type { LongText } from "../../hosts/ports";
import type { Counters } from "../telemetry/counters";
import type { Device } from "../telemetry/device";

/** Of a device, each by its place. `unheard`: not one reading since the start. */
export const availabilities = ["unheard", "online", "offline", "sleeping"] as const;

export interface Health {
	/** Monotonic milliseconds. */
	readonly now: number;
	/** When the firmware started, likewise. */
	readonly startedAt: number;
	/** Of the firmware. */
	readonly version: string;
	readonly resetReason: string;
	/** Bytes in the XS heaps. */
	readonly memory: { readonly chunks?: number; readonly slots?: number; readonly free?: number };
	/** dBm; undefined without WiFi. */
	readonly wifiRssi: number | undefined;
	/** Messages that wait for the broker. */
	readonly queued: number;
	readonly counters: Counters;
	readonly devices: readonly Device[];
	/** Its place in `availabilities`, by the device's index. */
	availability(index: number): number;
}

/** Places in what is kept of a device until it is sent; the age counts from 1, 0 is of one that was never heard. */
const place = {
	received: 0,
	duplicate: 4,
	wrongKey: 8,
	age: 12,
	rssi: 16,
	availability: 17,
	size: 20,
} as const;

function seconds(milliseconds: number): number {
	return Math.floor(milliseconds / 1000);
}

/** JSON; what is not known is absent. */
export function healthPayload(health: Health): LongText {
	const { now, counters, devices } = health;
	const bridge = JSON.stringify({
		uptime: seconds(now - health.startedAt),
		version: health.version,
		reset_reason: health.resetReason,
		heap: health.memory,
		wifi_rssi: health.wifiRssi,
		queued: health.queued,
		counters,
	});
	const data = new DataView(new ArrayBuffer(devices.length * place.size));
	for (const device of devices) note(data, device, health);
	const last = devices.length + 1;
	const part = (index: number) => {
		if (index === 0) return `${bridge.slice(0, -1)},"devices":[`;
		return index === last ? "]}" : (index > 1 ? "," : "") + deviceHealth(data, devices[index - 1]!);
	};
	return { count: devices.length + 2, part };
}

function note(data: DataView, device: Device, { availability, now }: Health): void {
	const at = device.index * place.size;
	data.setUint32(at + place.received, device.received);
	data.setUint32(at + place.duplicate, device.duplicate);
	data.setUint32(at + place.wrongKey, device.wrong_key);
	data.setUint32(at + place.age, device.heardAt === undefined ? 0 : 1 + seconds(now - device.heardAt));
	data.setInt8(at + place.rssi, device.rssi);
	data.setUint8(at + place.availability, availability(device.index));
}

function deviceHealth(data: DataView, { address, index, name }: Device): string {
	const at = index * place.size;
	const age = data.getUint32(at + place.age);
	return JSON.stringify({
		address,
		name: name || undefined,
		availability: availabilities[data.getUint8(at + place.availability)],
		...(age > 0 && { age: age - 1, rssi: data.getInt8(at + place.rssi) || undefined }),
		received: data.getUint32(at + place.received),
		duplicate: data.getUint32(at + place.duplicate),
		wrong_key: data.getUint32(at + place.wrongKey),
	});
}
