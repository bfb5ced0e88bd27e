/** Which Victron devices are around. */

import { setTimeout as delay } from "node:timers/promises";
import { instantReadout, productIdAt } from "victron/advertisement";
import { productName } from "victron/products";
import { serviceUuids } from "victron/vreg/services";
import type { Heard, Radio } from "../radio";
import type { Json } from "./registers";

/**
 * Nearest first.
 * @param duration seconds.
 * @param signal ends it early.
 * @throws Error in a sentence.
 */
export async function scan(radio: Radio, duration: number, signal: AbortSignal): Promise<readonly Heard[]> {
	const devices = new Map<string, Heard>();
	const stop = await radio.listen((device) => {
		// A name does not come with each advert.
		const name = device.name ?? devices.get(device.address)?.name;
		if (isVictron(device)) devices.set(device.address, { ...device, name });
	});
	try {
		await delay(1000 * duration, undefined, { signal }).catch(() => {});
	} finally {
		await stop();
	}
	return [...devices.values()].sort((a, b) => b.rssi - a.rssi);
}

/** Has registers, as far as its adverts tell; the network's own adverts come from devices that also send others. */
function isVictron({ payload, services }: Heard): boolean {
	return payload?.[0] === instantReadout || services.some((uuid) => serviceUuids.some((one) => one === uuid));
}

/** What a device is, for people. */
export function described({ address, name, rssi, payload }: Heard): Json {
	const productId = payload && payload.length >= 4 ? productIdAt(payload, 0) : undefined;
	const model = productId === undefined ? undefined : productName(productId);
	return {
		address,
		...(name !== undefined && { name: printable(name) }),
		rssi,
		...(productId !== undefined && { product_id: productId }),
		...(model !== undefined && { model }),
	};
}

/** Without control characters, which a terminal would obey: anyone near may name a device. */
function printable(name: string): string {
	return name.replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
}
