import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { nodeCrypto } from "../../hosts/node/node-crypto";

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
const sha256 = (text: string | Uint8Array) => new Uint8Array(createHash("sha256").update(text).digest());

/** RFC 6979, A.2.5: the key, and the signatures with SHA-256 of two messages. */
const key = bytes(
	"60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6" +
		"7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
);
const vectors = [
	{
		message: "sample",
		signature:
			"efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" +
			"f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
	},
	{
		message: "test",
		signature:
			"f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367" +
			"019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
	},
];

test("the signatures of RFC 6979 over a digest are valid, and over another are not", () => {
	for (const { message, signature } of vectors) {
		assert.equal(nodeCrypto.verifyP256(key, sha256(message), bytes(signature)), true);
		assert.equal(nodeCrypto.verifyP256(key, sha256(`${message}.`), bytes(signature)), false);
	}
});

test("what Node signs is valid, and with any changed byte it is not", () => {
	const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const point = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-64));
	const message = Buffer.from("a firmware image");
	const signature = new Uint8Array(sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" }));
	assert.equal(nodeCrypto.verifyP256(point, sha256(message), signature), true);
	for (let index = 0; index < 64; index += 9) {
		const changed = signature.slice();
		changed[index]! ^= 1;
		assert.equal(nodeCrypto.verifyP256(point, sha256(message), changed), false);
		const other = point.slice();
		other[index]! ^= 1;
		assert.equal(nodeCrypto.verifyP256(other, sha256(message), signature), false);
	}
});

test("numbers that no signature and no key has are refused", () => {
	const digest = sha256("sample");
	const { signature } = vectors[0]!;
	const order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
	const zero = "0".repeat(64);
	for (const wrong of [
		zero + signature.slice(64),
		signature.slice(0, 64) + zero,
		order + signature.slice(64),
		signature.slice(0, 64) + order,
		"f".repeat(128),
		signature.slice(2),
	])
		assert.equal(nodeCrypto.verifyP256(key, digest, bytes(wrong)), false);
	assert.equal(nodeCrypto.verifyP256(bytes(zero + zero), digest, bytes(signature)), false);
});
