/** VE.Smart networking against the vectors, and against AES-CCM of OpenSSL. */

import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { nodeCiphers } from "../../../hosts/node/node-ciphers";
import { hexBytes, hexText } from "../../../modules/victron/hex";
import { encodeData, encodeRegisters, encodeSynchronisation } from "../../../modules/victron/vesmart/encode";
import { VeSmartNetwork } from "../../../modules/victron/vesmart/network";
import { serialNumber } from "../../../modules/victron/vesmart/packet";
import { vectorsOf } from "../../support/vectors";

interface Vector {
	readonly protocol: "vesmart";
	readonly manufacturerDataHex: string | null;
	readonly sourceAddressHex?: string;
	readonly plaintextHex?: string;
	readonly nonceHex?: string;
	readonly expected: Readonly<Record<string, number | string>>;
}

const vectors = vectorsOf<Vector>("vesmart");
const addresses = vectors.filter(({ sourceAddressHex }) => sourceAddressHex !== undefined);
const packets = vectors.filter(({ manufacturerDataHex }) => manufacturerDataHex !== null);

const key = "00112233445566778899aabbccddeeff";
/** 0x1234 in the order of the air. */
const id = "3412";
const member = {
	cipher: nodeCiphers.aes(hexBytes(key)!.buffer as ArrayBuffer),
	networkId: hexBytes(id)!,
	source: 0x89abcdef,
};
const open = (withKey = key) => VeSmartNetwork.create(nodeCiphers, id, withKey)!;
const receive = (network: VeSmartNetwork, payload: Uint8Array) => network.receive(payload, 0, payload.length);

function registersOf(network: VeSmartNetwork): [number, string][] {
	const found: [number, string][] = [];
	while (network.next()) found.push([network.register, hexText(network.value())]);
	return found;
}

/** The packet by OpenSSL's CCM. */
function reference(type: number, sequence: bigint, source: number, plaintext: Uint8Array): Uint8Array {
	const nonce = Buffer.alloc(13);
	nonce[0] = type;
	nonce.writeUIntLE(Number(sequence), 1, 6);
	nonce.writeUInt32LE(source, 7);
	nonce.set(hexBytes(id)!, 11);
	const cipher = createCipheriv("aes-128-ccm", Buffer.from(key, "hex"), nonce, { authTagLength: 4 });
	const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
	const header = Buffer.concat([Buffer.of(type, 0x34), nonce.subarray(7, 11), nonce.subarray(1, 5)]);
	const high = type === 1 ? nonce.subarray(5, 7) : Buffer.alloc(0);
	return new Uint8Array(Buffer.concat([header, high, ciphertext, cipher.getAuthTag()]));
}

test("no vector is left out", () => {
	assert.equal(addresses.length, 4);
	assert.equal(packets.length, 4);
	assert.equal(vectors.length, addresses.length + packets.length);
});

for (const { sourceAddressHex, expected } of addresses)
	test(`the captured address ${sourceAddressHex} is the serial number on its device`, () => {
		const source = Buffer.from(sourceAddressHex!, "hex").readUInt32LE();
		assert.equal(source, Number(expected.sourceAddress));
		assert.equal(serialNumber(source), `${expected.serialPrefix}yyww${expected.serialSuffix}`);
	});

test("the packets of the vectors give their registers", () => {
	const network = open();
	const [synchronisation, ...data] = packets;
	assert.equal(receive(network, hexBytes(synchronisation!.manufacturerDataHex!)!), "synchronised");
	const scaled: Readonly<Record<string, (raw: number) => number>> = {
		ED8D: (raw) => raw / 100,
		EDEC: (raw) => (raw - 27_315) / 100,
		ED8C: (raw) => raw / 1000,
	};
	for (const { manufacturerDataHex, expected, plaintextHex } of data) {
		assert.equal(receive(network, hexBytes(manufacturerDataHex!)!), "registers");
		assert.equal(network.source, Number(expected.sourceAddress));
		assert.equal(network.priority, expected.priority);
		const [[register, value], ...more] = registersOf(network) as [[number, string]];
		assert.deepEqual(more, []);
		assert.equal(value, plaintextHex!.slice(8));
		const name = register.toString(16).toUpperCase();
		const bytes = Buffer.from(value, "hex");
		assert.equal(scaled[name]!(bytes.readIntLE(0, bytes.length)), expected[name]);
	}
});

