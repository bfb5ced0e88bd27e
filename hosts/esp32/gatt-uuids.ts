/** The VE.Smart service among those of a device, by UUIDs as the SDK has them: bytes, little-endian. */

import { characteristicPrefixes, serviceUuids } from "victron/vreg/services";
import type { Characteristic } from "../../modules/victron/vreg/port";

export function isVeSmart(uuid: ArrayBuffer): boolean {
	const text = uuidText(uuid);
	return text === serviceUuids[0] || text === serviceUuids[1];
}

/** Which one of the service it is, if any. */
export function characteristicOf(uuid: ArrayBuffer): Characteristic | undefined {
	const prefix = uuidText(uuid).slice(0, 8);
	if (prefix === characteristicPrefixes.control) return "control";
	if (prefix === characteristicPrefixes.lastData) return "lastData";
	return prefix === characteristicPrefixes.data ? "data" : undefined;
}

/** Lower case, with hyphens. */
function uuidText(uuid: ArrayBuffer): string {
	const bytes = new Uint8Array(uuid);
	let text = "";
	for (let index = bytes.length - 1; index >= 0; index--) {
		if (index === 11 || index === 9 || index === 7 || index === 5) text += "-";
		text += (256 + bytes[index]!).toString(16).slice(1);
	}
	return text;
}
