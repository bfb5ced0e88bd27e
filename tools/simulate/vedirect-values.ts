/** What the simulated charger says in text, and its history. The figures that are not measured are those of captures. */

import { encodeRecord } from "../../modules/victron/encode";
import { deviceState } from "../../modules/victron/enums";
import type { FieldList } from "../../modules/victron/record";
import { findRegister } from "../../modules/victron/registers";
import type { Values } from "./device";

export const serialNumber = "HQ2132SIM01";

/** A TEXT block with its checksum. @param panelVoltage V. */
export function textBlock(values: Values, panelVoltage: number): Buffer {
	const code = Object.entries(deviceState).find(([, slug]) => slug === values.device_state)?.[0] ?? "0";
	const whole = (name: string, divisor: number): string => `${Math.round(number(values[name]) * divisor)}`;
	const load = "load_current" in values ? ["LOAD\tON", `IL\t${whole("load_current", 1000)}`] : [];
	const lines = [
		"PID\t0xA056",
		"FW\t116",
		`SER#\t${serialNumber}`,
		`V\t${whole("battery_voltage", 1000)}`,
		`I\t${whole("battery_current", 1000)}`,
		`VPV\t${Math.round(panelVoltage * 1000)}`,
		`PPV\t${whole("pv_power", 1)}`,
		`CS\t${code}`,
		`MPPT\t${number(values.pv_power) > 0 ? 2 : 0}`,
		"OR\t0x00000000",
		"ERR\t0",
		...load,
		"H19\t23150",
		`H20\t${whole("yield_today", 100)}`,
		"H21\t372",
		"H22\t127",
		"H23\t372",
		"HSDS\t247",
	];
	const block = Buffer.from(`\r\n${lines.join("\r\n")}\r\nChecksum\t\0`, "latin1");
	let sum = 0;
	for (const byte of block) sum += byte;
	block[block.length - 1] = -sum;
	return block;
}

const totals = {
	history_version: 1,
	error_database: 0,
	error_1: "none",
	error_2: "none",
	error_3: "none",
	error_4: "none",
	yield_user: 231.5,
	yield_system: 231.5,
	pv_voltage_max: 47.5,
	battery_voltage_max: 15.29,
	days: 3,
	battery_voltage_min: 11.74,
};

function layoutOf(id: number): FieldList {
	const register = findRegister(id);
	return { fields: register?.kind === "structure" ? register.fields : [] };
}

export function historyTotals(): Uint8Array {
	return encodeRecord(layoutOf(0x104f), totals);
}

/** Today from what is measured, two days before it, and none earlier. */
export function historyOf(ago: number, values: Values): Uint8Array {
	if (ago > 2) return encodeRecord(layoutOf(0x1050), { history_state: "unwritten" });
	const today = ago === 0 ? { yield: number(values.yield_today) } : {};
	return encodeRecord(layoutOf(0x1050), {
		history_state: "valid",
		yield: 1.27,
		battery_voltage_max: 14.3,
		battery_voltage_min: 12.47,
		error_database: 0,
		error_1: "none",
		error_2: "none",
		error_3: "none",
		error_4: "none",
		bulk: 163,
		absorption: 387,
		float: 119,
		pv_power_max: 372,
		battery_current_max: 25.6,
		pv_voltage_max: 43.92,
		day: 247 - ago,
		...today,
	});
}

export function number(value: Values[string] | undefined): number {
	return typeof value === "number" ? value : 0;
}
