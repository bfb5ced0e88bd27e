/** Every record that has a table. */

import type { RecordTable } from "../record";
import { acCharger } from "./ac-charger";
import { batteryMonitor } from "./battery-monitor";
import { batteryProtect } from "./battery-protect";
import { dcEnergyMeter } from "./dc-energy-meter";
import { dcdcConverter } from "./dcdc-converter";
import { gxDevice } from "./gx-device";
import { inverter } from "./inverter";
import { inverterRs } from "./inverter-rs";
import { lynxSmartBms } from "./lynx-smart-bms";
import { multiRs } from "./multi-rs";
import { orionXs } from "./orion-xs";
import { smartBms } from "./smart-bms";
import { smartLithium } from "./smart-lithium";
import { solarCharger } from "./solar-charger";
import { solarSense } from "./solar-sense";
import { testRecord } from "./test-record";
import { veBus } from "./ve-bus";

/** By record type: index 0x00 to 0x0F, then the two-byte types. */
export const records: readonly RecordTable[] = [
	testRecord,
	solarCharger,
	batteryMonitor,
	inverter,
	dcdcConverter,
	smartLithium,
	inverterRs,
	gxDevice,
	acCharger,
	batteryProtect,
	lynxSmartBms,
	multiRs,
	veBus,
	dcEnergyMeter,
	smartBms,
	orionXs,
	solarSense,
];

const solarSenseIndex = 0x10;

/** The table of a record type, or undefined. Two-byte types are 0xFF00 + their second byte. */
export function recordById(id: number): RecordTable | undefined {
	if (id < solarSenseIndex) return records[id];
	return id === solarSense.id ? solarSense : undefined;
}

/** The table of a reading's `type`, or undefined. */
export function recordByType(type: string): RecordTable | undefined {
	return records.find((record) => record.type === type);
}
