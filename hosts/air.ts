/**
 * The simulated air: adverts as JSON in UDP datagrams and in files, for the hosts without a radio.
 * `{"address": "fa:ac:27:84:c6:6f", "rssi": -61, "manufacturerData": "10…"}`; the data is what follows the
 * company id, in hex.
 */

import { wrapManufacturerData } from "victron/advertisement";
import { hexBytes } from "victron/hex";

export interface AirAdvert {
	readonly address: string;
	readonly rssi: number;
	/** AD structures, as a radio would give them. */
	readonly data: Uint8Array;
}

/** Bytes of the longest content of one AD structure after the company id. */
export const longestPayload = 252;

/** An advert from its JSON value, or undefined when it is none. */
export function airAdvert(value: unknown): AirAdvert | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const { address, rssi, manufacturerData } = value as {
		address?: unknown;
		rssi?: unknown;
		manufacturerData?: unknown;
	};
	if (typeof address !== "string" || typeof manufacturerData !== "string") return undefined;
	if (manufacturerData.length > 2 * longestPayload) return undefined;
	const payload = hexBytes(manufacturerData);
	if (payload === undefined) return undefined;
	return {
		address: address.toLowerCase(),
		rssi: typeof rssi === "number" && rssi >= -127 && rssi <= 20 ? Math.round(rssi) : -127,
		data: wrapManufacturerData(payload),
	};
}

/** An advert from one datagram, or undefined when it is none. */
export function airDatagram(text: string): AirAdvert | undefined {
	try {
		return airAdvert(JSON.parse(text));
	} catch {
		return undefined;
	}
}
