/** Union of the readings that the tables give; tell them apart by `type`. */

import type { ReadingOf } from "./record";
import type { acCharger } from "./records/ac-charger";
import type { batteryMonitor } from "./records/battery-monitor";
import type { batteryProtect } from "./records/battery-protect";
import type { dcEnergyMeter } from "./records/dc-energy-meter";
import type { dcdcConverter } from "./records/dcdc-converter";
import type { gxDevice } from "./records/gx-device";
import type { inverter } from "./records/inverter";
import type { inverterRs } from "./records/inverter-rs";
import type { lynxSmartBms } from "./records/lynx-smart-bms";
import type { multiRs } from "./records/multi-rs";
import type { orionXs } from "./records/orion-xs";
import type { smartBms } from "./records/smart-bms";
import type { smartLithium } from "./records/smart-lithium";
import type { solarCharger } from "./records/solar-charger";
import type { solarSense } from "./records/solar-sense";
import type { testRecord } from "./records/test-record";
import type { veBus } from "./records/ve-bus";

export type TestRecordReading = ReadingOf<typeof testRecord>;
export type SolarChargerReading = ReadingOf<typeof solarCharger>;
export type BatteryMonitorReading = ReadingOf<typeof batteryMonitor>;
export type InverterReading = ReadingOf<typeof inverter>;
export type DcdcConverterReading = ReadingOf<typeof dcdcConverter>;
export type SmartLithiumReading = ReadingOf<typeof smartLithium>;
export type InverterRsReading = ReadingOf<typeof inverterRs>;
export type GxDeviceReading = ReadingOf<typeof gxDevice>;
export type AcChargerReading = ReadingOf<typeof acCharger>;
export type BatteryProtectReading = ReadingOf<typeof batteryProtect>;
export type LynxSmartBmsReading = ReadingOf<typeof lynxSmartBms>;
export type MultiRsReading = ReadingOf<typeof multiRs>;
export type VeBusReading = ReadingOf<typeof veBus>;
export type DcEnergyMeterReading = ReadingOf<typeof dcEnergyMeter>;
export type SmartBmsReading = ReadingOf<typeof smartBms>;
export type OrionXsReading = ReadingOf<typeof orionXs>;
export type SolarSenseReading = ReadingOf<typeof solarSense>;

export type KnownReading =
	| TestRecordReading
	| SolarChargerReading
	| BatteryMonitorReading
	| InverterReading
	| DcdcConverterReading
	| SmartLithiumReading
	| InverterRsReading
	| GxDeviceReading
	| AcChargerReading
	| BatteryProtectReading
	| LynxSmartBmsReading
	| MultiRsReading
	| VeBusReading
	| DcEnergyMeterReading
	| SmartBmsReading
	| OrionXsReading
	| SolarSenseReading;
