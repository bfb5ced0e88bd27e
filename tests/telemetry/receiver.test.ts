import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { Receiver } from "../../modules/telemetry/receiver";
import { wrapManufacturerData } from "../../modules/victron/advertisement";
import { encodeAdvertisement } from "../../modules/victron/encode-advertisement";
import { hexBytes } from "../../modules/victron/hex";
import { InstantReadout } from "../../modules/victron/instant-readout";
import type { Reading } from "../../modules/victron/record";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { captures } from "../support/captures";

const { solarCharger: mppt, batteryMonitor: shunt } = captures;

/** A capture as a radio gives it, with bytes of its payload replaced. */
function air(hex: string, changes: Readonly<Record<number, number>> = {}): Uint8Array {
	const payload = hexBytes(hex)!;
	for (const [at, byte] of Object.entries(changes)) payload[Number(at)] = byte;
	return wrapManufacturerData(payload);
}

const mpptKey = hexBytes(mppt.key)!;

/** The capture's reading with another counter, encrypted anew. */
function withCounter(counter: number): Uint8Array {
	return wrapManufacturerData(
		encodeAdvertisement({
			productId: mppt.says.product_id,
			record: solarCharger,
			counter,
			key: mpptKey,
			cipher: nodeCiphers.aes(mpptKey.buffer as ArrayBuffer),
			reading: mppt.says,
		}),
	);
}

/** A receiver with a solar charger and a battery monitor without its key, and what came out of it. */
function setup() {
	const cipher = { calls: 0 };
	const readout = new InstantReadout({
		aes(key) {
			const aes = nodeCiphers.aes(key);
			return {
				encrypt(block, result) {
					cipher.calls++;
					aes.encrypt(block, result);
				},
			};
		},
	});
	const roof = new Device(mppt.address, "Roof", readout.device(mppt.key), 0);
	const keyless = new Device(shunt.address, "", readout.device(""), 1);
	const counters = new Counters();
	const readings: { device: Device; reading: Reading; rssi: number; at: number }[] = [];
	const heard: { device: Device; rssi: number; at: number }[] = [];
	const wrongKeys: [Device, number][] = [];
	const time = { now: 1000 };
	const receiver = new Receiver({
		devices: [roof, keyless],
		readout,
		clock: { monotonic: () => time.now },
		counters,
		sink: {
			reading: (device, reading, _plain, rssi, at) => readings.push({ device, reading, rssi, at }),
			heard: (device, rssi, at) => heard.push({ device, rssi, at }),
			wrongKey: (device, wanted) => wrongKeys.push([device, wanted]),
		},
	});
	return { receiver, roof, keyless, counters, readings, heard, wrongKeys, cipher, time };
}

/** Counters that are not zero. */
function counted(counters: Counters): Record<string, number> {
	return Object.fromEntries(Object.entries(counters.toJSON()).filter(([, count]) => count !== 0));
}

