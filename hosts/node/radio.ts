/** A radio of this computer, real or simulated. */

import type { GattPort } from "../../modules/victron/vreg/port";

/** What was last heard of a device. */
export interface Heard {
	/** Lower case with colons. */
	readonly address: string;
	readonly name: string | undefined;
	/** dBm */
	readonly rssi: number;
	/** Of Victron's manufacturer data, what follows the company id. */
	readonly payload: Uint8Array | undefined;
	/** UUIDs. */
	readonly services: readonly string[];
}

/** `close` ends the connection, too, and waits for that. */
export interface Radio extends GattPort {
	/**
	 * @param onHeard each time that a device is heard.
	 * @returns what ends it.
	 * @throws Error in a sentence.
	 */
	listen(onHeard: (device: Heard) => void): Promise<() => Promise<void>>;
	close(): Promise<void>;
}
