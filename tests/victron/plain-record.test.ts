import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { hexBytes } from "../../modules/victron/hex";
import { InstantReadout } from "../../modules/victron/instant-readout";
import { decodePlainRecord, plainRecordSize, sameReading } from "../../modules/victron/plain-record";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { captures } from "../support/captures";
import { plainBytes, plainOf } from "../support/plain-records";

const { solarCharger: mppt, batteryMonitor: shunt } = captures;

function read(readout: InstantReadout, { manufacturerData, key }: { manufacturerData: string; key: string }) {
	const data = hexBytes(manufacturerData)!;
	return readout.read(data, 0, data.length, readout.device(key));
}

describe("plain record", () => {
	it("of a capture decodes to the capture's reading, wherever it lies", () => {
		const readout = new InstantReadout(nodeCiphers);
		read(readout, mppt);
		const kept = new Uint8Array(5 + plainRecordSize).fill(0xff);
		kept.set(readout.plain, 5);
		read(readout, shunt);
		assert.deepEqual(decodePlainRecord(kept, 5), mppt.says);
		assert.deepEqual(decodePlainRecord(readout.plain), shunt.says);
	});

	it("of an unknown record carries its plaintext in hex", () => {
		const plain = plainBytes(0x77, Uint8Array.of(1, 2, 255), 0x1234);
		assert.deepEqual(decodePlainRecord(plain), {
			type: "unknown",
			product_id: 0x1234,
			record_type: 0x77,
			raw: "0102ff",
		});
	});
});

describe("sameReading", () => {
	const values = { device_state: "bulk", pv_power: 19, battery_voltage: 13.88 };
	const plain = plainOf(solarCharger, values);

	it("compares the fields", () => {
		assert.equal(sameReading(plain, plainOf(solarCharger, values)), true);
		assert.equal(sameReading(plain, plainOf(solarCharger, { ...values, pv_power: 20 })), false);
	});

	it("looks neither behind the plaintext nor at bits without a field", () => {
		const other = plain.slice();
		const length = other[20]!;
		for (let i = length; i < 16; i++) other[i] = 0x5a;
		// the load current ends at bit 88; the rest of its byte has no field
		other[11]! ^= 0x80;
		assert.equal(sameReading(plain, other), true);
		other[11]! ^= 0x01;
		assert.equal(sameReading(plain, other), false);
	});

	it("tells other products, records and lengths apart", () => {
		assert.equal(sameReading(plain, plainOf(solarCharger, values, 0xa043)), false);
		const bytes = plain.subarray(0, 12);
		assert.equal(sameReading(plainBytes(1, bytes), plainBytes(2, bytes)), false);
		assert.equal(sameReading(plainBytes(1, bytes), plainBytes(1, bytes.subarray(0, 10))), false);
	});

	it("counts every byte of a record without a table", () => {
		assert.equal(sameReading(plainBytes(0x77, Uint8Array.of(1)), plainBytes(0x77, Uint8Array.of(2))), false);
		assert.equal(sameReading(plainBytes(0x77, Uint8Array.of(1)), plainBytes(0x77, Uint8Array.of(1))), true);
	});
});