describe("the advert path", () => {
	it("gives the reading of a new counter, with signal and time", () => {
		const { receiver, roof, readings, counters } = setup();
		receiver.advert(mppt.address, -61, air(mppt.manufacturerData));
		assert.deepEqual(readings, [{ device: roof, reading: mppt.says, rssi: -61, at: 1000 }]);
		assert.deepEqual(counted(counters), { decoded: 1, received: 1 });
	});

	for (const [reason, address, data] of [
		["not_victron", mppt.address, hexBytes("02011a0aff4c0010055b1c4e8ad8")!],
		["not_victron", mppt.address, new Uint8Array(0)],
		["unknown_device", "c0:00:00:00:00:01", air(mppt.manufacturerData)],
		["not_instant_readout", mppt.address, air(mppt.manufacturerData, { 0: 0x02 })],
		["too_short", mppt.address, air("100242a0016207")],
		["wrong_key", mppt.address, air(mppt.manufacturerData, { 7: 0xae })],
		["no_key", shunt.address, air(shunt.manufacturerData)],
		["unknown_record", mppt.address, air(mppt.manufacturerData, { 4: 0x7e })],
	] as const) {
		it(`counts ${reason} (${data.length} bytes) and nothing else`, () => {
			const { receiver, counters } = setup();
			receiver.advert(address, -61, data);
			assert.deepEqual(counted(counters), { [reason]: 1, received: 1 });
		});
	}

	it("hands on an unknown record raw", () => {
		const { receiver, readings } = setup();
		receiver.advert(mppt.address, -61, air(mppt.manufacturerData, { 4: 0x7e }));
		assert.equal(readings[0]?.reading.type, "unknown");
	});

	it("drops a repeated counter before any cipher work, and tells that the device is alive", () => {
		const { receiver, roof, counters, readings, heard, cipher, time } = setup();
		receiver.advert(mppt.address, -61, withCounter(7));
		time.now = 3000;
		for (let i = 0; i < 3; i++) receiver.advert(mppt.address, -70, withCounter(7));
		assert.equal(cipher.calls, 1);
		assert.equal(readings.length, 1);
		assert.deepEqual(heard, new Array(3).fill({ device: roof, rssi: -70, at: 3000 }));
		assert.deepEqual(counted(counters), { decoded: 1, duplicate: 3, received: 4 });
		assert.deepEqual([roof.heardAt, roof.rssi, roof.received, roof.duplicate], [3000, -70, 4, 3]);
	});

	for (const [what, before, after] of [
		["goes on", 7, 8],
		["wraps", 0xffff, 0],
		["starts anew with the device", 40_000, 3],
	] as const) {
		it(`takes a counter that ${what}`, () => {
			const { receiver, readings } = setup();
			receiver.advert(mppt.address, -61, withCounter(before));
			receiver.advert(mppt.address, -61, withCounter(after));
			assert.equal(readings.length, 2);
		});
	}

	it("takes a first counter of zero", () => {
		const { receiver, readings } = setup();
		receiver.advert(mppt.address, -61, withCounter(0));
		assert.equal(readings.length, 1);
	});

	it("keeps the counters of devices apart", () => {
		const { receiver, counters } = setup();
		receiver.advert(mppt.address, -61, withCounter(7));
		receiver.advert(shunt.address, -61, air(shunt.manufacturerData, { 5: 7, 6: 0 }));
		assert.equal(counters.duplicate, 0);
	});

	it("touches no cipher for a wrong key, another device or another company", () => {
		const { receiver, cipher } = setup();
		receiver.advert(mppt.address, -61, air(mppt.manufacturerData, { 7: 0xae }));
		receiver.advert("c0:00:00:00:00:01", -61, air(mppt.manufacturerData));
		receiver.advert(mppt.address, -61, hexBytes("02011a0aff4c0010055b1c4e8ad8")!);
		assert.equal(cipher.calls, 0);
	});

	it("tells of a wrong key once for each byte that is wanted", () => {
		const { receiver, roof, wrongKeys, counters } = setup();
		for (const byte of [0xae, 0xae, 0xae, 0x12, 0x12])
			receiver.advert(mppt.address, -61, air(mppt.manufacturerData, { 7: byte }));
		assert.deepEqual(wrongKeys, [
			[roof, 0xae],
			[roof, 0x12],
		]);
		assert.equal(counters.wrong_key, 5);
		assert.equal(roof.wrong_key, 5);
	});

	it("reads on when the key fits again, the same counter too, and tells of the next wrong key", () => {
		const { receiver, readings, wrongKeys } = setup();
		const wrong = air(mppt.manufacturerData, { 7: 0xae });
		receiver.advert(mppt.address, -61, wrong);
		receiver.advert(mppt.address, -61, air(mppt.manufacturerData));
		assert.equal(readings.length, 1);
		receiver.advert(mppt.address, -61, air(mppt.manufacturerData, { 5: 1, 7: 0xae }));
		assert.equal(wrongKeys.length, 2);
	});

	it("gives every advert exactly one fate and throws at none", () => {
		const mutated = fc
			.record({
				changes: fc.dictionary(fc.nat({ max: 27 }).map(String), fc.nat({ max: 255 }), { maxKeys: 3 }),
				cut: fc.nat({ max: 28 }),
			})
			.map(({ changes, cut }) => {
				const data = air(mppt.manufacturerData);
				for (const [at, byte] of Object.entries(changes))
					if (Number(at) < data.length) data[Number(at)] = byte;
				return data.subarray(0, data.length - Math.min(cut, data.length));
			});
		const data = fc.oneof(
			mutated,
			fc.uint8Array({ maxLength: 255 }),
			fc.uint8Array({ maxLength: 252 }).map(wrapManufacturerData),
			fc.nat({ max: 3 }).map(withCounter),
		);
		const address = fc.constantFrom(mppt.address, shunt.address, "c0:00:00:00:00:01", "");
		fc.assert(
			fc.property(fc.array(fc.tuple(address, data), { maxLength: 40 }), (adverts) => {
				const { receiver, counters, readings, heard, wrongKeys } = setup();
				for (const [from, bytes] of adverts) {
					const before = { ...counters };
					receiver.advert(from, -61, bytes);
					const changed = Object.entries(counters).filter(
						([name, count]) => count !== before[name as keyof typeof before],
					);
					assert.equal(changed.length, 1, JSON.stringify(changed));
				}
				assert.equal(counters.received, adverts.length);
				assert.equal(readings.length, counters.decoded + counters.unknown_record);
				assert.equal(heard.length, counters.duplicate);
				assert.ok(wrongKeys.length <= counters.wrong_key);
			}),
			{ numRuns: 300 },
		);
	});
});
