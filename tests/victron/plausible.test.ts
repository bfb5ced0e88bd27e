import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { hexBytes } from "../../modules/victron/hex";
import { decodePlainRecord } from "../../modules/victron/plain-record";
import { Plausibility } from "../../modules/victron/plausible";
import type { Reading } from "../../modules/victron/record";
import { records } from "../../modules/victron/records/index";
import { plainBytes } from "../support/plain-records";

const plausibility = new Plausibility();

interface Vector {
	readonly recordType?: string;
	readonly plaintextHex?: string;
	readonly notes?: string;
}

const vectors = readFileSync(new URL("../vectors/victron.jsonl", import.meta.url), "utf8")
	.trim()
	.split("\n")
	.map((line) => JSON.parse(line) as Vector)
	.filter(({ recordType, plaintextHex }) => recordType !== undefined && plaintextHex);

const decode = (recordType: number, plaintext: Uint8Array) =>
	decodePlainRecord(plainBytes(recordType, plaintext));

/** The same numbers on every machine. */
function* random(): Generator<number, never> {
	let state = 12_345;
	for (;;) {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		yield state >>> 24;
	}
}

describe("plausibility", () => {
	it("doubts no reading that was ever captured", () => {
		assert.ok(vectors.length >= 60, `${vectors.length}`);
		for (const { recordType, plaintextHex, notes } of vectors)
			assert.equal(plausibility.doubt(decode(Number(recordType), hexBytes(plaintextHex!)!)), 0, notes);
	});

	// what a wrong key makes of a record is random; a test record has too little, and others are not encrypted
	for (const { id, type } of records.filter(
		({ plain, raw, type }) => !plain && !raw && type !== "test_record",
	))
		it(`doubts random bits as ${type}, four of five at least`, () => {
			const bytes = random();
			let doubted = 0;
			for (let i = 0; i < 1000; i++) {
				const plaintext = Uint8Array.from({ length: 16 }, () => bytes.next().value);
				if (plausibility.doubt(decode(id, plaintext)) !== 0) doubted++;
			}
			assert.ok(doubted >= 800, `${doubted} of 1000`);
		});

	const charger = { type: "solar_charger", product_id: 0xa042 };
	for (const [what, reading] of [
		["a code that nobody knows yet", { ...charger, device_state: 99, device_state_code: 99 }],
		["a broken temperature sensor", { type: "battery_monitor", product_id: 1, battery_temperature: -273.15 }],
		["a bank far above 48 V", { type: "battery_monitor", product_id: 1, battery_voltage: 300 }],
		["many alarms", { type: "battery_monitor", product_id: 1, alarm: ["a", "b", "c", "d", "e", "f"] }],
		["values at the edge", { ...charger, battery_voltage: 70, battery_current: -200, pv_power: 20_000 }],
		["nothing at all", charger],
	] as readonly [string, Reading][])
		it(`takes ${what} for real`, () => assert.equal(plausibility.doubt(reading), 0));

	it("gives two odd values a number that is theirs", () => {
		const odd = (device_state: number, battery_voltage: number) =>
			plausibility.doubt({ ...charger, device_state, battery_voltage });
		assert.notEqual(odd(99, 200), 0);
		assert.equal(odd(99, 200), odd(99, 200));
		assert.notEqual(odd(99, 200), odd(99, 201));
		assert.notEqual(odd(99, 200), odd(98, 200));
	});
});