test("the encoder makes the packets of the vectors", () => {
	for (const { manufacturerDataHex, expected, plaintextHex } of packets) {
		const sequence = Number(expected.sequence);
		const payload =
			plaintextHex === ""
				? encodeSynchronisation(member, sequence)
				: encodeData(member, sequence, hexBytes(plaintextHex!)!);
		assert.equal(hexText(payload), manufacturerDataHex);
	}
});

test("any packet that OpenSSL sealed is opened, and sealed alike", () => {
	const anyRegisters = fc
		.array(fc.tuple(fc.nat(0xffff), fc.uint8Array({ maxLength: 8 })), { maxLength: 5 })
		.map((registers) => registers.map(([register, value]) => ({ register, value })))
		.filter((registers) => encodeRegisters(0, registers).length <= 16);
	const anySequence = fc.bigInt({ min: 1n, max: 2n ** 48n - 1n });
	fc.assert(
		fc.property(anyRegisters, anySequence, fc.nat(0xffff_ffff), (registers, sequence, source) => {
			const network = open();
			const plaintext = encodeRegisters(0xf, registers);
			const synchronisation = reference(1, sequence, source, new Uint8Array(0));
			const data = reference(2, sequence, source, plaintext);
			const one = { ...member, source };
			assert.equal(hexText(encodeSynchronisation(one, Number(sequence))), hexText(synchronisation));
			assert.equal(hexText(encodeData(one, Number(sequence), plaintext)), hexText(data));
			assert.equal(receive(network, synchronisation), "synchronised");
			assert.equal(receive(network, data), "registers");
			assert.equal(network.source, source);
			assert.equal(network.priority, 15);
			assert.deepEqual(
				registersOf(network),
				registers.map(({ register, value }) => [register, hexText(value)]),
			);
		}),
		{ numRuns: 300 },
	);
});

const voltage = encodeRegisters(8, [{ register: 0xed8d, value: hexBytes("2f05")! }]);
const sync = (sequence: number) => encodeSynchronisation(member, sequence);
const data = (sequence: number) => encodeData(member, sequence, voltage);

test("data waits for the synchronisation of its source", () => {
	const network = open();
	assert.equal(receive(network, data(7)), "unsynchronised");
	receive(network, encodeSynchronisation({ ...member, source: 1 }, 6));
	assert.equal(receive(network, data(7)), "unsynchronised");
	receive(network, sync(6));
	assert.equal(receive(network, data(7)), "registers");
});

test("what is heard again is repeated, and what is older a replay", () => {
	const network = open();
	const start = 5 * 2 ** 32;
	assert.equal(receive(network, sync(start + 6)), "synchronised");
	assert.equal(receive(network, sync(start + 6)), "repeated");
	assert.equal(receive(network, data(start + 7)), "registers");
	assert.equal(receive(network, data(start + 7)), "repeated");
	assert.equal(receive(network, data(start + 6)), "replayed");
	assert.equal(receive(network, sync(start + 5)), "replayed");
	assert.equal(receive(network, sync(4 * 2 ** 32 + 99)), "replayed");
	assert.equal(network.next(), false);
});

test("low numbers begin anew when the high bits go up", () => {
	const network = open();
	receive(network, sync(2 ** 32 - 1));
	assert.equal(receive(network, data(2 ** 32 - 1)), "registers");
	assert.equal(receive(network, sync(2 ** 32)), "synchronised");
	assert.equal(receive(network, data(2 ** 32 + 1)), "registers");
	assert.equal(receive(network, data(2 ** 32 - 1)), "wrong_key");
});

test("a wrong key opens nothing and learns nothing", () => {
	const network = open("00112233445566778899aabbccddeefe");
	assert.equal(receive(network, sync(6)), "wrong_key");
	assert.equal(receive(network, data(7)), "unsynchronised");
});

