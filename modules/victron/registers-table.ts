/**
 * Every register that is known, by ascending id. Sources: Victron's register header and VE.Direct documents; the
 * network's lists and the trends are third-party knowledge.
 */

import { auxMode, bmsError, chargerError, deviceState, monitorMode, outputState } from "./enums";
import { alarmReason, bmsFlags, bmsIo, bmsWarningsAlarms, offReason, smartLithiumError } from "./flags";
import type { Field } from "./record";
import { historyDay, historyTotal } from "./registers-history";
import * as is from "./registers-shapes";
import * as values from "./registers-values";

interface RegisterTraits {
	/** VREG id. */
	readonly register: number;
	/** Registers in a row with this layout: ids `register` to `register + count - 1`, names with `_0`, `_1`… */
	readonly count?: number;
	/** A setting that people may change. */
	readonly writable?: true;
	/** A key: never in a log, a topic or a response. */
	readonly secret?: true;
}

/** One value: `start` is 0 and `width` its whole bytes. */
export type ValueRegister = Field & RegisterTraits;

/** Several fields. */
export interface StructureRegister extends RegisterTraits {
	readonly kind: "structure";
	readonly name: string;
	/** Bytes. */
	readonly size: number;
	/** Bytes of the shortest form that devices send; `size` when absent. */
	readonly least?: number;
	readonly fields: readonly Field[];
}

/** Text up to a zero byte or its end, bytes as hex, or a firmware version. */
export interface OpaqueRegister extends RegisterTraits {
	readonly kind: "text" | "bytes" | "version";
	readonly name: string;
	/** Bytes, where that is fixed. */
	readonly size?: number;
	readonly label?: string;
}

export type Register = ValueRegister | StructureRegister | OpaqueRegister;

const setting = { writable: true } as const;

