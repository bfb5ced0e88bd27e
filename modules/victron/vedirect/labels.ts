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

export type LabelField = Field | TextField;

const number = { kind: "number", start: 0, width: 32, signed: true } as const;
const enumeration = { kind: "enum", start: 0, width: 32 } as const;
const flags = { kind: "flags", start: 0, width: 32 } as const;

/** What a field is beside its name. */
const shapes: Readonly<Record<string, object>> = {
	mV: { ...number, divisor: 1000, unit: "V" },
	mA: { ...number, divisor: 1000, unit: "A" },
	mAh: { ...number, divisor: 1000, unit: "Ah" },
	cV: { ...number, divisor: 100, unit: "V" },
	dA: { ...number, divisor: 10, unit: "A" },
	W: { ...number, unit: "W" },
	VA: { ...number, unit: "VA" },
	C: { ...number, unit: "°C" },
	s: { ...number, unit: "s" },
	min: { ...number, na: 0xffff_ffff, unit: "min" },
	permille: { ...number, divisor: 10, unit: "%" },
	energy: { ...number, divisor: 100, unit: "kWh" },
	count: number,
	alarm: { ...flags, flags: alarmReason },
	off: { ...flags, flags: offReason },
	error: { ...enumeration, values: chargerError },
	state: { ...enumeration, values: deviceState },
	tracker: { ...enumeration, values: trackerMode },
	mode: { ...enumeration, values: deviceMode },
	monitor: { ...enumeration, values: monitorMode, signed: true },
	switch: { kind: "switch" },
	product: { kind: "product" },
	firmware: { kind: "firmware" },
	text: { kind: "text" },
};

/** Label, field and shape, a line for each. One text takes a fifth of what as many objects would. */
export const labels = `
V battery_voltage mV
V2 battery_voltage_2 mV
V3 battery_voltage_3 mV
VS starter_voltage mV
VM mid_voltage mV
DM mid_deviation permille
VPV pv_voltage mV
PPV pv_power W
I battery_current mA
I2 battery_current_2 mA
I3 battery_current_3 mA
IL load_current mA
LOAD output_state switch
T battery_temperature C
P battery_power W
CE consumed_charge mAh
SOC state_of_charge permille
TTG time_to_go min
Alarm alarm_active switch
Relay relay switch
AR alarm alarm
WARN warning alarm
OR off_reason off
H1 deepest_discharge mAh
H2 last_discharge mAh
H3 average_discharge mAh
H4 charge_cycles count
H5 full_discharges count
H6 total_charge_drawn mAh
H7 battery_voltage_min mV
H8 battery_voltage_max mV
H9 time_since_full s
H10 synchronizations count
H11 low_voltage_alarms count
H12 high_voltage_alarms count
H13 low_starter_voltage_alarms count
H14 high_starter_voltage_alarms count
H15 starter_voltage_min mV
H16 starter_voltage_max mV
H17 discharged_energy energy
H18 charged_energy energy
H19 yield_user energy
H20 yield_today energy
H21 pv_power_max_today W
H22 yield_yesterday energy
H23 pv_power_max_yesterday W
ERR charger_error error
CS device_state state
MPPT tracker_mode tracker
MODE device_mode mode
MON monitor_mode monitor
AC_OUT_V ac_voltage cV
AC_OUT_I ac_current dA
AC_OUT_S ac_apparent_power VA
DC_IN_V input_voltage cV
DC_IN_I input_current dA
DC_IN_P input_power W
HSDS day count
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
	const [known, name, shape] = labels.slice(at, labels.indexOf("\n", at)).split(" ");
	return known === label ? ({ name, ...shapes[shape!] } as LabelField) : undefined;
}
