/** Registers of the Bluetooth interface itself, beside those of the product behind it. */

import { keepAliveRegister } from "./messages";

/** What the interface can do: flags, of which bit 6 says that it tells its key. */
export const capabilitiesRegister = 0x0150;
/** Key of Instant Readout, 16 bytes. */
export const keyRegister = 0xec65;

/** Keep-alive, capabilities, network, trends, keys; all others belong to what is behind it. */
export function isOfInterface(register: number): boolean {
	return (
		register === keepAliveRegister ||
		register === capabilitiesRegister ||
		(register >= 0xec00 && register < 0xec80)
	);
}
