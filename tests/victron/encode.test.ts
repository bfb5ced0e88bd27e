import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { encodeRecord } from "../../modules/victron/encode";
import { encodeAdvertisement } from "../../modules/victron/encode-advertisement";
import { hexBytes, hexText } from "../../modules/victron/hex";
import { batteryMonitor } from "../../modules/victron/records/battery-monitor";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { solarSense } from "../../modules/victron/records/solar-sense";
import { captures } from "../support/captures";
import { fieldsOf } from "../support/plaintext";

test("a captured advert is encoded as the device sent it", () => {
	const { key: keyHex, manufacturerData, says } = captures.solarCharger;
	const key = hexBytes(keyHex)!;
	const payload = encodeAdvertisement({
		productId: says.product_id,
		record: solarCharger,
		counter: 0x0762,
		key,
		cipher: nodeCiphers.aes(key.buffer as ArrayBuffer),
		reading: says,
		status: 0x02,
	});
	assert.equal(hexText(payload), manufacturerData);
});

test("what is absent is not available, and unused bits are ones", () => {
	assert.equal(hexText(encodeRecord(solarCharger, {})), "ffffff7fff7fffffffffffff");
});

test("a Battery Sense's record is a battery monitor's with a voltage and a temperature", () => {
	const record = encodeRecord(batteryMonitor, {
		battery_voltage: 12.22,
		alarm: [],
		aux_mode: "temperature",
		battery_temperature: 22.5,
	});
	assert.equal(hexText(record), "ffffc60400007d73feff7fffffffff");
});

test("a plain record is on the air as it is", () => {
	const payload = encodeAdvertisement({
		productId: 0xc050,
		record: solarSense,
		counter: 0,
		key: new Uint8Array(16),
		cipher: nodeCiphers.aes(new ArrayBuffer(16)),
		reading: {
			error_code: 0,
			charger_error: "none",
			installation_power: 750,
			yield_today: 3.5,
			irradiance: 850,
			cell_temperature: 45,
			sensor_battery_voltage: 3,
			tx_power: 0,
			time_since_last_sun: 10,
		},
	});
	assert.equal(hexText(payload.subarray(0, 8)), "100050c0ff000001");
	// The source of the values has 09 and 00: bit 105 and the last six are unused, so ones here.
	assert.equal(hexText(payload.subarray(8)), "0000000000ee02e0150034a1060b2afc");
});

test("a value out of range is the nearest that can be said", () => {
	const fields = fieldsOf(
		solarCharger,
		encodeRecord(solarCharger, {
			battery_voltage: 1000,
			battery_current: -9999,
			pv_power: -5,
			load_current: 60,
		}),
	);
	assert.equal(fields.battery_voltage, 327.66);
	assert.equal(fields.battery_current, -3276.8);
	assert.equal(fields.pv_power, 0);
	assert.equal(fields.load_current, 51);
});

test("codes that share a slug are kept apart by the code", () => {
	const code = (reading: { charger_error: string; charger_error_code?: number }) =>
		fieldsOf(solarCharger, encodeRecord(solarCharger, reading)).charger_error_code;
	assert.equal(code({ charger_error: "battery_temperature_sensor_miswired", charger_error_code: 4 }), 4);
	assert.equal(code({ charger_error: "battery_temperature_sensor_miswired" }), 3);
	assert.equal(code({ charger_error: "none", charger_error_code: 4 }), 0);
});
