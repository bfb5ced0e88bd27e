/**
 * Withholds the readings of a device whose key fits by its first byte only.
 *
 * | bit of `Device.doubts` | says                                                                       |
 * |------------------------|----------------------------------------------------------------------------|
 * | 0-4                    | the last five readings, the latest in bit 0: 1 made no sense               |
 * | 5                      | one made sense, sometime                                                   |
 * | 6-29                   | what was odd in the latest                                                 |
 */

import type { Device } from "./device";

const trusted = 0x20;
/** Bits above are the odd values. */
const printShift = 6;

/** A reading made sense, sometime. */
export function madeSense(device: Device): boolean {
	return (device.doubts & trusted) !== 0;
}

/** Four of the last five readings made no sense. */
export function implausible(device: Device): boolean {
	let bits = device.doubts & 0x1f;
	let count = 0;
	for (; bits !== 0; bits &= bits - 1) count++;
	return count >= 4;
}

/**
 * One more reading. Odd values that are the same as in the one before are those of a real device.
 * @param print of `Plausibility`.
 * @returns true when it is not to be told: the device is implausible, or this makes no sense and none did before.
 */
export function withheld(device: Device, print: number): boolean {
	const before = device.doubts;
	if (print === 0 && (before & 0x1f) === 0) {
		device.doubts = trusted;
		return false;
	}
	const odd = print !== 0 && print !== before >> printShift;
	const history = ((before & 0x0f) << 1) | (odd ? 1 : 0);
	device.doubts = (print << printShift) | (before & trusted) | (odd ? 0 : trusted) | history;
	return implausible(device) || (odd && (before & trusted) === 0);
}
