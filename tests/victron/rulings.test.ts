/** What sources say differently, and how it is read here. Bit positions are those of the official layout. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hexBytes } from "../../modules/victron/hex";
import { acCharger } from "../../modules/victron/records/ac-charger";
import { batteryMonitor } from "../../modules/victron/records/battery-monitor";
import { batteryProtect } from "../../modules/victron/records/battery-protect";
import { dcEnergyMeter } from "../../modules/victron/records/dc-energy-meter";
import { dcdcConverter } from "../../modules/victron/records/dcdc-converter";
import { gxDevice } from "../../modules/victron/records/gx-device";
import { inverterRs } from "../../modules/victron/records/inverter-rs";
import { lynxSmartBms } from "../../modules/victron/records/lynx-smart-bms";
import { multiRs } from "../../modules/victron/records/multi-rs";
import { smartLithium } from "../../modules/victron/records/smart-lithium";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { veBus } from "../../modules/victron/records/ve-bus";
import { fieldsOf, plaintext } from "../support/plaintext";

describe("current of 22 bits", () => {
	test("0x1FFFFF is not available, as two captures of a Battery Sense have it", () => {
		const fields = fieldsOf(batteryMonitor, hexBytes("ffffc60400007d73feff7fffffffff")!);
		assert.deepEqual(fields, {
			battery_voltage: 12.22,
			alarm: [],
			aux_mode: "temperature",
			aux_mode_code: 2,
			battery_temperature: 22.5,
		});
	});

	test("0x3FFFFF is -1 mA, not the document's NA", () => {
		assert.equal(fieldsOf(batteryMonitor, plaintext(15, [66, 22, -1])).battery_current, -0.001);
	});

	test("the ends of its range", () => {
		const current = (raw: number) => fieldsOf(batteryMonitor, plaintext(15, [66, 22, raw])).battery_current;
		assert.equal(current(-0x200000), -2097.152);
		assert.equal(current(0x1ffffe), 2097.15);
	});
});

describe("signs", () => {
	test("powers of 19 bits are signed and 0x3FFFF is not available", () => {
		const powers = (raw: number) => {
			const fields = fieldsOf(veBus, plaintext(13, [48, 19, raw], [67, 19, raw]));
			return [fields.ac_input_power, fields.ac_output_power];
		};
		assert.deepEqual(powers(-500), [-500, -500]);
		assert.deepEqual(powers(0x3ffff), [undefined, undefined]);
		assert.deepEqual(powers(0x7ffff), [-1, -1]);
	});

	test("powers of 21 bits are signed and 0x0FFFFF is not available", () => {
		const powers = (raw: number) => {
			const fields = fieldsOf(gxDevice, plaintext(11, [43, 21, raw], [64, 21, raw]));
			return [fields.battery_power, fields.dc_power];
		};
		assert.deepEqual(powers(-12345), [-12345, -12345]);
		assert.deepEqual(powers(0x0fffff), [undefined, undefined]);
	});

	test("consumed charge is negative", () => {
		assert.equal(fieldsOf(batteryMonitor, plaintext(15, [88, 20, 500])).consumed_charge, -50);
		assert.equal(fieldsOf(lynxSmartBms, plaintext(16, [100, 20, 44])).consumed_charge, -4.4);
	});

	test("consumed charge of nothing is 0, not -0", () => {
		assert.ok(Object.is(fieldsOf(batteryMonitor, plaintext(15, [88, 20, 0])).consumed_charge, 0));
	});

	test("the device state of a Multi RS is unsigned", () => {
		assert.equal(fieldsOf(multiRs, plaintext(14, [0, 8, 252])).device_state, "external_control");
		assert.equal(fieldsOf(multiRs, plaintext(14, [0, 8, 255])).device_state, undefined);
	});

	test("battery current of a solar charger is negative under load", () => {
		assert.equal(fieldsOf(solarCharger, plaintext(12, [32, 16, -13])).battery_current, -1.3);
	});
});

describe("not available", () => {
	test("state of charge of 10 bits is 0x3FF", () => {
		assert.equal(fieldsOf(lynxSmartBms, plaintext(16, [90, 10, 0x3ff])).state_of_charge, undefined);
		assert.equal(fieldsOf(lynxSmartBms, plaintext(16, [90, 10, 1000])).state_of_charge, 100);
	});

	test("auxiliary temperature 0xFFFF is no 382.2 °C", () => {
		const monitor = fieldsOf(batteryMonitor, plaintext(15, [64, 2, 2], [48, 16, 0xffff]));
		assert.equal(monitor.aux_mode, "temperature");
		assert.equal(monitor.battery_temperature, undefined);
		const meter = fieldsOf(dcEnergyMeter, plaintext(11, [64, 2, 2], [48, 16, 0xffff]));
		assert.equal(meter.battery_temperature, undefined);
	});

	test("a cell is 0x7F, which 8-bit readers miss", () => {
		const fields = fieldsOf(smartLithium, plaintext(16, [48, 7, 71], [55, 7, 0x7f]));
		assert.equal(fields.cell_1_voltage, 3.31);
		assert.ok(!("cell_2_voltage" in fields));
	});

	test("output voltage of a DC/DC converter that is off is 0x7FFF", () => {
		const fields = fieldsOf(dcdcConverter, hexBytes("00002305ff7f80000000")!);
		assert.equal(fields.input_voltage, 13.15);
		assert.ok(!("output_voltage" in fields));
	});

	test("an enumeration that is not available has no code either", () => {
		assert.deepEqual(fieldsOf(solarCharger, plaintext(12, [16, 16, 0x7fff], [32, 16, 0x7fff])), {});
	});
});

describe("units and offsets", () => {
	test("yield is kWh", () => {
		assert.equal(fieldsOf(solarCharger, plaintext(12, [48, 16, 3])).yield_today, 0.03);
	});

	test("battery voltage of a Multi RS is in hundredths", () => {
		assert.equal(fieldsOf(multiRs, plaintext(14, [32, 14, 5171])).battery_voltage, 51.71);
	});

	test("outputs of an AC charger are cut at 13 and 11 bits", () => {
		const fields = fieldsOf(
			acCharger,
			plaintext(13, [40, 13, 1349], [53, 11, 4], [64, 13, 2], [77, 11, 2046]),
		);
		assert.equal(fields.battery_voltage_2, 13.49);
		assert.equal(fields.battery_current_2, 0.4);
		assert.equal(fields.battery_voltage_3, 0.02);
		assert.equal(fields.battery_current_3, 204.6);
	});

	test("battery temperature of a VE.Bus device is 40 less than its raw value", () => {
		assert.equal(fieldsOf(veBus, plaintext(13, [88, 7, 72])).battery_temperature, 32);
	});

	test("a BatteryProtect's record starts with the device state, whatever the document prints", () => {
		const fields = fieldsOf(batteryProtect, plaintext(15, [0, 8, 249], [56, 16, 1307], [72, 16, 1306]));
		assert.equal(fields.device_state, "active");
		assert.equal(fields.input_voltage, 13.07);
		assert.equal(fields.output_voltage, 13.06);
	});

	test("an Inverter RS has the official offsets", () => {
		const bits = plaintext(12, [16, 16, 5230], [32, 16, -105], [48, 16, 1200], [64, 16, 412], [80, 16, 830]);
		assert.deepEqual(fieldsOf(inverterRs, bits), {
			battery_voltage: 52.3,
			battery_current: -10.5,
			pv_power: 1200,
			yield_today: 4.12,
			ac_output_power: 830,
		});
	});

	test("a GX device has the official offsets", () => {
		const bits = plaintext(11, [0, 16, 5230], [16, 20, 70000], [36, 7, 81], [43, 21, -900], [64, 21, 45]);
		assert.deepEqual(fieldsOf(gxDevice, bits), {
			battery_voltage: 52.3,
			pv_power: 70000,
			state_of_charge: 81,
			battery_power: -900,
			dc_power: 45,
		});
	});
});

describe("codes", () => {
	test("off reasons combine, as a real unit's 0x81 does", () => {
		const reasons = fieldsOf(dcdcConverter, plaintext(10, [48, 32, 0x81])).off_reason;
		assert.deepEqual(reasons, ["no_input_power", "engine_shutdown"]);
	});

	test("alarms combine", () => {
		const alarm = fieldsOf(batteryMonitor, plaintext(15, [32, 16, 0b101])).alarm;
		assert.deepEqual(alarm, ["low_voltage", "low_state_of_charge"]);
	});

	test("an unknown bit is told by its number", () => {
		const reasons = fieldsOf(dcdcConverter, plaintext(10, [48, 32, 2 ** 31 + 2 ** 16])).off_reason;
		assert.deepEqual(reasons, ["bit_16", "bit_31"]);
	});

	test("the output state is VREG 0xEDA8; an unconfirmed 4 stays a number", () => {
		assert.equal(fieldsOf(batteryProtect, plaintext(15, [8, 8, 1])).output_state, "on");
		const unknown = fieldsOf(batteryProtect, plaintext(15, [8, 8, 4]));
		assert.equal(unknown.output_state, 4);
		assert.equal(unknown.output_state_code, 4);
	});

	test("monitor mode -3 is a DC/DC charger", () => {
		const fields = fieldsOf(dcEnergyMeter, plaintext(11, [0, 16, -3]));
		assert.equal(fields.monitor_mode, "dcdc_charger");
		assert.equal(fields.monitor_mode_code, -3);
	});

	test("warnings and alarms of a BMS are groups of two bits", () => {
		const groups = fieldsOf(lynxSmartBms, plaintext(16, [72, 18, 0b11_00_10_01_00_00_00_11_10]));
		assert.deepEqual(groups.warnings_alarms, [
			"low_cell_voltage_warning",
			"high_current_alarm",
			"low_state_of_charge_warning",
			"high_temperature_alarm",
		]);
	});

	test("a group of a BMS without a name is told by its number", () => {
		const groups = fieldsOf(lynxSmartBms, plaintext(16, [72, 18, 0b11 << 14]));
		assert.deepEqual(groups.warnings_alarms, ["group_7_alarm"]);
	});
});
