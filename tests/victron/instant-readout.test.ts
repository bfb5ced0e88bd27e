import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import type { BlockCiphers } from "../../modules/victron/cipher";
import { hexBytes } from "../../modules/victron/hex";
import { InstantReadout } from "../../modules/victron/instant-readout";
import { captures } from "../support/captures";

const { key, manufacturerData } = captures.solarCharger;
const readout = new InstantReadout(nodeCiphers);

function read(hex: string, keyHex: string = key) {
	const payload = hexBytes(hex)!;
	return readout.read(payload, 0, payload.length, readout.device(keyHex));
}

test("a key of upper-case digits is the same key", () => {
	assert.deepEqual(read(manufacturerData, key.toUpperCase()), read(manufacturerData));
});

test("the payload may lie anywhere in the data", () => {
	const data = hexBytes(`02010617ffe102${manufacturerData}09ff`)!;
	const start = 7;
	const end = start + manufacturerData.length / 2;
	assert.deepEqual(readout.read(data, start, end, readout.device(key)), read(manufacturerData));
});

test("the status byte decides nothing, whatever a phone's connection makes of it", () => {
	for (const status of ["00", "03", "80", "82", "ff"])
		assert.deepEqual(read(`10${status}${manufacturerData.slice(4)}`), read(manufacturerData));
});

test("another first byte is not Instant Readout", () => {
	assert.equal(read(`02${manufacturerData.slice(2)}`), "not_instant_readout");
	assert.equal(read("01"), "not_instant_readout");
});

test("a payload that ends before its content is too short", () => {
	for (const hex of ["", "10", "100242a0", "100242a0016207"]) assert.equal(read(hex), "too_short");
});

test("a payload with a header alone gives a reading without fields", () => {
	assert.deepEqual(read(manufacturerData.slice(0, 16)), {
		type: "solar_charger",
		product_id: 0xa042,
		model: "BlueSolar Charger MPPT 75/15",
	});
});

test("an encrypted record without a key is refused as such", () => {
	assert.equal(read(manufacturerData, ""), "no_key");
	assert.equal(read(manufacturerData, "not hex"), "no_key");
});

test("a key that the check byte does not fit is wrong", () => {
	assert.equal(read(manufacturerData, `00${key.slice(2)}`), "wrong_key");
});

test("a wrong key is told before any cipher work", () => {
	const ciphers: BlockCiphers = {
		aes: () => ({
			encrypt() {
				assert.fail("encrypted");
			},
		}),
	};
	const idle = new InstantReadout(ciphers);
	const payload = hexBytes(manufacturerData)!;
	assert.equal(idle.read(payload, 0, payload.length, idle.device(`00${key.slice(2)}`)), "wrong_key");
});

test("a product without a name has no model", () => {
	assert.ok(!("model" in (read(`1000feff${manufacturerData.slice(8)}`) as object)));
});

test("an unknown record type gives its number and its plaintext", () => {
	const plaintext = "04006c050e000300130000fe";
	assert.deepEqual(read(`100242a021${manufacturerData.slice(10)}`), {
		type: "unknown",
		product_id: 0xa042,
		model: "BlueSolar Charger MPPT 75/15",
		record_type: 0x21,
		raw: plaintext,
	});
});

test("a SolarSense is read without a key", () => {
	assert.deepEqual(read("100050c0ff0000010000000000ee02e0150034a106092a00", ""), {
		type: "solar_sense",
		product_id: 0xc050,
		model: "SolarSense 750",
		error_code: 0,
		charger_error: "none",
		charger_error_code: 0,
		installation_power: 750,
		yield_today: 3.5,
		irradiance: 850,
		cell_temperature: 45,
		sensor_battery_voltage: 3,
		tx_power: 0,
		time_since_last_sun: 10,
	});
});

test("an unknown type of two bytes is not encrypted", () => {
	assert.deepEqual(read("100050c0ff000002a1b2", ""), {
		type: "unknown",
		product_id: 0xc050,
		model: "SolarSense 750",
		record_type: 0xff02,
		raw: "a1b2",
	});
});

test("a device that changes its product and its record is read as what it now is", () => {
	const device = readout.device(key);
	const first = hexBytes(manufacturerData)!;
	const other = hexBytes(`100289a302${manufacturerData.slice(10)}`)!;
	readout.read(first, 0, first.length, device);
	const reading = readout.read(other, 0, other.length, device);
	assert.ok(typeof reading === "object");
	assert.equal(reading.type, "battery_monitor");
	assert.equal(reading.model, "SmartShunt 500A/50mV");
});

test("a shorter record does not show what the one before it left", () => {
	const device = readout.device(key);
	const whole = hexBytes(manufacturerData)!;
	readout.read(whole, 0, whole.length, device);
	const reading = readout.read(whole, 0, 8 + 4, device);
	assert.ok(typeof reading === "object");
	assert.equal(reading.battery_voltage, 13.88);
	assert.ok(!("battery_current" in reading));
});

test("bytes beyond 16 are not decoded: no record has them", () => {
	assert.deepEqual(
		read(`100050c0ff000001${"00".repeat(40)}`, ""),
		read(`100050c0ff000001${"00".repeat(16)}`, ""),
	);
});
