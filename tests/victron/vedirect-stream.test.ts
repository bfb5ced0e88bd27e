/** The line of VE.Direct as it comes: TEXT blocks, HEX frames between and inside them, and damage. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Fields } from "../../modules/victron/decode";
import { hexBytes } from "../../modules/victron/hex";
import type { Message } from "../../modules/victron/vedirect/frame";
import { labelField, labels } from "../../modules/victron/vedirect/labels";
import { type StreamFault, VeDirectStream } from "../../modules/victron/vedirect/stream";
import { serialVectors } from "../support/serial-vectors";

class Heard {
	readonly blocks: Fields[] = [];
	readonly messages: Message[] = [];
	readonly faults: StreamFault[] = [];
	readonly #stream = new VeDirectStream({
		onText: (fields) => this.blocks.push(fields),
		onMessage: (message) => this.messages.push(message),
		onFault: (fault) => this.faults.push(fault),
	});

	/** @param pieces how the bytes come, none of them the whole. */
	receive(bytes: Uint8Array, pieces = bytes.length): this {
		for (let at = 0; at < bytes.length; at += pieces) this.#stream.receive(bytes.subarray(at, at + pieces));
		return this;
	}
}

const captured = serialVectors("vedirect-text").map(({ blockHex, expected }) => ({
	bytes: hexBytes(blockHex!)!,
	sent: expected.fields as Readonly<Record<string, string>>,
}));

const having = (label: string, value?: string) =>
	captured.find(({ sent }) => (value === undefined ? label in sent : sent[label] === value))!;
const charger = having("PID", "0xA042").bytes;
const newerCharger = having("PID", "0xA05F").bytes;
const monitor = having("PID", "0x203").bytes;
const monitorHistory = having("H1").bytes;

/** A block with its checksum. */
function block(fields: Readonly<Record<string, string>>): Uint8Array {
	const lines = Object.entries(fields).map(([label, value]) => `\r\n${label}\t${value}`);
	const bytes = Buffer.from(`${lines.join("")}\r\nChecksum\t `, "latin1");
	let sum = 0;
	for (const byte of bytes.subarray(0, -1)) sum += byte;
	bytes[bytes.length - 1] = -sum;
	return bytes;
}

const join = (...parts: readonly (Uint8Array | string)[]): Uint8Array =>
	Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)));

test("a captured block of a solar charger", () => {
	const heard = new Heard().receive(charger);
	assert.deepEqual(heard.faults, []);
	assert.deepEqual(heard.blocks, [
		{
			product_id: 0xa042,
			model: "BlueSolar Charger MPPT 75/15",
			firmware_version: "1.23",
			serial_number: "HQ1411MYIKN",
			battery_voltage: 12.53,
			battery_current: 0.64,
			pv_voltage: 31.39,
			pv_power: 8,
			device_state: "bulk",
			device_state_code: 3,
			charger_error: "none",
			charger_error_code: 0,
			output_state: "on",
			load_current: 0,
			yield_user: 82.72,
			yield_today: 0,
			pv_power_max_today: 11,
			yield_yesterday: 0.25,
			pv_power_max_yesterday: 119,
			day: 274,
		},
	]);
});

test("the two captured blocks of a battery monitor", () => {
	const heard = new Heard().receive(join(monitor, monitorHistory));
	assert.deepEqual(heard.faults, []);
	const [main, history] = heard.blocks;
	assert.deepEqual(main, {
		product_id: 0x203,
		model: "BMV-700",
		battery_voltage: 12.065,
		battery_current: -7.625,
		battery_power: -92,
		consumed_charge: -65.473,
		state_of_charge: 83.9,
		time_to_go: 942,
		alarm_active: "off",
		relay: "off",
		alarm: [],
		model_name: "700",
		firmware_version: "3.08",
	});
	assert.equal(history!.deepest_discharge, -149.322);
	assert.equal(history!.total_charge_drawn, -5526.294);
	assert.deepEqual([history!.battery_voltage_min, history!.battery_voltage_max], [11.733, 16.161]);
	assert.equal(history!.time_since_full, 368003);
	assert.deepEqual([history!.discharged_energy, history!.charged_energy], [68.43, 85.27]);
	assert.equal(history!.synchronizations, 26);
});

test("every captured block has a field for each label", () => {
	for (const { bytes, sent } of captured) {
		const [fields] = new Heard().receive(bytes).blocks;
		for (const label of Object.keys(sent)) {
			const field = labelField(label);
			assert.ok(field && field.name in fields!, label);
		}
	}
});

test("labels and names are said once, and no label looks like a checksum that lost a letter", () => {
	const rows = labels
		.trim()
		.split("\n")
		.map((line) => line.split(" ") as [label: string, name: string, shape: string]);
	assert.equal(new Set(rows.map(([label]) => label)).size, rows.length);
	const names = rows.filter(([label]) => label !== "FWE").map(([, name]) => name);
	assert.equal(new Set(names).size, names.length);
	for (const [label, name, shape] of rows) {
		assert.ok(label.length <= 9, label);
		assert.ok(!label.startsWith("Chec") && !label.endsWith("ksum"), label);
		const field = labelField(label);
		assert.deepEqual([field?.name, typeof field?.kind], [name, "string"]);
		for (const hostile of [name, shape, `${label} ${name}`, ` ${label}`, label.slice(1), `${label}x`])
			if (!rows.some(([known]) => known === hostile)) assert.equal(labelField(hostile), undefined, hostile);
	}
});

