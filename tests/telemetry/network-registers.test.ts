/** VE.Smart networking from the air through the receiver. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { NetworkRegisters } from "../../modules/telemetry/network-registers";
import { Receiver } from "../../modules/telemetry/receiver";
import { wrapManufacturerData } from "../../modules/victron/advertisement";
import { hexBytes, hexText } from "../../modules/victron/hex";
import { InstantReadout } from "../../modules/victron/instant-readout";
import { encodeData, encodeRegisters, encodeSynchronisation } from "../../modules/victron/vesmart/encode";
import { captures } from "../support/captures";
import { vectorsOf } from "../support/vectors";

interface Vector {
	readonly protocol: "vesmart";
	readonly manufacturerDataHex: string | null;
}

/** The network of the vectors. */
const key = "00112233445566778899aabbccddeeff";
const id = "3412";
const member = {
	cipher: nodeCiphers.aes(hexBytes(key)!.buffer as ArrayBuffer),
	networkId: hexBytes(id)!,
	source: 0x89abcdef,
};
const vectors = vectorsOf<Vector>("vesmart").filter(
	({ manufacturerDataHex }) => manufacturerDataHex !== null,
);
const packets = vectors.map(({ manufacturerDataHex }) => manufacturerDataHex!);
const stranger = "c0:00:00:00:00:01";
const { batteryMonitor: shunt } = captures;
const air = (payload: Uint8Array) => wrapManufacturerData(payload);
const voltage = encodeRegisters(8, [{ register: 0xed8d, value: hexBytes("2f05")! }]);

function changed(payload: Uint8Array, at: number, byte: number): Uint8Array {
	const copy = payload.slice();
	copy[at] = byte;
	return copy;
}

function setup(settings = { id, key }) {
	const readout = new InstantReadout(nodeCiphers);
	const device = new Device(shunt.address, "Shunt", readout.device(shunt.key), 0);
	const registers: (string | number)[][] = [];
	const own: (string | number)[][] = [];
	const lines: string[] = [];
	const network = NetworkRegisters.create({
		ciphers: nodeCiphers,
		...settings,
		sink: {
			networkRegister: (...[address, priority, register, bytes]) =>
				registers.push([address, priority, register, hexText(bytes)]),
			register: ({ name }, register, bytes) => own.push([name, register, hexText(bytes)]),
		},
		log: { log: (_level, message) => lines.push(message) },
	});
	const counters = new Counters();
	counters.network = network?.outcomes;
	let readings = 0;
	const receiver = new Receiver({
		devices: [device],
		readout,
		clock: { monotonic: () => 1000 },
		counters,
		sink: {
			reading() {
				readings++;
			},
			heard() {},
			wrongKey() {},
		},
		network,
	});
	const hear = (payload: Uint8Array, address = stranger) => receiver.advert(address, -61, air(payload));
	return { counters, device, hear, lines, own, receiver, registers, readings: () => readings };
}

/** Counters that are not zero. */
function counted(counters: Counters): Record<string, number> {
	return Object.fromEntries(Object.entries(counters.toJSON()).filter(([, count]) => count !== 0));
}

