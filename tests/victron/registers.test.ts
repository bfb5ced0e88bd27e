/** Registers: the table holds together, and its values are those of captured frames and messages. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { hexBytes, hexText } from "../../modules/victron/hex";
import type { Field } from "../../modules/victron/record";
import { records } from "../../modules/victron/records/index";
import {
	decodeRegister,
	encodeRegister,
	findRegister,
	type RegisterValue,
	registerId,
	registerIds,
	registerName,
	versionText,
} from "../../modules/victron/registers";
import { table } from "../../tools/docs/registers";

function fieldsOf(id: number, hex: string): Readonly<Record<string, unknown>> {
	const reading = decodeRegister(id, hexBytes(hex)!);
	assert.equal(reading.outcome, "value", `${registerId(id)} ${hex}`);
	return reading.outcome === "value" ? reading.fields : {};
}

function hexOf(id: number, value: RegisterValue): string {
	const encoded = encodeRegister(id, value);
	return encoded.outcome === "bytes" ? hexText(encoded.bytes) : encoded.sentence;
}

test("ids ascend, and no two registers share one", () => {
	let free = 0;
	for (const { register, count } of table) {
		assert.ok(register >= free, registerId(register));
		free = register + (count ?? 1);
	}
	assert.ok(free <= 0x1_0000);
});

test("names are slugs, and every id is found by its own", () => {
	for (const row of table)
		for (let id = row.register; id < row.register + (row.count ?? 1); id++) {
			const name = registerName(row, id);
			assert.match(name, /^[a-z][a-z0-9_]*$/);
			assert.deepEqual(findRegister(id), row);
			assert.ok(registerIds(name).includes(id), name);
			assert.deepEqual(registerIds(registerId(id)), [id]);
		}
});

test("a name may belong to two registers, an id to one, and nonsense to none", () => {
	assert.deepEqual(registerIds("battery_current"), [0xed8c, 0xed8f]);
	assert.deepEqual(registerIds("ed8d"), [0xed8d]);
	assert.deepEqual(registerIds("history_day_30"), [0x106e]);
	for (const text of ["", "0x", "0xED8", "history_day", "history_day_31", "constructor"])
		assert.deepEqual(registerIds(text), [], text);
});

test("a firmware version has the bytes that read as it, and nothing else has any", () => {
	for (const [text, hex] of [
		["1.16", "00160100"],
		["3.08", "00080300"],
		["3.14-beta-02", "00021403"],
	] as const) {
		const encoded = encodeRegister(0x0102, text);
		assert.equal(encoded.outcome === "bytes" && hexText(encoded.bytes), hex);
		const reading = decodeRegister(0x0102, hexBytes(hex)!);
		assert.deepEqual(reading.outcome === "value" && reading.fields, { firmware_version: text });
	}
	for (const value of ["", "1", "1.2", "1.2.3.4.5", "x.16", "1.16-beta", 116, undefined, []])
		assert.equal(encodeRegister(0x0102, value).outcome, "refused", String(value));
});

test("a value takes whole bytes from bit 0, and a structure's fields stand in its bytes without overlap", () => {
	for (const row of table) {
		if ("width" in row) {
			assert.equal(row.start, 0, row.name);
			assert.equal(row.width % 8, 0, row.name);
		}
		if (row.kind !== "structure") continue;
		let free = 0;
		for (const { start, width, name } of row.fields) {
			assert.ok(start >= free, `${row.name}.${name}`);
			free = start + width;
		}
		assert.ok(free <= 8 * row.size, row.name);
	}
});

test("a record's field and the register that it names have one name, kind and unit", () => {
	// A BatteryProtect's record calls the charger error so.
	const otherwise = new Set(["error"]);
	let compared = 0;
	for (const { fields, type } of records)
		for (const field of fields as readonly Field[]) {
			if (field.register === undefined || otherwise.has(field.name)) continue;
			const row = findRegister(field.register);
			assert.ok(row, `${type}.${field.name}`);
			assert.equal(row.name, field.name);
			assert.equal(row.kind, field.kind, field.name);
			if (field.kind === "number" && row.kind === "number") assert.equal(row.unit, field.unit, field.name);
			compared++;
		}
	assert.ok(compared > 30, `${compared}`);
});

test("keys are marked, and only settings are writable", () => {
	const marked = (mark: "secret" | "writable") => table.filter((row) => row[mark]).map(({ name }) => name);
	assert.deepEqual(marked("secret"), ["network_key", "advertisement_key"]);
	assert.deepEqual(marked("writable"), [
		"device_mode",
		"ac_output_voltage_setting",
		"load_control",
		"system_voltage_setting",
		"charge_current_max",
		"battery_type",
		"temperature_compensation",
		"equalize_voltage",
		"storage_voltage",
		"float_voltage",
		"absorption_voltage",
	]);
});

interface GattVector {
	readonly protocol: string;
	readonly expected: { readonly register?: string; readonly raw?: string; readonly value?: number };
}

test("every value that was captured over Bluetooth reads as its source says", () => {
	const vectors = readFileSync(new URL("../vectors/victron.jsonl", import.meta.url), "utf8")
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as GattVector);
	let read = 0;
	for (const { protocol, expected } of vectors) {
		const { register, raw, value } = expected;
		if (protocol !== "gatt-cbor" || register === undefined || raw === undefined) continue;
		const fields = fieldsOf(Number(register), raw);
		assert.deepEqual(Object.values(fields), [value], register);
		read++;
	}
	assert.equal(read, 9);
});

test("a captured day of history", () => {
	const day = fieldsOf(0x1050, "007f000000ffffffff9605df040000000000a300830177007401000000012811f700");
	assert.equal(day.history_state, "valid");
	assert.equal(day.yield, 1.27);
	assert.ok(!("consumed" in day));
	assert.deepEqual([day.battery_voltage_max, day.battery_voltage_min], [14.3, 12.47]);
	assert.deepEqual([day.bulk, day.absorption, day.float], [163, 387, 119]);
	assert.deepEqual([day.pv_power_max, day.battery_current_max, day.pv_voltage_max], [372, 25.6, 43.92]);
	assert.equal(day.day, 247);
	assert.deepEqual([day.error_1, day.error_4], ["none", "none"]);
});

test("the total of old firmware has no lowest battery voltage", () => {
	const bytes = "0100000000006e5a00006e5a00008e12f9051e9604ffffffffffffffffffffffffff";
	const whole = fieldsOf(0x104f, bytes);
	assert.deepEqual([whole.yield_user, whole.pv_voltage_max, whole.days], [231.5, 47.5, 30]);
	assert.equal(whole.battery_voltage_min, 11.74);
	const { battery_voltage_min, ...rest } = whole;
	assert.deepEqual(fieldsOf(0x104f, bytes.slice(0, 38)), rest);
});

test("what is not available is absent", () => {
	// NA values of the VE.Direct and register documents.
	const none: readonly [number, string][] = [
		[0x0ffe, "ffff"],
		[0x0fff, "ffff"],
		[0xed8d, "ff7f"],
		[0xed8c, "ffffff7f"],
		[0xedbc, "ffffffff"],
		[0x0201, "ff"],
		[0xeeff, "ffffff7f"],
		[0x0102, "00ffffff"],
		[0x010b, "ffffffff"],
	];
	for (const [id, hex] of none) {
		const values = Object.values(fieldsOf(id, hex)).filter((value) => value !== undefined);
		assert.deepEqual(values, [], registerId(id));
	}
});

test("enums are slugs with their code, flags are lists, text ends at a zero, versions are digits", () => {
	assert.deepEqual(fieldsOf(0x0201, "05"), { device_state: "float", device_state_code: 5 });
	assert.deepEqual(fieldsOf(0x0200, "2a"), { device_mode: 42, device_mode_code: 42 });
	assert.deepEqual(fieldsOf(0x0207, "81000080"), {
		off_reason: ["no_input_power", "engine_shutdown", "bit_31"],
	});
	assert.deepEqual(fieldsOf(0x010a, "4851313834304d414549340000000000"), { serial_number: "HQ1840MAEI4" });
	assert.deepEqual(fieldsOf(0xec14, "c39c626572"), { network_name: "Über" });
	assert.deepEqual(fieldsOf(0xec14, "dc626572"), { network_name: "Über" });
	assert.deepEqual(fieldsOf(0x0102, "00ff1401"), { firmware_version: "1.14" });
	assert.deepEqual(fieldsOf(0x0102, "00080200"), { firmware_version: "2.08" });
	assert.equal(versionText(0x031402), "3.14-beta-02");
	assert.deepEqual(fieldsOf(0x0100, "0056a0ff"), { product_id: 0xa056 });
});

test("a length that a register cannot have, and a register that nobody knows, keep their bytes", () => {
	const short = decodeRegister(0xed8d, hexBytes("2f")!);
	assert.deepEqual([short.outcome, "raw" in short && short.raw], ["wrong_length", "2f"]);
	assert.equal(decodeRegister(0xed8d, hexBytes("2f0500")!).outcome, "wrong_length");
	assert.equal(decodeRegister(0x1050, new Uint8Array(33)).outcome, "wrong_length");
	assert.deepEqual(decodeRegister(0x7777, hexBytes("C0FFEE")!), { outcome: "unknown", raw: "c0ffee" });
	assert.deepEqual(decodeRegister(-1, new Uint8Array()), { outcome: "unknown", raw: "" });
});

test("values become the bytes that devices take", () => {
	// From captured requests: 10.0 A, inverter on, off and eco.
	assert.equal(hexOf(0xedf0, 10), "6400");
	assert.equal(hexOf(0x0200, "inverter"), "02");
	assert.equal(hexOf(0x0200, "off"), "04");
	assert.equal(hexOf(0x0200, 5), "05");
	assert.equal(hexOf(0xedf2, -16.2), "acf9");
	assert.equal(hexOf(0xedab, "on"), "04");
	assert.equal(hexOf(0xed8d, undefined), "ff7f");
	assert.equal(hexOf(0x0207, ["no_input_power", "engine_shutdown"]), "81000000");
	assert.equal(hexOf(0xec14, "Net1"), "4e657431");
	assert.equal(hexOf(0x1234, "0A0b"), "0a0b");
});

test("a value that the register cannot say is refused in one sentence", () => {
	const voltage = "absorption_voltage must be a number from 0 to 655.34 V";
	for (const value of [656, 655.35, -1, Number.NaN, Number.POSITIVE_INFINITY, "14.4", ["14"]])
		assert.equal(hexOf(0xedf7, value), voltage);
	assert.match(hexOf(0x0200, "on"), /^device_mode must be one of charger, inverter, off, eco, hibernate, or/);
	assert.match(hexOf(0x0200, 256), /^device_mode must be/);
	assert.match(hexOf(0x0207, ["bms", "nonsense"]), /^off_reason must be a list of no_input_power/);
	assert.equal(hexOf(0xec13, "00"), "network_key must be 16 bytes in hex");
	assert.equal(hexOf(0x1234, 5), "0x1234 must be bytes in hex");
	assert.equal(hexOf(0x1052, 3), "history_day_2 can only be read");
	assert.equal(hexOf(0xec14, "\u0000"), "network_name must be text of ASCII letters");
});

const anyId = fc.oneof(
	fc.constantFrom(...table.map(({ register }) => register)),
	fc.integer({ min: 0, max: 0xffff }),
);

test("any bytes of any register have an outcome", () => {
	fc.assert(
		fc.property(anyId, fc.uint8Array({ maxLength: 48 }), (id, bytes) => {
			const reading = decodeRegister(id, bytes);
			if (reading.outcome !== "value") assert.equal(reading.raw, hexText(bytes));
			else for (const value of Object.values(reading.fields)) assert.ok(!Number.isNaN(value));
		}),
	);
});

test("what was read can be written, and is the same bytes", () => {
	const values = table.filter((row) => row.kind === "number" || row.kind === "enum");
	fc.assert(
		fc.property(fc.constantFrom(...values), fc.uint8Array({ minLength: 4, maxLength: 4 }), (row, random) => {
			const bytes = random.subarray(0, "width" in row ? row.width >> 3 : 0);
			const reading = decodeRegister(row.register, bytes);
			assert.equal(reading.outcome, "value");
			if (reading.outcome !== "value") return;
			const code = reading.fields[`${row.name}_code`];
			assert.equal(hexOf(row.register, code ?? reading.fields[row.name]), hexText(bytes));
		}),
	);
});

test("any value of any register is bytes or a sentence", () => {
	const anyValue = fc.oneof(fc.double(), fc.string(), fc.array(fc.string()), fc.constant(undefined));
	fc.assert(
		fc.property(anyId, anyValue, (id, value) => {
			const encoded = encodeRegister(id, value);
			if (encoded.outcome === "refused") assert.match(encoded.sentence, /^\S+ (must be|can only be)/);
			else assert.ok(encoded.bytes instanceof Uint8Array);
		}),
	);
});
