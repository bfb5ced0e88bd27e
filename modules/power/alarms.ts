/**
 * What a reading says is wrong, as two sets of 32 bits, so that a new alarm is one bit more. Which bit is which differs
 * between record types; the bits of one device compare with its own only.
 */

import { alarmReason, bmsFlags, bmsWarningsAlarms, smartLithiumError } from "../victron/flags";
import type { FlagTable, Reading } from "../victron/record";

type Value = Reading[string];

/** Of the BMS flags those that warn: the others say charged, discharging and the like. */
const bmsAlarmBits = 0x39fffe00;
const codeBits = 31;

/** Alarms and warnings that come as flags. */
export function alarmFlags(reading: Reading): number {
	return (
		flagBits(reading.alarm, alarmReason) |
		(flagBits(reading.warning, alarmReason) << 16) |
		(flagBits(reading.bms_flags, bmsFlags) & bmsAlarmBits) |
		groupBits(reading.warnings_alarms) |
		codeBit(reading.alarm_state_code)
	);
}

/** Errors. A code has the bit of its remainder by 31; bit 31 is free. */
export function errorFlags(reading: Reading): number {
	return (
		codeBit(reading.charger_error_code) |
		codeBit(reading.error_code) |
		codeBit(reading.bms_error_code) |
		codeBit(reading.ve_bus_error_code) |
		flagBits(reading.smart_lithium_error, smartLithiumError)
	);
}

function codeBit(code: Value): number {
	return typeof code === "number" && code > 0 ? 1 << (code % codeBits) : 0;
}

function flagBits(names: Value, table: FlagTable): number {
	if (typeof names !== "object") return 0;
	let bits = 0;
	for (let i = 0; i < names.length; i++) {
		const name = names[i]!;
		const bit = table.indexOf(name);
		bits |= 1 << (bit < 0 ? unnamedBit(name) : bit);
	}
	return bits;
}

/** Of `bit_15`. */
function unnamedBit(name: string): number {
	return Number(name.slice(4));
}

/** Two bits for each group: its warning and its alarm. */
function groupBits(names: Value): number {
	if (typeof names !== "object") return 0;
	let bits = 0;
	for (let i = 0; i < names.length; i++) {
		const name = names[i]!;
		const group = groupOf(name);
		bits |= 1 << (2 * group + (name.endsWith("_alarm") ? 1 : 0));
	}
	return bits;
}

/** The group without a name when no other fits. */
function groupOf(name: string): number {
	const groups: FlagTable = bmsWarningsAlarms.names;
	for (let group = 0; group < groups.length; group++)
		if (groups[group] !== "" && name.startsWith(groups[group]!)) return group;
	return groups.indexOf("");
}
