import assert from "node:assert/strict";
import { test } from "node:test";
import { hexBytes, hexText, parseKey } from "../../modules/victron/hex";

test("digits of any case are bytes", () => {
	assert.deepEqual(hexBytes("00aFfF10"), Uint8Array.of(0x00, 0xaf, 0xff, 0x10));
});

test("bytes are lower-case digits, as many as asked for", () => {
	assert.equal(hexText(Uint8Array.of(0x00, 0xaf, 0xff, 0x10)), "00afff10");
	assert.equal(hexText(Uint8Array.of(0x00, 0xaf, 0xff, 0x10), 2), "00af");
});

test("text that is not pairs of hex digits is refused", () => {
	for (const text of ["0", "0g", "g0", "0x10", " 10", "1 ", "ﬀ", "１0", "İ0"])
		assert.equal(hexBytes(text), undefined);
});

test("no text is no bytes", () => {
	assert.deepEqual(hexBytes(""), new Uint8Array(0));
});

test("a key has 32 digits", () => {
	const key = "ADECCB947395801a4dd45a2eaa44bf17";
	assert.equal(hexText(new Uint8Array(parseKey(key)!)), key.toLowerCase());
	for (const text of ["", key.slice(1), key.slice(2), `${key}00`, `${key.slice(1)}g`])
		assert.equal(parseKey(text), undefined);
});
