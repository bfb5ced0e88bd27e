/** Flag sets and bit groups of the records: slugs in bit order. */

import type { FlagTable, GroupTable } from "./record";

/** VREG 0x0207, 32 bits. */
export const offReason = [
	"no_input_power",
	"hard_power_switch",
	"soft_power_switch",
	"remote_input",
	"internal",
	"pay_as_you_go",
	"bms",
	"engine_shutdown",
	"analysing_input_voltage",
	"low_battery_temperature",
	"no_pv_power",
	"low_battery",
	"low_mains",
	"no_can_sync",
	"not_enough_inverters",
	"active_alarm",
] as const satisfies FlagTable;

/** VREG 0x031E (alarm) and 0x031C (warning), 16 bits. */
export const alarmReason = [
	"low_voltage",
	"high_voltage",
	"low_state_of_charge",
	"low_starter_voltage",
	"high_starter_voltage",
	"low_temperature",
	"high_temperature",
	"mid_voltage",
	"overload",
	"dc_ripple",
	"low_ac_output_voltage",
	"high_ac_output_voltage",
	"short_circuit",
	"bms_lockout",
	"bms_cable",
] as const satisfies FlagTable;

/** VREG 0x2100, 32 bits. */
export const bmsFlags = [
	"charged",
	"almost_charged",
	"discharged",
	"almost_discharged",
	"charging",
	"discharging",
	"balancing",
	"relay_discharged",
	"relay_charged",
	"over_voltage_alarm",
	"over_voltage_warning",
	"under_voltage_alarm",
	"under_voltage_warning",
	"charge_current_warning",
	"discharge_current_warning",
	"over_temperature_alarm",
	"over_temperature_warning",
	"under_temperature_charge_warning",
	"under_temperature_charge_alarm",
	"under_temperature_discharge_warning",
	"under_temperature_discharge_alarm",
	"low_state_of_charge",
	"under_temperature_alarm",
	"short_circuit",
	"hardware_failure",
	"allowed_to_charge",
	"allowed_to_discharge",
	"pre_alarm",
	"bad_contactor",
	"high_current",
] as const satisfies FlagTable;

/** Low 16 bits of VREG 0xEC80. */
export const smartLithiumError = [
	"balancer_failure",
	"communication",
	"voltage_0_1_mismatch",
	"voltage_1_2_mismatch",
	"balancer_0_update",
	"balancer_1_update",
	"balancer_2_update",
	"settings_invalid",
	"overlapping_voltage_mismatch",
	"balancer_update",
	"wrong_balancer_product",
] as const satisfies FlagTable;

/** VREG 0x2108: 0 not available, 1 yes, 2 no. */
export const bmsIo = {
	width: 2,
	names: [
		"contactor_closed",
		"allowed_to_charge",
		"allowed_to_discharge",
		"user_relay",
		"aux_output",
		"remote",
		"alternator_allowed",
		"",
	],
	says: { 1: "" },
} as const satisfies GroupTable;

/** VREG 0x2107: 0 unsupported, 1 OK, 2 warning, 3 alarm. The 7th and 9th are third-party knowledge. */
export const bmsWarningsAlarms = {
	width: 2,
	names: [
		"low_cell_voltage",
		"high_current",
		"high_bms_temperature",
		"contactor_resistance",
		"bms_cable",
		"load_disconnect",
		"low_state_of_charge",
		"",
		"high_temperature",
	],
	says: { 2: "_warning", 3: "_alarm" },
} as const satisfies GroupTable;
