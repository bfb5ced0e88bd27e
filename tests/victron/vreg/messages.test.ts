/** VREG messages against the captured ones, whole, in parts, and spoiled. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hexBytes, hexText } from "../../../modules/victron/hex";
import {
	pushGet,
	pushGetDevices,
	pushKeepAlive,
	pushSet,
	pushSubscribe,
	type VregMessages,
} from "../../../modules/victron/vreg/messages";
import { type StreamOutcome, VregStream } from "../../../modules/victron/vreg/stream";
import { vectorsOf } from "../../support/vectors";

interface Vector {
	readonly protocol: "gatt-cbor";
	readonly messageHex: string;
	readonly expected: {
		readonly opcode?: number;
		readonly instance?: number;
		readonly register?: string;
		readonly raw?: string;
		readonly code?: number;
		readonly requestOpcode?: number;
		readonly devices?: readonly (readonly [number, number])[];
		readonly registers?: readonly string[];
		readonly sets?: readonly (readonly [string, string])[];
	};
}

const vectors = vectorsOf<Vector>("gatt-cbor");
const asserted = new Set<Vector>();
const withOpcode = (...opcodes: number[]) =>
	vectors.filter(({ expected: { opcode } }) => opcode !== undefined && opcodes.includes(opcode));

/** What came, as rows that begin with the opcode. */
class Heard implements VregMessages {
	readonly rows: unknown[][] = [];

	onDevices(devices: readonly { instance: number; parent: number }[]): void {
		this.rows.push([2, ...devices.map(({ instance, parent }) => [instance, parent])]);
	}

	onResponse(instance: number, opcode: number, code: number): void {
		this.rows.push([7, instance, opcode, code]);
	}

	onValue(instance: number, register: number, value: Uint8Array): void {
		this.rows.push([8, instance, register, hexText(value)]);
	}

	onRefusal(instance: number, register: number, code: number): void {
		this.rows.push([9, instance, register, code]);
	}
}

function hear(...chunks: readonly string[]): { rows: unknown[][]; outcomes: StreamOutcome[] } {
	const heard = new Heard();
	const stream = new VregStream(heard);
	const outcomes = chunks.map((hex, i) => stream.receive(hexBytes(hex)!, i === chunks.length - 1));
	return { rows: heard.rows, outcomes };
}

/** What a captured answer says. */
function rowOf({
	opcode,
	instance,
	register,
	raw,
	code,
	requestOpcode,
	devices,
}: Vector["expected"]): unknown[] {
	switch (opcode) {
		case 2:
			return [2, ...devices!];
		case 7:
			return [7, instance, requestOpcode, code];
		case 8:
			return [8, instance, Number(register), raw];
		default:
			return [9, instance, Number(register), code];
	}
}

test("captured answers are read", () => {
	const answers = withOpcode(2, 7, 8, 9);
	assert.equal(answers.length, 13);
	for (const vector of answers) {
		assert.deepEqual(hear(vector.messageHex), { rows: [rowOf(vector.expected)], outcomes: ["ok"] });
		asserted.add(vector);
	}
});

test("captured answers are read at every cut, and when they fill one chunk", () => {
	const answers = withOpcode(2, 7, 8, 9);
	const all = answers.map(({ messageHex }) => messageHex).join("");
	const rows = answers.map(({ expected }) => rowOf(expected));
	assert.deepEqual(hear(all).rows, rows);
	for (let cut = 2; cut < all.length; cut += 2)
		assert.deepEqual(hear(all.slice(0, cut), all.slice(cut)), { rows, outcomes: ["ok", "ok"] });
	assert.deepEqual(hear(`${all}ffff`), { rows, outcomes: ["ok"] });
});

test("a captured chunk has two messages and the beginning of a third", () => {
	const vector = vectors.find(({ messageHex }) => messageHex.endsWith("0803"))!;
	const heard = hear(vector.messageHex, "19ed8d422f05");
	assert.deepEqual(heard.rows, [
		[8, 3, 0xed8f, "f8ff"],
		[8, 3, 0xed8c, "4efcffff"],
		[8, 3, 0xed8d, "2f05"],
	]);
	asserted.add(vector);
});

test("a captured day of history comes in two chunks", () => {
	const vector = vectors.find(({ expected }) => "declaredLen" in expected)!;
	assert.deepEqual(hear(vector.messageHex), { rows: [], outcomes: ["truncated"] });
	const { rows, outcomes } = hear(vector.messageHex, "00");
	assert.deepEqual(outcomes, ["ok", "ok"]);
	const [[opcode, instance, register, value]] = rows as [[number, number, number, string]];
	assert.deepEqual([opcode, instance, register], [8, 3, Number(vector.expected.register)]);
	assert.equal(value, `${vector.messageHex.slice(14)}00`);
	asserted.add(vector);
});

