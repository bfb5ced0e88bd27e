/**
 * The labels of VE.Direct TEXT and the fields that they are. Values are whole numbers in decimal digits or 0x…, read
 * as 32 bits by the decoder of the records. Source: Victron's VE.Direct protocol 3.34.
 */

import { chargerError, deviceState, monitorMode } from "../enums";
import { alarmReason, offReason } from "../flags";
import type { Field } from "../record";
import { deviceMode, trackerMode } from "../registers-values";

/** Texts: `switch` is ON or OFF, `product` an id, `firmware` digits such as 208 or 0208FF. */
export interface TextField {
	readonly kind: "text" | "switch" | "product" | "firmware";
	readonly name: string;
}

/** `key` is the label as it is sent. */
export type LabelRow = (Field | TextField) & { readonly key: string };

const number = { kind: "number", start: 0, width: 32, signed: true } as const;
const millivolts = { ...number, divisor: 1000, unit: "V" } as const;
const milliamperes = { ...number, divisor: 1000, unit: "A" } as const;
const milliampereHours = { ...number, divisor: 1000, unit: "Ah" } as const;
const watts = { ...number, unit: "W" } as const;
const perMille = { ...number, divisor: 10, unit: "%" } as const;
const energy = { ...number, divisor: 100, unit: "kWh", stateClass: "total_increasing" } as const;
const count = { ...number, stateClass: "total_increasing", diagnostic: true } as const;
const hundredthVolts = { ...number, divisor: 100, unit: "V" } as const;
const tenthAmperes = { ...number, divisor: 10, unit: "A" } as const;
const enumeration = { kind: "enum", start: 0, width: 32 } as const;
const flags = { kind: "flags", start: 0, width: 32 } as const;

export const labels = [
	{ key: "V", name: "battery_voltage", ...millivolts },
	{ key: "V2", name: "battery_voltage_2", ...millivolts },
	{ key: "V3", name: "battery_voltage_3", ...millivolts },
	{ key: "VS", name: "starter_voltage", ...millivolts },
	{ key: "VM", name: "mid_voltage", ...millivolts },
	{ key: "DM", name: "mid_deviation", ...perMille },
	{ key: "VPV", name: "pv_voltage", ...millivolts, label: "PV voltage" },
	{ key: "PPV", name: "pv_power", ...watts, label: "PV power" },
	{ key: "I", name: "battery_current", ...milliamperes },
	{ key: "I2", name: "battery_current_2", ...milliamperes },
	{ key: "I3", name: "battery_current_3", ...milliamperes },
	{ key: "IL", name: "load_current", ...milliamperes },
	{ key: "LOAD", name: "output_state", kind: "switch" },
	{ key: "T", name: "battery_temperature", ...number, unit: "°C" },
	{ key: "P", name: "battery_power", ...watts },
	{ key: "CE", name: "consumed_charge", ...milliampereHours },
	{ key: "SOC", name: "state_of_charge", ...perMille, deviceClass: "battery" },
	{ key: "TTG", name: "time_to_go", ...number, na: 0xffff_ffff, unit: "min" },
	{ key: "Alarm", name: "alarm_active", kind: "switch" },
	{ key: "Relay", name: "relay", kind: "switch" },
	{ key: "AR", name: "alarm", ...flags, flags: alarmReason },
	{ key: "WARN", name: "warning", ...flags, flags: alarmReason },
	{ key: "OR", name: "off_reason", ...flags, flags: offReason },
	{ key: "H1", name: "deepest_discharge", ...milliampereHours },
	{ key: "H2", name: "last_discharge", ...milliampereHours },
	{ key: "H3", name: "average_discharge", ...milliampereHours },
	{ key: "H4", name: "charge_cycles", ...count },
	{ key: "H5", name: "full_discharges", ...count },
	{ key: "H6", name: "total_charge_drawn", ...milliampereHours },
	{ key: "H7", name: "battery_voltage_min", ...millivolts },
	{ key: "H8", name: "battery_voltage_max", ...millivolts },
	{ key: "H9", name: "time_since_full", ...number, unit: "s" },
	{ key: "H10", name: "synchronizations", ...count },
	{ key: "H11", name: "low_voltage_alarms", ...count },
	{ key: "H12", name: "high_voltage_alarms", ...count },
	{ key: "H13", name: "low_starter_voltage_alarms", ...count },
	{ key: "H14", name: "high_starter_voltage_alarms", ...count },
	{ key: "H15", name: "starter_voltage_min", ...millivolts },
	{ key: "H16", name: "starter_voltage_max", ...millivolts },
	{ key: "H17", name: "discharged_energy", ...energy },
	{ key: "H18", name: "charged_energy", ...energy },
	{ key: "H19", name: "yield_user", ...energy },
	{ key: "H20", name: "yield_today", ...energy },
	{ key: "H21", name: "pv_power_max_today", ...watts, label: "Highest PV power today" },
	{ key: "H22", name: "yield_yesterday", ...energy },
	{ key: "H23", name: "pv_power_max_yesterday", ...watts, label: "Highest PV power yesterday" },
	{ key: "ERR", name: "charger_error", ...enumeration, values: chargerError, diagnostic: true },
	{ key: "CS", name: "device_state", ...enumeration, values: deviceState },
	{ key: "MPPT", name: "tracker_mode", ...enumeration, values: trackerMode },
	{ key: "MODE", name: "device_mode", ...enumeration, values: deviceMode },
	{ key: "MON", name: "monitor_mode", ...enumeration, values: monitorMode, signed: true },
	{ key: "AC_OUT_V", name: "ac_voltage", ...hundredthVolts },
	{ key: "AC_OUT_I", name: "ac_current", ...tenthAmperes },
	{ key: "AC_OUT_S", name: "ac_apparent_power", ...number, unit: "VA" },
	{ key: "DC_IN_V", name: "input_voltage", ...hundredthVolts },
	{ key: "DC_IN_I", name: "input_current", ...tenthAmperes },
	{ key: "DC_IN_P", name: "input_power", ...watts },
	{ key: "HSDS", name: "day", ...number, stateClass: "none", diagnostic: true },
	{ key: "PID", name: "product_id", kind: "product" },
	{ key: "FW", name: "firmware_version", kind: "firmware" },
	{ key: "FWE", name: "firmware_version", kind: "firmware" },
	{ key: "SER#", name: "serial_number", kind: "text" },
	{ key: "BMV", name: "model_name", kind: "text" },
] as const satisfies readonly LabelRow[];
