import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hexBytes } from "../../modules/victron/hex";
import { batteryMonitor } from "../../modules/victron/records/battery-monitor";
import { dcEnergyMeter } from "../../modules/victron/records/dc-energy-meter";
import { recordById, recordByType, records } from "../../modules/victron/records/index";
import { smartLithium } from "../../modules/victron/records/smart-lithium";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { solarSense } from "../../modules/victron/records/solar-sense";
import { fieldsOf, plaintext } from "../support/plaintext";

/** A real SmartSolar 75/15's. */
const solarPlaintext = "04006c050e000300130000fe";

test("a number prints as the device shows it", () => {
	for (let raw = 0; raw < 0x7fff; raw += 7) {
		const voltage = fieldsOf(solarCharger, plaintext(12, [16, 16, raw])).battery_voltage;
		assert.equal(
			String(voltage),
			String(Number(`${Math.floor(raw / 100)}.${String(raw % 100).padStart(2, "0")}`)),
		);
	}
});

test("fields come in the order of the table", () => {
	assert.deepEqual(Object.keys(fieldsOf(solarCharger, hexBytes(solarPlaintext)!)), [
		"device_state",
		"device_state_code",
		"charger_error",
		"charger_error_code",
		"battery_voltage",
		"battery_current",
		"yield_today",
		"pv_power",
		"load_current",
	]);
});

describe("length", () => {
	test("a field that the record does not hold whole is absent", () => {
		const whole = fieldsOf(solarCharger, hexBytes(solarPlaintext)!);
		const shorter = fieldsOf(solarCharger, hexBytes(solarPlaintext)!.subarray(0, 11));
		assert.equal(whole.load_current, 0);
		const { load_current: _, ...rest } = whole;
		assert.deepEqual(shorter, rest);
	});

	test("half of a field is not read as a smaller number", () => {
		const fields = fieldsOf(solarCharger, hexBytes(solarPlaintext)!.subarray(0, 3));
		assert.deepEqual(Object.keys(fields).length, 4);
	});

	test("no bytes give no fields", () => {
		for (const record of records) assert.deepEqual(fieldsOf(record, new Uint8Array(0)), {});
	});

	test("bytes behind the known fields are ignored", () => {
		const extended = hexBytes(`${solarPlaintext}409ac069`)!;
		assert.deepEqual(fieldsOf(solarCharger, extended), fieldsOf(solarCharger, hexBytes(solarPlaintext)!));
	});

	test("an auxiliary value is absent when the record ends before its mode", () => {
		const fields = fieldsOf(batteryMonitor, plaintext(8, [48, 16, 1250]));
		assert.ok(!("starter_voltage" in fields || "mid_voltage" in fields || "battery_temperature" in fields));
	});
});

describe("auxiliary input", () => {
	const aux = (mode: number, raw: number) => {
		const { starter_voltage, mid_voltage, battery_temperature } = fieldsOf(
			batteryMonitor,
			plaintext(15, [64, 2, mode], [48, 16, raw]),
		);
		return [starter_voltage, mid_voltage, battery_temperature];
	};

	test("mode 0 is the starter's voltage, signed", () => {
		assert.deepEqual(aux(0, 0xfffe), [-0.02, undefined, undefined]);
	});

	test("mode 1 is the mid-point's voltage, unsigned", () => {
		assert.deepEqual(aux(1, 0xfffe), [undefined, 655.34, undefined]);
	});

	test("mode 2 is the temperature in hundredths of a kelvin", () => {
		assert.deepEqual(aux(2, 29565), [undefined, undefined, 22.5]);
	});

	test("mode 3 is none", () => {
		assert.deepEqual(aux(3, 1250), [undefined, undefined, undefined]);
	});

	test("an energy meter has no mid-point", () => {
		const fields = fieldsOf(dcEnergyMeter, plaintext(11, [64, 2, 1], [48, 16, 1250]));
		assert.equal(fields.aux_mode, "mid_voltage");
		assert.ok(!("mid_voltage" in fields));
	});
});

test("an unknown code is its number", () => {
	const fields = fieldsOf(solarCharger, plaintext(12, [0, 8, 77], [8, 8, 204]));
	assert.equal(fields.device_state, 77);
	assert.equal(fields.device_state_code, 77);
	assert.equal(fields.charger_error, 204);
});

test("cell voltages below and above the range", () => {
	const fields = fieldsOf(smartLithium, plaintext(16, [48, 7, 0], [55, 7, 1], [62, 7, 125], [69, 7, 126]));
	assert.equal(fields.cell_1_voltage, 2.6);
	assert.equal(fields.cell_2_voltage, 2.61);
	assert.equal(fields.cell_3_voltage, 3.85);
	assert.equal(fields.cell_4_voltage, 3.86);
});

test("time since the last sun has three scales", () => {
	const minutes = (raw: number) => fieldsOf(solarSense, plaintext(16, [115, 7, raw])).time_since_last_sun;
	assert.deepEqual([0, 29, 30, 95, 96, 126, 127].map(minutes), [0, 58, 60, 710, 720, 1620, undefined]);
});

test("a word of 32 bits is unsigned", () => {
	assert.equal(fieldsOf(solarSense, plaintext(16, [0, 32, 0xffff_ffff])).error_code, 0xffff_ffff);
});

describe("tables", () => {
	test("are found by their record type", () => {
		for (const record of records) assert.equal(recordById(record.id), record);
	});

	test("are found by the type of their readings", () => {
		for (const record of records) assert.equal(recordByType(record.type), record);
	});

	test("there is none for other record types", () => {
		for (const id of [0x10, 0x7f, 0xfe, 0xff00, 0xff02]) assert.equal(recordById(id), undefined);
		assert.equal(recordByType("unknown"), undefined);
	});
});
