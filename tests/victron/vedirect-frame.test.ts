/** HEX frames of VE.Direct, held against captured ones. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hexBytes, hexText } from "../../modules/victron/hex";
import { decodeRegister } from "../../modules/victron/registers";
import { frameText, type Message, readMessage, requestFrame } from "../../modules/victron/vedirect/frame";
import { type StreamFault, VeDirectStream } from "../../modules/victron/vedirect/stream";
import { serialVectors } from "../support/serial-vectors";

function read(text: string): { messages: Message[]; faults: StreamFault[] } {
	const messages: Message[] = [];
	const faults: StreamFault[] = [];
	const stream = new VeDirectStream({
		onText: () => assert.fail("there is no text"),
		onMessage: (message) => messages.push(message),
		onFault: (fault) => faults.push(fault),
	});
	stream.receive(Buffer.from(text, "latin1"));
	return { messages, faults };
}

test("requests are the captured frames", () => {
	// The frames of the captures that a host had sent.
	assert.equal(requestFrame({ kind: "ping" }), ":154\n");
	assert.equal(requestFrame({ kind: "product" }), ":451\n");
	assert.equal(requestFrame({ kind: "get", id: 0xedf0 }), ":7F0ED0071\n");
	assert.equal(requestFrame({ kind: "get", id: 0x010b }), ":70B010042\n");
	assert.equal(requestFrame({ kind: "set", id: 0xedf0, value: hexBytes("6400")! }), ":8F0ED0064000C\n");
	// 0x55 - 3 and 0x55 - 6.
	assert.equal(requestFrame({ kind: "version" }), ":352\n");
	assert.equal(requestFrame({ kind: "restart" }), ":64F\n");
});

test("every captured frame is written again as it was", () => {
	let frames = 0;
	for (const { frame, expected } of serialVectors("vedirect-hex")) {
		assert.equal(frameText(expected.command as number, hexBytes(expected.bodyHex as string)!), frame);
		frames++;
	}
	assert.equal(frames, 32);
});

test("every captured answer and value says what its source says", () => {
	let registers = 0;
	for (const { frame, expected } of serialVectors("vedirect-hex")) {
		const { messages, faults } = read(frame!);
		const command = expected.command as number;
		const body = expected.bodyHex as string;
		// What a host asks is no answer: its product request, and a get without a value is one that says nothing.
		if (command === 4 || (command === 1 && body === "")) {
			assert.deepEqual([messages.length, faults.length], command === 4 ? [1, 0] : [0, 1]);
			continue;
		}
		assert.deepEqual(faults, [], frame);
		const message = messages[0]!;
		if (expected.cmd === "done") assert.deepEqual(message, { kind: "done", number: 0xa056 });
		if (expected.cmd === "pingResponse") assert.deepEqual(message, { kind: "ping", version: expected.text });
		if (!("id" in message)) continue;
		assert.equal(message.kind, { 7: "get", 8: "set", 10: "async" }[command]);
		assert.equal(hexText(message.value), body.slice(6));
		if (expected.reg) assert.equal(message.id, Number(expected.reg));
		if (expected.flags === 1) assert.equal(message.refusal, "unknown_register");
		else assert.equal(message.refusal, undefined);
		checkValue(message.id, message.value, expected) && registers++;
	}
	assert.equal(registers, 17);
});

/** @returns whether there was a value to compare. */
function checkValue(id: number, value: Uint8Array, expected: Readonly<Record<string, unknown>>): boolean {
	const reading = decodeRegister(id, value);
	if (value.length === 0 || reading.outcome !== "value") return false;
	const { fields, name } = reading;
	const said: readonly (readonly [string, string])[] = [
		["value", name],
		["state", name],
		["text", name],
		["productId", name],
		["userYieldKWh", "yield_user"],
		["systemYieldKWh", "yield_system"],
		["yieldKWh", "yield"],
		["maxPvVoltage", "pv_voltage_max"],
		["maxBatteryVoltage", "battery_voltage_max"],
		["minBatteryVoltage", "battery_voltage_min"],
		["vbatMax", "battery_voltage_max"],
		["vbatMin", "battery_voltage_min"],
		["days", "days"],
		["minutesBulk", "bulk"],
		["minutesAbsorption", "absorption"],
		["minutesFloat", "float"],
		["maxPowerW", "pv_power_max"],
		["maxCurrentA", "battery_current_max"],
		["daySequence", "day"],
	];
	for (const [key, field] of said) {
		if (!(key in expected)) continue;
		const wanted = key === "productId" ? Number(expected[key]) : expected[key];
		assert.equal(fields[field], wanted, `${name} ${key}`);
	}
	return true;
}

test("a version answer, and what a device refuses", () => {
	assert.deepEqual(read(":11641FD\n").messages, [{ kind: "done", number: 0x4116 }]);
	assert.deepEqual(read(":4AAAAFD\n").messages, [{ kind: "bad_frame" }]);
	assert.deepEqual(read(":305004D\n").messages, [{ kind: "unknown_command" }]);
	for (const [flags, refusal] of [
		[1, "unknown_register"],
		[2, "not_supported"],
		[4, "bad_parameter"],
		[0x80, "not_supported"],
	] as const) {
		const body = Uint8Array.of(0xf0, 0xed, flags);
		const message = readMessage(8, body);
		assert.deepEqual(message, { kind: "set", id: 0xedf0, value: new Uint8Array(), refusal });
	}
});

test("a damaged frame is one fault, and the next is read", () => {
	const good = ":7F0ED009600DB\n";
	for (const [damaged, fault] of [
		[":7F0ED009601DB\n", "frame_check"],
		[":7F0ED009600D\n", "frame_broken"],
		[":\n", "frame_broken"],
		[":7\n", "frame_broken"],
		[":7f0ed009600db\n", "frame_broken"],
		[":7F0ED0", "frame_broken"],
		[`:7${"0".repeat(2000)}\n`, "frame_too_long"],
		[":946\n", "frame_check"],
		[":94C\n", "frame_unknown"],
		[":7F0ED71\n", "frame_unknown"],
	] as const) {
		const { messages, faults } = read(damaged + good);
		assert.deepEqual(faults, [fault], damaged.slice(0, 20));
		assert.equal(messages.length, 1, damaged.slice(0, 20));
	}
});

test("any register value goes through a frame and back", () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 0xffff }), fc.uint8Array({ maxLength: 93 }), (id, value) => {
			const text = requestFrame({ kind: "set", id, value });
			const { messages, faults } = read(text);
			assert.deepEqual(faults, []);
			assert.deepEqual(messages, [{ kind: "set", id, value: Uint8Array.from(value) }]);
		}),
	);
});

test("one changed, lost or added character is never another value", () => {
	const frame = ":7F0ED009600DB\n";
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: frame.length - 1 }),
			fc.integer({ min: 0, max: 1 }),
			fc.constantFrom(..."0123456789ABCDEFabcXYZ:\n\r\t \u0000\u00ff"),
			(at, cut, put) => {
				const damaged = frame.slice(0, at) + put + frame.slice(at + cut);
				for (const message of read(`${damaged}:7F0ED009600DB\n`).messages)
					assert.deepEqual(message, { kind: "get", id: 0xedf0, value: Uint8Array.of(0x96, 0) });
			},
		),
	);
});
