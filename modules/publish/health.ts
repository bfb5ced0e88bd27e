/** What the `health` topic says of the bridge and its devices. */

import type { Counters } from "../telemetry/counters";
import type { Device } from "../telemetry/device";

/** `unheard`: not one reading since the start. */
export type Availability = "unheard" | "online" | "offline";

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
	readonly devices: readonly { readonly device: Device; readonly availability: Availability }[];
}

function seconds(milliseconds: number): number {
	return Math.floor(milliseconds / 1000);
}

/** JSON; what is not known is absent. */
export function healthPayload(health: Health): string {
	const { now, counters } = health;
	return JSON.stringify({
		uptime: seconds(now - health.startedAt),
		version: health.version,
		reset_reason: health.resetReason,
		heap: health.memory,
		wifi_rssi: health.wifiRssi,
		queued: health.queued,
		counters,
		devices: health.devices.map(({ device, availability }) => ({
			address: device.address,
			name: device.name || undefined,
			availability,
			age: device.heardAt === undefined ? undefined : seconds(now - device.heardAt),
			rssi: device.heardAt === undefined ? undefined : device.rssi,
			received: device.received,
			duplicate: device.duplicate,
			wrong_key: device.wrong_key,
		})),
	});
}
