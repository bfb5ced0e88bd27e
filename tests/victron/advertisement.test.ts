import assert from "node:assert/strict";
import { test } from "node:test";
import { contentEnd, findVictronData, wrapManufacturerData } from "../../modules/victron/advertisement";
import { hexBytes, hexText } from "../../modules/victron/hex";

const find = (hex: string) => findVictronData(hexBytes(hex)!);

test("Victron's payload is found behind the flags", () => {
	assert.equal(find("02010617ffe102100276a001439c33dad19f1dff442ff396e5b10e"), 7);
});

test("Victron's payload is found without flags, as VE.Smart networking sends it", () => {
	assert.equal(find("04ffe10210"), 4);
});

test("Victron's payload is found behind a name and other structures", () => {
	assert.equal(find("02010604095023330303f0ff04ffe10210"), 16);
});

test("the first manufacturer structure decides", () => {
	assert.equal(find("05ff4c00100504ffe10210"), -1);
});

test("a company id that only begins or ends like Victron's is another's", () => {
	assert.equal(find("02010604ffe10310"), -1);
	assert.equal(find("02010604ff4c0210"), -1);
});

test("Victron's company id in another structure than manufacturer data is not it", () => {
	assert.equal(find("0201060416e10210"), -1);
});

test("a structure of length zero ends the advertisement", () => {
	assert.equal(find("0004ffe10210"), -1);
	assert.equal(find("020106000000"), -1);
});

test("an advertisement that ends inside a structure has no payload", () => {
	const whole = "02010617ffe102100276a001439c33dad19f1dff442ff396e5b10e";
	for (let length = 0; length < whole.length; length += 2) assert.equal(find(whole.slice(0, length)), -1);
});

test("a structure too short for its company id has no payload", () => {
	const data = hexBytes("02ffe1021000")!;
	const start = findVictronData(data);
	assert.ok(start === -1 || contentEnd(data, start) < start);
});

test("the payload of a manufacturer structure may be empty", () => {
	const data = hexBytes("03ffe102")!;
	assert.equal(findVictronData(data), 4);
	assert.equal(contentEnd(data, 4), 4);
});

test("the payload ends where its structure ends, not where the advertisement does", () => {
	const data = hexBytes("02010606ffe1021002420409502333")!;
	const start = findVictronData(data);
	assert.equal(hexText(data.subarray(start, contentEnd(data, start))), "100242");
});

test("a wrapped payload of any length is found again", () => {
	for (const length of [0, 1, 24, 252]) {
		const payload = new Uint8Array(length).fill(0x10);
		const data = wrapManufacturerData(payload);
		const start = findVictronData(data);
		assert.deepEqual(data.slice(start, contentEnd(data, start)), payload);
	}
});

test("a wrapped payload has the flags and the structure that a device sends", () => {
	assert.equal(hexText(wrapManufacturerData(hexBytes("100276a0")!)), "02010607ffe102100276a0");
});