describe("the VE.Smart network in the advert path", () => {
	it("gives the registers of the vectors, whose senders are not configured", () => {
		const { counters, hear, own, registers } = setup();
		for (const hex of packets) hear(hexBytes(hex)!);
		assert.deepEqual(registers, [
			[0x89abcdef, 8, 0xed8d, "2f05"],
			[0x89abcdef, 8, 0xedec, "4574"],
			[0x89abcdef, 12, 0xed8c, "1fefffff"],
		]);
		assert.deepEqual(own, []);
		assert.deepEqual(counted(counters), { network_synchronised: 1, network_registers: 3, received: 4 });
	});

	it("gives those of a configured device as its own, too, and its readings go on", () => {
		const { counters, device, hear, own, readings, receiver } = setup();
		hear(encodeSynchronisation(member, 6), shunt.address);
		hear(encodeData(member, 7, voltage), shunt.address);
		receiver.advert(shunt.address, -61, air(hexBytes(shunt.manufacturerData)!));
		assert.deepEqual(own, [["Shunt", 0xed8d, "2f05"]]);
		assert.equal(readings(), 1);
		assert.equal(device.received, 3);
		assert.equal(counters.not_instant_readout, 0);
	});

	for (const [outcome, ...payloads] of [
		["repeated", encodeData(member, 7, voltage), encodeData(member, 7, voltage)],
		["replayed", encodeData(member, 7, voltage), encodeData(member, 6, voltage)],
		["wrong_key", changed(encodeData(member, 7, voltage), 12, 0)],
		["truncated", encodeData(member, 7, hexBytes("088ded022f")!)],
		["too_short", hexBytes("0234efcdab89")!],
		["too_long", encodeData(member, 7, new Uint8Array(40))],
		["other_network", encodeData({ ...member, networkId: hexBytes("3512")! }, 7, voltage)],
		["unsynchronised", encodeData({ ...member, source: 1 }, 7, voltage)],
		["unknown_type", changed(encodeData(member, 7, voltage, 3), 12, 0)],
	] as const)
		it(`counts ${outcome}, and gives no register of it`, () => {
			const { counters, hear, registers } = setup();
			hear(encodeSynchronisation(member, 5));
			for (const payload of payloads) hear(payload);
			assert.equal(counted(counters)[`network_${outcome}`], 1);
			assert.equal(counters.received, 1 + payloads.length);
			assert.equal(registers.length, payloads.length - 1);
		});

	it("says once that the key does not fit, and not what it is", () => {
		const { counters, hear, lines } = setup({ id, key: "ff112233445566778899aabbccddeeff" });
		for (let sequence = 1; sequence <= 50; sequence++) hear(encodeSynchronisation(member, sequence));
		assert.equal(counted(counters).network_wrong_key, 50);
		assert.equal(lines.length, 1);
		assert.match(lines[0]!, /^VE\.Smart network 3412: network\.key does not fit/);
		assert.doesNotMatch(lines[0]!, /ff1122|001122/);
	});

	it("does not blame the key for another network with the same first byte", () => {
		const { hear, lines, registers } = setup();
		const other = { ...member, networkId: hexBytes("3499")!, source: 5 };
		hear(encodeSynchronisation(member, 1));
		for (let sequence = 1; sequence <= 50; sequence++) hear(encodeSynchronisation(other, sequence));
		hear(encodeData(member, 2, voltage));
		assert.deepEqual(lines, []);
		assert.equal(registers.length, 1);
	});

	it("is not there without an id and a key: packets count as before", () => {
		for (const settings of [
			{ id: "", key: "" },
			{ id, key: "" },
			{ id: "", key },
		]) {
			const { counters, hear } = setup(settings);
			hear(hexBytes(packets[0]!)!);
			hear(hexBytes(packets[1]!)!, shunt.address);
			assert.deepEqual(counted(counters), { unknown_device: 1, not_instant_readout: 1, received: 2 });
			assert.ok(!JSON.stringify(counters).includes("network"));
		}
	});

	it("leaves other payloads to the others", () => {
		const { counters, hear } = setup();
		for (const first of [0, 4, 0xff]) hear(changed(new Uint8Array(20).fill(0x34), 0, first));
		assert.deepEqual(counted(counters), { unknown_device: 3, received: 3 });
	});

	it("gives every packet exactly one fate, throws at none, and hears on", () => {
		const forged = fc
			.tuple(fc.integer({ min: 1, max: 3 }), fc.uint8Array({ maxLength: 40 }))
			.map(([type, rest]) => Uint8Array.of(type, 0x34, ...rest));
		const damaged = fc
			.tuple(fc.nat(2 ** 33), fc.uint8Array({ maxLength: 16 }), fc.nat(30), fc.nat(255))
			.map(([sequence, plaintext, at, byte]) => {
				const payload = encodeData(member, sequence, plaintext);
				return at < payload.length ? changed(payload, at, byte) : payload;
			});
		const payload = fc.oneof(forged, damaged, fc.uint8Array({ maxLength: 60 }));
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.constantFrom(stranger, shunt.address), payload), { maxLength: 40 }),
				(adverts) => {
					const { counters, hear, registers } = setup();
					hear(encodeSynchronisation(member, 1));
					for (const [address, data] of adverts) hear(data, address);
					const { received, ...rest } = counters.toJSON() as Record<string, number>;
					assert.equal(received, adverts.length + 1);
					const { published, queue_dropped, faults, ...fates } = rest;
					assert.deepEqual([published, queue_dropped, faults], [0, 0, 0]);
					assert.equal(
						Object.values(fates).reduce((sum, count) => sum + count, 0),
						received,
					);
					hear(encodeSynchronisation(member, 2 ** 47));
					const before = registers.length;
					hear(encodeData(member, 2 ** 47 + 1, voltage));
					assert.deepEqual(registers.slice(before), [[member.source, 8, 0xed8d, "2f05"]]);
				},
			),
		);
	});
});