export const registers = [
	{ register: 0x0093, name: "keep_alive", ...is.count16, divisor: 1000, unit: "s" },
	{
		register: 0x0100,
		name: "product_id",
		kind: "structure",
		size: 4,
		fields: [{ ...is.count16, name: "product_id", start: 8 }],
	},
	{ register: 0x0102, name: "firmware_version", kind: "version", size: 4 },
	{ register: 0x010a, name: "serial_number", kind: "text" },
	{ register: 0x010b, name: "model_name", kind: "text" },
	{ register: 0x0120, name: "uptime", ...is.seconds },
	{ register: 0x0150, name: "ble_capabilities", ...is.flags32, flags: values.bleCapabilities },
	{ register: 0x0200, name: "device_mode", ...is.enum8, values: values.deviceMode, ...setting },
	{ register: 0x0201, name: "device_state", ...is.enum8, values: deviceState },
	{ register: 0x0204, name: "active_ac_input", ...is.enum8, values: values.activeAcInputCode },
	{ register: 0x0205, name: "off_reason", ...is.flags8, flags: offReason },
	{ register: 0x0207, name: "off_reason", ...is.flags32, flags: offReason },
	{ register: 0x0230, name: "ac_output_voltage_setting", ...is.voltageSetting, ...setting },
	{ register: 0x0300, name: "deepest_discharge", ...is.historyCharge },
	{ register: 0x0301, name: "last_discharge", ...is.historyCharge },
	{ register: 0x0302, name: "average_discharge", ...is.historyCharge },
	{ register: 0x0303, name: "charge_cycles", ...is.history32 },
	{ register: 0x0304, name: "full_discharges", ...is.history32 },
	{ register: 0x0305, name: "total_charge_drawn", ...is.historyCharge },
	{ register: 0x0306, name: "battery_voltage_min", ...is.historyVolts },
	{ register: 0x0307, name: "battery_voltage_max", ...is.historyVolts },
	{ register: 0x0308, name: "time_since_full", ...is.history32, unit: "s", stateClass: "none" },
	{ register: 0x0309, name: "synchronizations", ...is.history32 },
	{ register: 0x030a, name: "low_voltage_alarms", ...is.history32 },
	{ register: 0x030b, name: "high_voltage_alarms", ...is.history32 },
	{ register: 0x030c, name: "low_starter_voltage_alarms", ...is.history32 },
	{ register: 0x030d, name: "high_starter_voltage_alarms", ...is.history32 },
	{ register: 0x030e, name: "starter_voltage_min", ...is.historyVolts },
	{ register: 0x030f, name: "starter_voltage_max", ...is.historyVolts },
	{ register: 0x0310, name: "discharged_energy", ...is.energy32 },
	{ register: 0x0311, name: "charged_energy", ...is.energy32 },
	{ register: 0x031c, name: "warning", ...is.flags16, flags: alarmReason },
	{ register: 0x031e, name: "alarm", ...is.flags16, flags: alarmReason },
	{ register: 0x034e, name: "relay", ...is.enum8, values: values.offOn },
	{ register: 0x0382, name: "mid_voltage", ...is.volts },
	{ register: 0x0383, name: "mid_deviation", ...is.signedAmperes, unit: "%" },
	{ register: 0x0ffe, name: "time_to_go", ...is.minutes },
	{ register: 0x0fff, name: "state_of_charge", ...is.volts, unit: "%", deviceClass: "battery" },
	{ register: 0x104f, name: "history_total", kind: "structure", size: 34, least: 19, fields: historyTotal },
	{ register: 0x1050, name: "history_day", kind: "structure", size: 34, fields: historyDay, count: 31 },
	{ register: 0x2000, name: "link_algorithm", ...is.count8 },
	{ register: 0x2001, name: "link_voltage_setpoint", ...is.volts },
	{ register: 0x2002, name: "sense_voltage", ...is.volts },
	{ register: 0x2003, name: "sense_temperature", ...is.celsius },
	{ register: 0x2004, name: "link_command", ...is.enum8, values: values.linkCommand },
	{ register: 0x2007, name: "link_elapsed_time", ...is.seconds, divisor: 1000 },
	{ register: 0x2008, name: "link_absorption_time", ...is.hours },
	{ register: 0x200a, name: "sense_current", ...is.milliamperes },
	{ register: 0x200b, name: "battery_idle_voltage", ...is.volts },
	{ register: 0x200c, name: "link_device_state", ...is.enum8, values: deviceState },
	{ register: 0x200d, name: "network_info", ...is.flags16, flags: values.networkInfo },
	{ register: 0x200e, name: "network_mode", ...is.flags8, flags: values.networkMode },
	{ register: 0x200f, name: "network_status", ...is.flags8, flags: values.networkStatus },
	{ register: 0x2010, name: "ac_input_current_max", ...is.amperes },
	{ register: 0x2011, name: "ac_input_current_limit", ...is.amperes },
	{ register: 0x2012, name: "ac_input_current", ...is.amperes },
	{ register: 0x2013, name: "total_charge_current", ...is.milliamperes },
	{ register: 0x2014, name: "charge_current_percentage", ...is.count8, na: 0xff, unit: "%" },
	{ register: 0x2015, name: "charge_current_limit", ...is.amperes },
	{ register: 0x2016, name: "charge_voltage_setpoint", ...is.volts },
	{ register: 0x2017, name: "discharge_current_limit", ...is.amperes },
	{ register: 0x2018, name: "equalization_pending", ...is.count8, na: 0xff },
	{ register: 0x2027, name: "total_dc_input_power", ...is.wattHundredths },
	{ register: 0x2030, name: "daylight", ...is.enum8, values: values.daylight },
	{ register: 0x2031, name: "clock_minute", ...is.minutes, stateClass: "none" },
	{ register: 0x2100, name: "bms_flags", ...is.flags32, flags: bmsFlags },
	{ register: 0x2101, name: "bms_error", ...is.enum8, values: bmsError },
	{
		register: 0x2107,
		name: "warnings_alarms",
		kind: "groups",
		start: 0,
		width: 32,
		groups: bmsWarningsAlarms,
	},
	{ register: 0x2108, name: "io_status", kind: "groups", start: 0, width: 16, groups: bmsIo },
	{ register: 0x2200, name: "ac_voltage", ...is.signedVolts },
	{ register: 0x2201, name: "ac_current", ...is.signedAmperes },
	{
		register: 0x2205,
		name: "ac_apparent_power",
		kind: "number",
		start: 0,
		width: 32,
		signed: true,
		na: 0x7fff_ffff,
		unit: "VA",
	},
	{ register: 0xec12, name: "network_id", ...is.count16 },
	{ register: 0xec13, name: "network_key", kind: "bytes", size: 16, secret: true },
	{ register: 0xec14, name: "network_name", kind: "text" },
	{ register: 0xec15, name: "network_transmit_count", ...is.count8 },
	{ register: 0xec16, name: "network_receive_count", ...is.count8 },
	{ register: 0xec17, name: "network_transmit_list", kind: "bytes", count: 3 },
	{ register: 0xec20, name: "network_receive_list", kind: "bytes", count: 16 },
	{ register: 0xec30, name: "network_devices_in_range", ...is.count8 },
	{ register: 0xec31, name: "network_device", kind: "bytes", count: 13 },
	{ register: 0xec3e, name: "parallel_charge", ...is.count8 },
	{
		register: 0xec42,
		name: "network_rssi",
		kind: "number",
		start: 0,
		width: 8,
		signed: true,
		unit: "dBm",
		diagnostic: true,
	},
	{ register: 0xec4a, name: "trend_config", kind: "bytes", count: 8 },
	{ register: 0xec52, name: "trend_time_reference", kind: "bytes", count: 8 },
	{ register: 0xec5a, name: "trend_last", kind: "bytes" },
	{ register: 0xec5b, name: "trend_request", kind: "bytes" },
	{ register: 0xec5d, name: "trend_list", kind: "bytes" },
	{ register: 0xec65, name: "advertisement_key", kind: "bytes", size: 16, secret: true },
	{ register: 0xec66, name: "ble_address", kind: "bytes", size: 6 },
	{ register: 0xec7d, name: "advertisement_mode", ...is.enum8, values: values.advertisementMode },
	{ register: 0xec7e, name: "ve_reg_service", ...is.enum8, values: values.offOn },
	{ register: 0xec80, name: "smart_lithium_error", ...is.flags32, flags: smartLithiumError },
	{ register: 0xeccb, name: "pv_voltage_1", ...is.volts, label: "PV voltage 1" },
	{ register: 0xeccc, name: "pv_power_1", ...is.wattHundredths, label: "PV power 1" },
	{ register: 0xeccd, name: "pv_current_1", ...is.amperes, label: "PV current 1" },
	{ register: 0xecdb, name: "pv_voltage_2", ...is.volts, label: "PV voltage 2" },
	{ register: 0xecdc, name: "pv_power_2", ...is.wattHundredths, label: "PV power 2" },
	{ register: 0xecdd, name: "pv_current_2", ...is.amperes, label: "PV current 2" },
	{ register: 0xeceb, name: "pv_voltage_3", ...is.volts, label: "PV voltage 3" },
	{ register: 0xecec, name: "pv_power_3", ...is.wattHundredths, label: "PV power 3" },
	{ register: 0xeced, name: "pv_current_3", ...is.amperes, label: "PV current 3" },
	{ register: 0xecfb, name: "pv_voltage_4", ...is.volts, label: "PV voltage 4" },
	{ register: 0xecfc, name: "pv_power_4", ...is.wattHundredths, label: "PV power 4" },
	{ register: 0xecfd, name: "pv_current_4", ...is.amperes, label: "PV current 4" },
	{ register: 0xed7d, name: "starter_voltage", ...is.signedVolts },
	{ register: 0xed8c, name: "battery_current", ...is.milliamperes },
	{ register: 0xed8d, name: "battery_voltage", ...is.signedVolts },
	{ register: 0xed8e, name: "battery_power", ...is.signedWatts },
	{ register: 0xed8f, name: "battery_current", ...is.signedAmperes },
	{ register: 0xeda8, name: "output_state", ...is.enum8, values: outputState },
	{
		register: 0xedab,
		name: "load_control",
		kind: "structure",
		size: 1,
		fields: [
			{ kind: "enum", name: "load_control", start: 0, width: 4, values: values.loadControl },
			{ kind: "flags", name: "load_control_flags", start: 4, width: 4, flags: values.loadControlFlags },
		],
		...setting,
	},
	{ register: 0xedad, name: "load_current", ...is.amperes },
	{ register: 0xedb3, name: "tracker_mode", ...is.enum8, values: values.trackerMode },
	{ register: 0xedbb, name: "pv_voltage", ...is.volts, label: "PV voltage" },
	{ register: 0xedbc, name: "pv_power", ...is.wattHundredths, label: "PV power" },
	{ register: 0xedbd, name: "pv_current", ...is.amperes, label: "PV current" },
	{ register: 0xedd0, name: "pv_power_max_yesterday", ...is.watts, label: "Highest PV power yesterday" },
	{ register: 0xedd1, name: "yield_yesterday", ...is.energy16, stateClass: "total_increasing" },
	{ register: 0xedd2, name: "pv_power_max_today", ...is.watts, label: "Highest PV power today" },
	{ register: 0xedd3, name: "yield_today", ...is.energy16 },
	{ register: 0xedd5, name: "charger_voltage", ...is.volts },
	{ register: 0xedd7, name: "charger_current", ...is.amperes },
	{ register: 0xedda, name: "charger_error", ...is.enum8, values: chargerError, diagnostic: true },
	{ register: 0xeddb, name: "charger_temperature", ...is.celsius },
	{ register: 0xeddc, name: "yield_user", ...is.energy32 },
	{ register: 0xeddd, name: "yield_system", ...is.energy32 },
	{ register: 0xedea, name: "system_voltage_setting", ...is.wholeVolts, ...setting },
	{ register: 0xedec, name: "battery_temperature", ...is.kelvin },
	{ register: 0xedef, name: "system_voltage", ...is.wholeVolts },
	{ register: 0xedf0, name: "charge_current_max", ...is.currentSetting, ...setting },
	{
		register: 0xedf1,
		name: "battery_type",
		kind: "enum",
		start: 0,
		width: 8,
		values: values.batteryType,
		...setting,
	},
	{
		register: 0xedf2,
		name: "temperature_compensation",
		...is.signedVolts,
		unit: "mV/K",
		stateClass: "none",
		diagnostic: true,
		...setting,
	},
	{ register: 0xedf4, name: "equalize_voltage", ...is.voltageSetting, ...setting },
	{ register: 0xedf5, name: "storage_voltage", ...is.voltageSetting, ...setting },
	{ register: 0xedf6, name: "float_voltage", ...is.voltageSetting, ...setting },
	{ register: 0xedf7, name: "absorption_voltage", ...is.voltageSetting, ...setting },
	{
		register: 0xeeb8,
		name: "monitor_mode",
		kind: "enum",
		start: 0,
		width: 16,
		values: monitorMode,
		signed: true,
	},
	{ register: 0xeef8, name: "aux_mode", ...is.enum8, values: auxMode, diagnostic: true },
	{
		register: 0xeeff,
		name: "consumed_charge",
		kind: "number",
		start: 0,
		width: 32,
		signed: true,
		na: 0x7fff_ffff,
		divisor: 10,
		unit: "Ah",
	},
] as const satisfies readonly Register[];
