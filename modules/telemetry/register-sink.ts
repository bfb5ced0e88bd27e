/** Who takes the registers that devices tell, whichever way they come: VE.Smart networking, GATT, VE.Direct. */

import type { Device } from "./device";

export interface RegisterSink {
	/**
	 * A register of a configured device.
	 * @param bytes little-endian, valid only during the call.
	 */
	register(device: Device, id: number, bytes: Uint8Array): void;
}
