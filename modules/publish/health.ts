/** What the `health` topic says of the bridge and its devices. */

import type { LongText } from "../../hosts/ports";
import type { Counters } from "../telemetry/counters";
import type { Device } from "../telemetry/device";

/** `unheard`: not one reading since the start. */
export type Availability = "unheard" | "online" | "offline" | "sleeping";

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
	/** Of a device, by its index. */
	availability(index: number): Availability;
}

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
	const parts = [`${bridge.slice(0, -1)},"devices":[`];
	for (const device of devices)
		parts.push((parts.length > 1 ? "," : "") + deviceHealth(device, health.availability(device.index), now));
	parts.push("]}");
	return { count: parts.length, part: (index) => parts[index]! };
}

function deviceHealth(device: Device, availability: Availability, now: number): string {
	return JSON.stringify({
		address: device.address,
		name: device.name || undefined,
		availability,
		age: device.heardAt === undefined ? undefined : seconds(now - device.heardAt),
		rssi: device.heardAt === undefined ? undefined : device.rssi,
		received: device.received,
		duplicate: device.duplicate,
		wrong_key: device.wrong_key,
	});
}