test("every bit of a packet is authenticated", () => {
	for (let bit = 48; bit < data(7).length * 8; bit++) {
		const network = open();
		receive(network, sync(6));
		const forged = data(7);
		forged[bit >> 3]! ^= 1 << (bit & 7);
		assert.equal(receive(network, forged), "wrong_key", `bit ${bit}`);
		assert.equal(network.next(), false);
	}
});

test("a packet of another network is told by its first byte", () => {
	const network = open();
	const other = encodeSynchronisation({ ...member, networkId: hexBytes("3512")! }, 6);
	assert.equal(receive(network, other), "other_network");
	const sameByte = encodeSynchronisation({ ...member, networkId: hexBytes("3413")! }, 6);
	assert.equal(receive(network, sameByte), "wrong_key");
});

test("a type that nobody has seen is read if its authentication agrees", () => {
	const network = open();
	receive(network, sync(6));
	const other = encodeData(member, 7, voltage, 3);
	const forged = Uint8Array.from(other);
	forged[12]! ^= 1;
	assert.equal(receive(network, forged), "unknown_type");
	assert.equal(receive(network, other), "registers");
	assert.deepEqual(registersOf(network), [[0xed8d, "2f05"]]);
});

test("registers that end in the middle of one are not told", () => {
	for (const plaintext of ["088ded022f", "088ded", "088ded022f05ec", "088dedff2f05"]) {
		const network = open();
		receive(network, sync(6));
		assert.equal(receive(network, encodeData(member, 7, hexBytes(plaintext)!)), "truncated", plaintext);
		assert.equal(network.next(), false);
	}
});

test("lengths that no packet has", () => {
	const network = open();
	receive(network, sync(6));
	for (let length = 0; length <= 14; length++)
		assert.equal(receive(network, data(7).subarray(0, length)), "too_short", `${length}`);
	assert.equal(receive(network, sync(7).subarray(0, 15)), "too_short");
	assert.equal(receive(network, Uint8Array.of(...sync(7), 0)), "too_long");
	assert.equal(
		receive(network, Uint8Array.of(...data(7).subarray(0, 10), ...new Uint8Array(21))),
		"too_long",
	);
});

test("there is room for sixteen sources, and for the known ones when it is full", () => {
	const network = open();
	const from = (source: number, sequence: number) => encodeSynchronisation({ ...member, source }, sequence);
	for (let source = 0; source < 16; source++) assert.equal(receive(network, from(source, 6)), "synchronised");
	assert.equal(receive(network, from(16, 6)), "no_room");
	assert.equal(receive(network, from(15, 7)), "synchronised");
});

test("a network id or key that is none", () => {
	for (const [badId, badKey] of [
		["341", key],
		["34123", key],
		["34xx", key],
		[id, "00"],
	])
		assert.equal(VeSmartNetwork.create(nodeCiphers, badId!, badKey!), undefined);
});

test("any bytes have an outcome and give no registers without their authentication", () => {
	const network = open();
	receive(network, sync(6));
	const anyPayload = fc
		.tuple(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(1, 2, 3))
		.map(([bytes, type]) => {
			// Most of them get past the header.
			bytes.set(Uint8Array.of(type, 0x34, 0xef, 0xcd, 0xab, 0x89).subarray(0, bytes.length));
			return bytes;
		});
	fc.assert(
		fc.property(anyPayload, fc.nat(3), (payload, start) => {
			const outcome = network.receive(payload, start, payload.length);
			assert.ok(outcome !== "registers" && outcome !== "synchronised", outcome);
			assert.equal(network.next(), false);
		}),
		{ numRuns: 3000 },
	);
});

test("any plaintext of a member's is whole registers or truncated", () => {
	let sequence = 6;
	const network = open();
	receive(network, sync(sequence));
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 1, maxLength: 16 }), (plaintext) => {
			const outcome = receive(network, encodeData(member, ++sequence, plaintext));
			const registers = registersOf(network);
			if (outcome === "truncated") assert.deepEqual(registers, []);
			else {
				assert.equal(outcome, "registers");
				const again = registers.map(([register, value]) => ({ register, value: hexBytes(value)! }));
				assert.deepEqual(encodeRegisters(plaintext[0]!, again), plaintext);
			}
		}),
		{ numRuns: 3000 },
	);
});
