import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { schema } from "../../modules/settings/schema";
import { parseValue } from "../../modules/settings/value";

/** The key of RFC 6979, A.2.5. */
const hex =
	"60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6" +
	"7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
/** Of the same, by OpenSSL. */
const pem = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7
Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==
-----END PUBLIC KEY-----
`;

const parse = (value: unknown) => parseValue(schema["update.key"], value);
const accepted = "accepted: PEM (BEGIN PUBLIC KEY), or X and Y as 128 hex digits, or empty";

test("a public key is kept as hex digits, whichever form it came in", () => {
	for (const text of [
		hex,
		hex.toUpperCase(),
		` ${hex}\n`,
		pem,
		pem.replaceAll("\n", "\r\n"),
		pem.replaceAll("\n", ""),
	])
		assert.deepEqual(parse(text), { value: hex });
	assert.deepEqual(parse(""), { value: "" });
});

test("any PEM of a new key is taken", () => {
	for (let n = 0; n < 20; n++) {
		const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
		const point = publicKey.export({ format: "der", type: "spki" }).subarray(-64).toString("hex");
		assert.deepEqual(parse(publicKey.export({ format: "pem", type: "spki" })), { value: point });
	}
});

test("keys of other kinds are refused, without a word of what they hold", () => {
	const pair = (curve: string) => generateKeyPairSync("ec", { namedCurve: curve });
	const spki = { format: "pem", type: "spki" } as const;
	const no = { problem: `is no public key of P-256; ${accepted}` };
	assert.deepEqual(parse(pair("secp256k1").publicKey.export(spki)), no);
	assert.deepEqual(parse(pair("P-384").publicKey.export(spki)), no);
	assert.deepEqual(parse(generateKeyPairSync("ed25519").publicKey.export(spki)), no);
	for (const text of [hex.slice(2), `04${hex}`, "g".repeat(128), pem.replace("MFkw", "MF*w"), "key"])
		assert.deepEqual(parse(text), no);
	const secret = pair("P-256").privateKey.export({ format: "pem", type: "pkcs8" });
	assert.deepEqual(parse(secret), {
		problem: `is a private key, which belongs to nobody else; ${accepted}`,
	});
	assert.deepEqual(parse(7), { problem: `is a number; ${accepted}` });
});

test("one wrong digit shows", () => {
	fc.assert(
		fc.property(fc.nat(127), fc.integer({ min: 1, max: 15 }), (at, change) => {
			const digit = (Number.parseInt(hex.charAt(at), 16) ^ change).toString(16);
			const wrong = hex.slice(0, at) + digit + hex.slice(at + 1);
			assert.deepEqual(parse(wrong), { problem: `is no point of P-256: a digit is wrong; ${accepted}` });
		}),
	);
});
