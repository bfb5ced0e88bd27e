/** UUIDs of the VE.Smart service as the SDK has them: bytes, little-endian. */

import { Bytes } from "btutils";
import { characteristicPrefixes, serviceUuids } from "victron/vreg/services";
import type { Characteristic } from "../../modules/victron/vreg/port";

/** @param index of those that a device may have; undefined after the last. */
export function serviceUuid(index: number): Bytes | undefined {
	const text = serviceUuids[index];
	return text === undefined ? undefined : new Bytes(text.replaceAll("-", ""), true);
}

/** Which one of the service it is, if any. */
export function characteristicOf(uuid: ArrayBuffer): Characteristic | undefined {
	const bytes = new Uint8Array(uuid);
	let prefix = "";
	for (let index = bytes.length - 1; index >= bytes.length - 4; index--)
		prefix += (256 + bytes[index]!).toString(16).slice(1);
	if (prefix === characteristicPrefixes.control) return "control";
	if (prefix === characteristicPrefixes.lastData) return "lastData";
	return prefix === characteristicPrefixes.data ? "data" : undefined;
}