test("values that are not available, cannot be, or are not known", () => {
	const known = new Heard().receive(
		block({
			V: "---",
			TTG: "-1",
			SOC: "--5",
			T: "",
			OR: "0x00000081",
			AR: "5",
			CS: "77",
			MON: "-9",
			LOAD: "Off",
			Relay: "perhaps",
			FW: "208",
			P: "99999999999",
			I: "12.5",
			NEW: "x",
		}),
	);
	assert.deepEqual(known.blocks, [
		{
			off_reason: ["no_input_power", "engine_shutdown"],
			alarm: ["low_voltage", "low_state_of_charge"],
			device_state: 77,
			device_state_code: 77,
			monitor_mode: "solar_charger",
			monitor_mode_code: -9,
			output_state: "off",
			firmware_version: "2.08",
			NEW: "x",
		},
	]);
});

test("bytes may come in any pieces", () => {
	const bytes = join(...captured.map((one) => one.bytes));
	const whole = new Heard().receive(bytes);
	assert.equal(whole.blocks.length, 4);
	for (const pieces of [1, 2, 3, 7, 64])
		assert.deepEqual(new Heard().receive(bytes, pieces).blocks, whole.blocks);
});

test("a HEX frame may interrupt a block anywhere but before the checksum byte", () => {
	const bytes = charger;
	const frame = ":A0102000543\n";
	for (let at = 0; at <= bytes.length; at++) {
		const heard = new Heard().receive(join(bytes.subarray(0, at), frame, bytes.subarray(at), bytes));
		if (at === bytes.length - 1) {
			assert.deepEqual(heard.faults, ["text_checksum"]);
			assert.equal(heard.blocks.length, 1);
			continue;
		}
		assert.deepEqual(heard.faults, [], `${at}`);
		assert.equal(heard.blocks.length, 2);
		assert.deepEqual(heard.messages, [{ kind: "async", id: 0x0201, value: Uint8Array.of(5) }]);
	}
});

test("a colon that is the checksum begins no frame", () => {
	for (let i = 0; i < 1000; i++) {
		const bytes = block({ V: `${12_000 + i}`, "SER#": "X".repeat(i & 31) });
		if (bytes.at(-1) !== 0x3a) continue;
		const heard = new Heard().receive(join(bytes, bytes));
		assert.deepEqual(heard.faults, []);
		assert.equal(heard.blocks.length, 2);
		return;
	}
	assert.fail("no such block");
});

const stream = join(
	charger,
	":A0102000543\n",
	monitor,
	monitorHistory.subarray(0, 40),
	":A4E030000FA\n",
	monitorHistory.subarray(40),
	newerCharger,
);
const whole = new Heard().receive(stream);

const wholeTexts = whole.blocks.map((fields) => JSON.stringify(fields));

/** What was read is a part of what was sent, in order. */
function assertPart(heard: Heard, where: string): void {
	let at = 0;
	for (const one of heard.blocks) {
		const text = JSON.stringify(one);
		while (at < whole.blocks.length && wholeTexts[at] !== text) at++;
		assert.ok(at < whole.blocks.length, `${where}: a block that was not sent`);
		at++;
	}
}

test("the stream of blocks and frames is read whole", () => {
	assert.deepEqual([whole.blocks.length, whole.messages.length, whole.faults.length], [4, 2, 0]);
});

test("a lost byte costs one block or one frame, wherever it is", () => {
	for (let at = 0; at < stream.length; at++) {
		const heard = new Heard().receive(join(stream.subarray(0, at), stream.subarray(at + 1)));
		const lost = 6 - heard.blocks.length - heard.messages.length;
		assertPart(heard, `${at}`);
		// The first digit or the colon of a frame inside a block makes it text: the frame is gone and the block damaged.
		assert.ok(lost <= 2, `${at}: ${lost} lost`);
		if (lost === 2) assert.ok(heard.messages.length === 1 && heard.blocks.length === 3, `${at}`);
	}
});

test("the same for a changed byte, which may also be taken for the end or the start of something", () => {
	const bytes = Uint8Array.from(stream);
	const others = Buffer.from("\0\t\n\r !09:ACFMXZaceimr~\x7f\x92\xff", "latin1");
	for (let at = 0; at < stream.length; at++) {
		for (const byte of others) {
			bytes[at] = byte;
			const heard = new Heard().receive(bytes);
			assertPart(heard, `${at} ${byte}`);
			assert.ok(6 - heard.blocks.length - heard.messages.length <= 2, `${at} ${byte}`);
		}
		bytes[at] = stream[at]!;
	}
});

test("after any noise the second block is read", () => {
	fc.assert(
		fc.property(
			fc.oneof(
				fc.uint8Array({ maxLength: 3000 }),
				fc
					.array(fc.constantFrom("\r\n", "\t", ":", "Checksum", "Checksum\t", "A01", "\n", "\r", "V\t1"), {
						maxLength: 400,
					})
					.map((parts) => join(...parts)),
			),
			(noise) => {
				const heard = new Heard().receive(join(noise, "\n", charger, charger, charger));
				assert.ok(heard.blocks.length >= 2, `${heard.blocks.length}`);
			},
		),
		{ numRuns: 2000 },
	);
});

test("a block without an end is one fault, and the next is read", () => {
	const heard = new Heard().receive(join("\r\nV\t", "1".repeat(20_000), charger, charger));
	assert.deepEqual(heard.faults, ["text_too_long"]);
	assert.equal(heard.blocks.length, 1);
});