test("requests are made as they were captured", () => {
	const requests = withOpcode(5, 6);
	assert.equal(requests.length, 8);
	for (const vector of requests) {
		const { instance, registers, sets } = vector.expected;
		const message: number[] = [];
		for (const [register, value] of sets ?? [])
			pushSet(message, instance!, Number(register), hexBytes(value)!);
		for (const register of registers ?? []) pushGet(message, instance!, Number(register));
		const hex = hexText(Uint8Array.from(message));
		// Two registers in one array are asked for one by one, as other captures have it.
		if (registers?.length !== 2) assert.equal(hex, vector.messageHex);
		else
			assert.equal(
				hex,
				registers.map((register) => `050${instance}8119${register.slice(2).toLowerCase()}`).join(""),
			);
		asserted.add(vector);
	}
});

test("the captured start of a session is made alike", () => {
	const devices: number[] = [];
	pushGetDevices(devices);
	assert.deepEqual(devices, [0x01]);
	const root: number[] = [];
	pushSubscribe(root, 0);
	assert.deepEqual(root, [0x03, 0x00]);
	const others: number[] = [];
	pushKeepAlive(others);
	pushSubscribe(others, 1);
	pushSubscribe(others, 3);
	const vector = vectors.find(({ messageHex }) => messageHex === hexText(Uint8Array.from(others)))!;
	assert.deepEqual(vector.expected, { items: [6, 0, [147, "1027"], 3, 1, 3, 3] });
	asserted.add(vector);
});

test("no vector is left out", () => {
	assert.equal(vectors.length, 24);
	assert.deepEqual(
		vectors.filter((vector) => !asserted.has(vector)),
		[],
	);
});

const voltage = "080319ed8d422f05";
const voltageRow = [8, 3, 0xed8d, "2f05"];

test("what follows a spoiled message is dropped up to the end of its last chunk", () => {
	const heard = new Heard();
	const stream = new VregStream(heard);
	const receive = (hex: string, isLast: boolean) => stream.receive(hexBytes(hex)!, isLast);
	assert.equal(receive(`${voltage}0803a0`, false), "malformed");
	assert.equal(receive(voltage, false), "ok");
	assert.equal(receive(voltage, true), "ok");
	assert.deepEqual(heard.rows, [voltageRow]);
	assert.equal(receive(voltage, true), "ok");
	assert.deepEqual(heard.rows, [voltageRow, voltageRow]);
});

test("each kind of spoiled message has its outcome", () => {
	const cases: readonly [string, StreamOutcome][] = [
		["0d0300", "unknown_opcode"],
		["05038119104f", "unknown_opcode"],
		["1903e8", "unknown_opcode"],
		["08031b0000000000000000", "malformed"],
		["080319ed8d19ed8d", "malformed"],
		["0283000001", "malformed"],
		["029f00", "truncated"],
		["080319ed8d422f", "truncated"],
	];
	for (const [hex, outcome] of cases) assert.deepEqual(hear(hex), { rows: [], outcomes: [outcome] }, hex);
});

test("a list without end, or a message without end, is dropped", () => {
	assert.deepEqual(hear(`029f${"00".repeat(40)}ff`).outcomes, ["malformed"]);
	const chunk = "00".repeat(200);
	assert.deepEqual(hear(`0803195aff5903e8${chunk}`, chunk, chunk, voltage), {
		rows: [],
		outcomes: ["ok", "ok", "too_long", "ok"],
	});
});

test("a reset forgets the beginning of a message", () => {
	const heard = new Heard();
	const stream = new VregStream(heard);
	stream.receive(hexBytes("080319")!, false);
	stream.reset();
	assert.equal(stream.receive(hexBytes(voltage)!, true), "ok");
	assert.deepEqual(heard.rows, [voltageRow]);
});

test("any chunks have outcomes, and after a last chunk the next message is read", () => {
	const heads = ["080319", "0803", "0900", "02", "0700", "029f", voltage];
	const anyChunk = fc.oneof(
		fc.uint8Array({ maxLength: 300 }),
		fc
			.tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 20 }))
			.map(([head, rest]) => Uint8Array.of(...hexBytes(head)!, ...rest)),
	);
	fc.assert(
		fc.property(fc.array(fc.tuple(anyChunk, fc.boolean()), { maxLength: 8 }), (chunks) => {
			const heard = new Heard();
			const stream = new VregStream(heard);
			for (const [chunk, isLast] of chunks) stream.receive(chunk, isLast);
			stream.receive(new Uint8Array(0), true);
			heard.rows.length = 0;
			assert.equal(stream.receive(hexBytes(voltage)!, true), "ok");
			assert.deepEqual(heard.rows, [voltageRow]);
		}),
		{ numRuns: 3000 },
	);
});
