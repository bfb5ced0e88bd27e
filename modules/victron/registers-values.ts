/** Enumerations and flag sets that only registers have. */

import type { EnumTable, FlagTable } from "./record";

/** VREG 0x0200. */
export const deviceMode = {
	1: "charger",
	2: "inverter",
	4: "off",
	5: "eco",
	253: "hibernate",
} as const satisfies EnumTable;

/** VREG 0x034E and 0xEC7E. */
export const offOn = { 0: "off", 1: "on" } as const satisfies EnumTable;

/** VREG 0x0204. */
export const activeAcInputCode = {
	0: "ac_in_1",
	1: "ac_in_2",
	240: "not_connected",
} as const satisfies EnumTable;

/** VREG 0xEDAB, low nibble. */
export const loadControl = {
	0: "off",
	1: "automatic",
	2: "alternative_1",
	3: "alternative_2",
	4: "on",
	5: "user_1",
	6: "user_2",
	7: "aes",
} as const satisfies EnumTable;

/** VREG 0xEDAB, high nibble. */
export const loadControlFlags = ["", "", "", "light"] as const satisfies FlagTable;

/** VREG 0xEDB3 and the label MPPT. */
export const trackerMode = { 0: "off", 1: "limited", 2: "tracking" } as const satisfies EnumTable;

/** VREG 0xEDF1; the others are positions of the rotary switch. */
export const batteryType = { 255: "user" } as const satisfies EnumTable;

/** VREG 0xEC7D. */
export const advertisementMode = {
	0: "service_uuids",
	1: "extra_manufacturer_data",
} as const satisfies EnumTable;

/** VREG 0x2004. */
export const linkCommand = {
	1: "start_equalize",
	2: "stop_equalize",
	3: "gui_sync",
	4: "day_sync",
} as const satisfies EnumTable;

/** VREG 0x2030. */
export const daylight = { 0: "night", 1: "day" } as const satisfies EnumTable;

/** First byte of a day of history. */
export const historyState = { 0: "valid", 4: "unwritten" } as const satisfies EnumTable;

/** VREG 0x0150. */
export const bleCapabilities = [
	"ble_mode",
	"off_is_permanent",
	"off_recovery_time",
	"zero_recovery_is_permanent",
	"ve_reg_service",
	"trends",
	"advertisement_key",
] as const satisfies FlagTable;

/** VREG 0x200D. */
export const networkInfo = [
	"bms",
	"external_voltage_control",
	"charge_slave",
	"charge_master",
	"charge_current",
	"current_sense",
	"temperature_sense",
	"voltage_sense",
	"standby",
	"current_control",
] as const satisfies FlagTable;

/** VREG 0x200E. */
export const networkMode = [
	"networked",
	"remote_charge",
	"external_control",
	"remote_bms",
	"group_master",
	"instance_master",
	"standby",
] as const satisfies FlagTable;

/** VREG 0x200F. */
export const networkStatus = [
	"group_master",
	"instance_master",
	"standalone",
	"",
	"using_charge_current",
	"using_current_sense",
	"using_temperature_sense",
	"using_voltage_sense",
] as const satisfies FlagTable;
