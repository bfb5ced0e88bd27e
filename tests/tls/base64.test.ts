import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeBase64, encodeBase64 } from "../../modules/tls/base64";

test("base64 gives RFC 4648's vectors", () => {
	for (const [text, base64] of [
		["", ""],
		["f", "Zg=="],
		["fo", "Zm8="],
		["foo", "Zm9v"],
		["foob", "Zm9vYg=="],
		["fooba", "Zm9vYmE="],
		["foobar", "Zm9vYmFy"],
	] as const) {
		assert.equal(encodeBase64(Buffer.from(text)), base64);
		assert.equal(Buffer.from(decodeBase64(base64)!).toString(), text);
	}
});

test("base64 is the same as Node's, with white space anywhere", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
			const text = Buffer.from(bytes).toString("base64");
			assert.equal(encodeBase64(bytes), text);
			assert.deepEqual([...decodeBase64(text.replace(/(.{7})/g, "$1 \r\n\t"))!], [...bytes]);
		}),
	);
});

test("base64 refuses what is none", () => {
	for (const text of ["Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zg==Zg==", "Zm9v-_==", "Zm9v€€€€", "=Zg="])
		assert.equal(decodeBase64(text), undefined, text);
	fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void decodeBase64(text)));
});
