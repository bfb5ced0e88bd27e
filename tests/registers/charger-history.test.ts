import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ChargerHistory } from "../../modules/registers/charger-history";
import { Device } from "../../modules/telemetry/device";
import { hexBytes } from "../../modules/victron/hex";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { smartSolar } from "../../tools/simulate/gatt-devices";

const statistics = {
	payload: (index: number) => `{"today":{"of":${index}}}`,
	networkPayload: () => '{"days":[]}',
};
const device = (index: number) => new Device("fa:ac:27:84:c6:6f", "", new DeviceKey(undefined, -1), index);
/** As a charger gave it, but for its last byte. */
const yesterday = hexBytes(smartSolar.registers["3/1051"]!)!;

test("statistics are as they were before a charger tells its history", () => {
	const history = new ChargerHistory(statistics);
	history.register(device(0), 0xed8d, Uint8Array.of(1, 2));
	history.register(device(0), 0x1052, yesterday);
	assert.equal(history.payload(0), '{"today":{"of":0}}');
	assert.equal(history.networkPayload(), '{"days":[]}');
});

test("the charger's own history is beside them", () => {
	const history = new ChargerHistory(statistics);
	history.register(device(2), 0x1051, yesterday);
	assert.deepEqual(JSON.parse(history.payload(2)), {
		today: { of: 2 },
		charger: {
			yesterday: {
				yield: 0.01,
				consumed: 0,
				battery_voltage_max: 14.61,
				battery_voltage_min: 12.32,
				bulk: 40,
				absorption: 1,
				float: 489,
				pv_power_max: 2,
				battery_current_max: 0.1,
				pv_voltage_max: 21.82,
			},
		},
	});
	assert.equal(history.payload(0), '{"today":{"of":0}}');
});

test("of old firmware it ends after the days, and an unwritten day is none", () => {
	const history = new ChargerHistory(statistics);
	const total = new Uint8Array(19).fill(0xff);
	const view = new DataView(total.buffer);
	view.setUint32(6, 23_150, true);
	view.setUint32(10, 99_999, true);
	view.setUint8(18, 30);
	history.register(device(0), 0x104f, total);
	history.register(device(0), 0x1050, Uint8Array.of(4, ...yesterday.subarray(1)));
	assert.deepEqual(JSON.parse(history.payload(0)).charger, { yield_total: 999.99, days: 30 });
});

test("whatever comes as history, the statistics stay JSON", () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.integer({ min: 0x104e, max: 0x1053 }), fc.uint8Array({ maxLength: 40 }))),
			(registers) => {
				const history = new ChargerHistory(statistics);
				for (const [id, bytes] of registers) history.register(device(0), id, bytes);
				assert.deepEqual(JSON.parse(history.payload(0)).today, { of: 0 });
			},
		),
	);
});
