/** Which fields of a record type the statistics are made of. */

import { recordByType } from "../victron/records/index";

/** Bits. */
export const fieldBit = {
	battery_voltage: 1,
	battery_current: 2,
	pv_power: 4,
	yield_today: 8,
	/** Of a device that charges. */
	device_state: 16,
	state_of_charge: 32,
	/** The record counts what the battery has lost: its current is the battery's own, with all that feeds and loads it. */
	consumed_charge: 64,
	/** Of a charger with up to three outputs; the first one stands for the battery. */
	battery_voltage_1: 128,
	/** Tell a device that charges. */
	charger_error: 256,
	ve_bus_error: 512,
} as const;

/** Bits of `fieldBit`; 0 for a type without a table or without anything to add up. */
export function fieldsOf(type: string): number {
	let bits = 0;
	for (const { name } of recordByType(type)?.fields ?? [])
		bits |= fieldBit[name as keyof typeof fieldBit] ?? 0;
	const charges = bits & (fieldBit.charger_error | fieldBit.ve_bus_error);
	// An inverter, too, has a device state.
	return charges === 0 ? bits & ~fieldBit.device_state : bits;
}
