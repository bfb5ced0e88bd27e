import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alarmFlags, errorFlags } from "../../modules/power/alarms";
import { decodeFields, type Fields, padding } from "../../modules/victron/decode";
import type { RecordTable } from "../../modules/victron/record";
import { batteryMonitor } from "../../modules/victron/records/battery-monitor";
import { batteryProtect } from "../../modules/victron/records/battery-protect";
import { lynxSmartBms } from "../../modules/victron/records/lynx-smart-bms";
import { smartLithium } from "../../modules/victron/records/smart-lithium";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { veBus } from "../../modules/victron/records/ve-bus";

/** The reading of a plaintext of 16 bytes that is zero but for `value`, little endian, at byte `at`. */
function reading(record: RecordTable, at: number, bytes: 1 | 2 | 4, value: number) {
	const view = new DataView(new ArrayBuffer(16 + padding));
	for (let byte = 0; byte < bytes; byte++) view.setUint8(at + byte, (value >>> (8 * byte)) & 255);
	const fields: Fields = {};
	decodeFields(record, view, 16, fields);
	return { ...fields, type: record.type, product_id: 1 };
}

const hex = (bits: number) => (bits >>> 0).toString(16);

describe("alarmFlags", () => {
	it("are the bits of the alarm reason, named or not", () => {
		for (const bits of [0, 1, 4, 0x8000, 0xffff])
			assert.equal(hex(alarmFlags(reading(batteryMonitor, 4, 2, bits))), hex(bits));
	});

	it("have the warning reason above the alarm reason", () => {
		assert.equal(hex(alarmFlags(reading(batteryProtect, 3, 2, 0x8001))), "8001");
		assert.equal(hex(alarmFlags(reading(batteryProtect, 5, 2, 0x8001))), "80010000");
	});

	it("are those of the BMS flags that warn", () => {
		// Charged to relay charged, allowed to charge and to discharge say how the battery does.
		assert.equal(alarmFlags(reading(smartLithium, 0, 4, 0x060001ff)), 0);
		// Over-voltage alarm to hardware failure, then pre-alarm, bad contactor and high current.
		assert.equal(hex(alarmFlags(reading(smartLithium, 0, 4, 0xffffffff))), "39fffe00");
	});

	it("know the warning of each Lynx group from its alarm", () => {
		const table: RecordTable = lynxSmartBms;
		const field = table.fields.find(({ name }) => name === "warnings_alarms")!;
		const seen = new Set<number>();
		for (let group = 0; group < 9; group++)
			for (const says of [2, 3]) {
				const fields: Fields = {};
				const view = new DataView(new ArrayBuffer(16 + padding));
				const bit = field.start + 2 * group;
				view.setUint16(bit >> 3, says << (bit & 7), true);
				decodeFields(table, view, 16, fields);
				const bits = alarmFlags({ ...fields, type: table.type, product_id: 1 });
				assert.equal(Math.log2(bits) % 1, 0, JSON.stringify(fields.warnings_alarms));
				seen.add(bits);
			}
		assert.equal(seen.size, 18);
	});

	it("know the VE.Bus alarm state", () => {
		// Bits 86 and 87: 0 none, 1 warning, 2 alarm, 3 not available.
		const states = [0, 1, 2, 3].map((state) => alarmFlags(reading(veBus, 10, 1, state << 6)));
		assert.deepEqual(states, [0, 2, 4, 0]);
	});
});

describe("errorFlags", () => {
	it("are none for no error and for one that is not available", () => {
		assert.equal(errorFlags(reading(solarCharger, 1, 1, 0)), 0);
		assert.equal(errorFlags(reading(solarCharger, 1, 1, 255)), 0);
	});

	it("are one bit for an error, known or not, and never the topmost", () => {
		for (let code = 1; code < 255; code++) {
			const bits = errorFlags(reading(solarCharger, 1, 1, code));
			assert.ok(bits > 0 && Math.log2(bits) % 1 === 0, `${code}: ${bits}`);
		}
	});

	it("differ between neighbours such as 33, input voltage, and 34, input current", () => {
		const [voltage, current] = [33, 34].map((code) => errorFlags(reading(solarCharger, 1, 1, code)));
		assert.notEqual(voltage, current);
	});

	it("are the bits of the SmartLithium error", () => {
		assert.equal(hex(errorFlags(reading(smartLithium, 4, 2, 0x8401))), "8401");
	});

	it("come from the Lynx, VE.Bus and Battery Protect errors, too", () => {
		assert.notEqual(errorFlags(reading(lynxSmartBms, 0, 1, 12)), 0);
		assert.notEqual(errorFlags(reading(veBus, 1, 1, 3)), 0);
		assert.notEqual(errorFlags(reading(batteryProtect, 2, 1, 27)), 0);
	});
});
