/**
 * The labels of VE.Direct TEXT and the fields that they are. Values are whole numbers in decimal digits or 0x…, read
 * as 32 bits by the decoder of the records. Source: Victron's VE.Direct protocol 3.34.
 */

import type { Field } from "../record";
import { readRow } from "../registers-row";

/** Texts: `switch` is ON or OFF, `product` an id, `firmware` digits such as 208 or 0208FF. */
export interface TextField {
	readonly kind: "text" | "switch" | "product" | "firmware";
	readonly name: string;
}

export type LabelField = Field | TextField;

/** A line for each: the label, then as `registers-row.ts` says. */
export const labels = `
V battery_voltage s32* /1000 V
V2 battery_voltage_2 s32* /1000 V
V3 battery_voltage_3 s32* /1000 V
VS starter_voltage s32* /1000 V
VM mid_voltage s32* /1000 V
DM mid_deviation s32* /10 %
VPV pv_voltage s32* /1000 V
PPV pv_power s32* W
I battery_current s32* /1000 A
I2 battery_current_2 s32* /1000 A
I3 battery_current_3 s32* /1000 A
IL load_current s32* /1000 A
LOAD output_state switch
T battery_temperature s32* °C
P battery_power s32* W
CE consumed_charge s32* /1000 Ah
SOC state_of_charge s32* /10 %
TTG time_to_go u32 min
Alarm alarm_active switch
Relay relay switch
AR alarm f32 alarmReason
WARN warning f32 alarmReason
OR off_reason f32 offReason
H1 deepest_discharge s32* /1000 Ah
H2 last_discharge s32* /1000 Ah
H3 average_discharge s32* /1000 Ah
H4 charge_cycles s32*
H5 full_discharges s32*
H6 total_charge_drawn s32* /1000 Ah
H7 battery_voltage_min s32* /1000 V
H8 battery_voltage_max s32* /1000 V
H9 time_since_full s32* s
H10 synchronizations s32*
H11 low_voltage_alarms s32*
H12 high_voltage_alarms s32*
H13 low_starter_voltage_alarms s32*
H14 high_starter_voltage_alarms s32*
H15 starter_voltage_min s32* /1000 V
H16 starter_voltage_max s32* /1000 V
H17 discharged_energy s32* /100 kWh
H18 charged_energy s32* /100 kWh
H19 yield_user s32* /100 kWh
H20 yield_today s32* /100 kWh
H21 pv_power_max_today s32* W
H22 yield_yesterday s32* /100 kWh
H23 pv_power_max_yesterday s32* W
ERR charger_error e32* chargerError
CS device_state e32* deviceState
MPPT tracker_mode e32* trackerMode
MODE device_mode e32* deviceMode
MON monitor_mode e32* monitorMode +signed
AC_OUT_V ac_voltage s32* /100 V
AC_OUT_I ac_current s32* /10 A
AC_OUT_S ac_apparent_power s32* VA
DC_IN_V input_voltage s32* /100 V
DC_IN_I input_current s32* /10 A
DC_IN_P input_power s32* W
HSDS day s32*
PID product_id product
FW firmware_version firmware
FWE firmware_version firmware
SER# serial_number text
BMV model_name text
`;

/** The field of a label; undefined where it is not known. */
export function labelField(label: string): LabelField | undefined {
	const at = labels.indexOf(`\n${label} `) + 1;
	if (at === 0) return undefined;
	const words = labels.slice(at, labels.indexOf("\n", at)).split(" ");
	return words[0] === label ? (readRow(words, 1, 0) as unknown as LabelField) : undefined;
}
