/** Blocks of TEXT as the records that the same devices send by radio: captured blocks, and labels of Victron's document. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Fields } from "../../modules/victron/decode";
import { decodePlainRecord } from "../../modules/victron/plain-record";
import { TextReader } from "../../modules/victron/vedirect/text";
import { encodeText, textRecord } from "../../modules/victron/vedirect/text-record";
import { serialVectors } from "../support/serial-vectors";

type Sent = Readonly<Record<string, string>>;

function fieldsOf(sent: Sent): Fields {
	const lines = Object.entries(sent).map(([label, value]) => `${label}\t${value}\n`);
	const block = Buffer.from(lines.join(""), "latin1");
	return new TextReader().read(block, block.length);
}

/** What the block says as a reading; undefined where it says none. */
function reading(sent: Sent): Readonly<Record<string, unknown>> | undefined {
	const fields = fieldsOf(sent);
	const record = textRecord(fields);
	return record && decodePlainRecord(encodeText(fields, record));
}

const captured = serialVectors("vedirect-text").map(({ expected }) => expected.fields as Sent);
const having = (label: string, value?: string): Sent =>
	captured.find((sent) => (value === undefined ? label in sent : sent[label] === value))!;

test("a captured charger by day", () => {
	assert.deepEqual(reading(having("PID", "0xA042")), {
		type: "solar_charger",
		product_id: 0xa042,
		model: "BlueSolar Charger MPPT 75/15",
		device_state: "bulk",
		device_state_code: 3,
		charger_error: "none",
		charger_error_code: 0,
		battery_voltage: 12.53,
		battery_current: 0.6,
		yield_today: 0,
		pv_power: 8,
		load_current: 0,
	});
});

test("a captured charger by night", () => {
	const night = reading(having("PID", "0xA05F"));
	assert.deepEqual(
		[night?.type, night?.device_state, night?.battery_voltage, night?.battery_current, night?.pv_power],
		["solar_charger", "off", 12.81, 0, 0],
	);
});

test("a captured battery monitor: no auxiliary input, and its history is no reading", () => {
	assert.deepEqual(reading(having("PID", "0x203")), {
		type: "battery_monitor",
		product_id: 0x203,
		model: "BMV-700",
		time_to_go: 942,
		battery_voltage: 12.07,
		alarm: [],
		aux_mode: "none",
		aux_mode_code: 3,
		battery_current: -7.625,
		consumed_charge: -65.5,
		state_of_charge: 83.9,
	});
	assert.equal(reading(having("H1")), undefined);
});

test("a monitor that has no state of charge yet stays a monitor", () => {
	const sent = { PID: "0xA389", V: "26201", I: "0", P: "0", CE: "---", SOC: "---", TTG: "-1", MON: "0" };
	assert.deepEqual(reading(sent), {
		type: "battery_monitor",
		product_id: 0xa389,
		model: "SmartShunt 500A/50mV",
		battery_voltage: 26.2,
		alarm: [],
		aux_mode: "none",
		aux_mode_code: 3,
		battery_current: 0,
	});
});

for (const [label, value, mode, field, says] of [
	["VS", "12750", "starter_voltage", "starter_voltage", 12.75],
	["VM", "13020", "mid_voltage", "mid_voltage", 13.02],
	["T", "21", "temperature", "battery_temperature", 21],
] as const)
	test(`a monitor's auxiliary input: ${mode}`, () => {
		const said = reading({ PID: "0xA389", V: "26000", I: "-1500", SOC: "876", AR: "5", [label]: value });
		assert.deepEqual(
			[said?.aux_mode, said?.[field], said?.state_of_charge, said?.alarm],
			[mode, says, 87.6, ["low_voltage", "low_state_of_charge"]],
		);
	});

test("a monitor as an energy meter, by its mode", () => {
	const said = reading({ PID: "0xA389", V: "13300", I: "-2000", P: "-27", T: "---", MON: "3" });
	assert.deepEqual(
		[said?.type, said?.monitor_mode, said?.battery_voltage, said?.battery_current],
		["dc_energy_meter", "fridge", 13.3, -2],
	);
	assert.equal(reading({ PID: "0xA389", V: "13300", I: "2000", MON: "-9" })?.monitor_mode, "solar_charger");
});

test("an inverter, with PV and without", () => {
	const sent = {
		PID: "0xA201",
		FW: "0120",
		MODE: "2",
		CS: "9",
		AC_OUT_V: "23010",
		AC_OUT_I: "12",
		V: "12800",
	};
	const said = reading({ ...sent, AC_OUT_S: "276", AR: "256", WARN: "0" });
	assert.deepEqual(
		[
			said?.type,
			said?.device_state,
			said?.ac_voltage,
			said?.ac_current,
			said?.ac_apparent_power,
			said?.alarm,
		],
		["inverter", "inverting", 230.1, 1.2, 276, ["overload"]],
	);
	const rs = reading({ ...sent, PPV: "1500", H20: "321", I: "20000" });
	assert.deepEqual(
		[rs?.type, rs?.pv_power, rs?.yield_today, rs?.battery_current],
		["inverter_rs", 1500, 3.21, 20],
	);
});

test("a DC/DC charger and a mains charger, whose battery is an output", () => {
	const orion = {
		V: "14200",
		I: "18500",
		DC_IN_V: "1385",
		DC_IN_I: "201",
		CS: "4",
		ERR: "0",
		OR: "0x00000080",
	};
	const dc = reading({ PID: "0xA3F0", ...orion });
	assert.deepEqual(
		[dc?.type, dc?.output_voltage, dc?.output_current, dc?.input_voltage, dc?.input_current],
		["orion_xs", 14.2, 18.5, 13.85, 20.1],
	);
	const mains = reading({
		PID: "0xA340",
		V: "13500",
		I: "3200",
		V2: "12900",
		I2: "100",
		T: "24",
		CS: "5",
		ERR: "0",
	});
	assert.deepEqual(
		[mains?.type, mains?.battery_voltage_1, mains?.battery_current_1, mains?.battery_voltage_2],
		["ac_charger", 13.5, 3.2, 12.9],
	);
	assert.deepEqual([mains?.battery_current_2, mains?.temperature, mains?.device_state], [0.1, 24, "float"]);
});

test("any values of any labels give a reading within its record's bits, or none", () => {
	const label = fc.constantFrom(
		...["V", "I", "VPV", "PPV", "CS", "ERR", "SOC", "TTG", "CE", "AR", "MON", "VS", "VM", "T", "AC_OUT_V"],
		...["AC_OUT_I", "DC_IN_V", "DC_IN_I", "OR", "H20", "IL", "PID", "V2", "I2"],
	);
	const value = fc.oneof(
		fc.integer({ min: -0x8000_0000, max: 0xffff_ffff }).map(String),
		fc.constantFrom("---", "", "0x", "1e9", "-"),
	);
	let readings = 0;
	fc.assert(
		fc.property(fc.dictionary(label, value), (sent) => {
			const said = reading(sent);
			if (said === undefined) return;
			readings++;
			assert.equal(typeof said.type, "string");
			for (const [name, one] of Object.entries(said))
				if (typeof one === "number") assert.ok(Number.isFinite(one), name);
		}),
		{ numRuns: 500 },
	);
	assert.ok(readings > 20, `${readings}`);
});
