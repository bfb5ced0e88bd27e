import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { nodeCrypto } from "../../hosts/node/node-crypto";
import { ImageCheck } from "../../modules/update/image";
import { esp32c3, newKeys, publicBytes, signedImage, slotSize, syntheticImage } from "../support/images";

interface Judged {
	readonly problem: string | undefined;
	readonly written: Buffer;
	readonly version: string | undefined;
}

function judge(
	bytes: Uint8Array,
	options: {
		key?: Uint8Array;
		size?: number;
		announced?: number | undefined;
		parts?: readonly number[];
	} = {},
): Judged {
	const written: Buffer[] = [];
	const check = new ImageCheck({
		size: options.size ?? slotSize,
		chip: esp32c3,
		announced: "announced" in options ? options.announced : bytes.length,
		key: options.key,
		crypto: nodeCrypto,
		write: (data) => written.push(Buffer.from(data)),
	});
	let problem = check.begin();
	const parts = options.parts ?? [bytes.length];
	for (let at = 0, part = 0; at < bytes.length && problem === undefined; part++) {
		const end = Math.min(bytes.length, at + parts[part % parts.length]!);
		problem = check.take(bytes.subarray(at, end));
		at = end;
	}
	problem ??= check.end();
	return { problem, written: Buffer.concat(written), version: check.version };
}

const image = syntheticImage();
const { privateKey, publicKey } = newKeys();
const key = publicBytes(publicKey);
const signed = signedImage(image, privateKey);

describe("an image that is right", () => {
	it("passes with its version, all of it written", () => {
		const { problem, version, written } = judge(image);
		assert.equal(problem, undefined);
		assert.equal(version, "9.8.7");
		assert.deepEqual(written, image);
	});

	it("has its SHA-256 where ESP-IDF looks for it", () => {
		// header, three segments of 600, 33 and 1021 bytes, zeros and checksum up to a multiple of 16
		assert.equal(24 + 3 * 8 + 600 + 33 + 1021, 1702);
		assert.equal(image.length, 1712 + 32);
		assert.deepEqual(image.subarray(1712), createHash("sha256").update(image.subarray(0, 1712)).digest());
	});

	it("may come in parts of any size, signed or not, announced or not", () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 20 }),
				fc.boolean(),
				(parts, announced) => {
					const options = announced ? { parts } : { parts, announced: undefined };
					assert.equal(judge(image, options).problem, undefined);
					const { problem, written } = judge(signed, { ...options, key });
					assert.equal(problem, undefined);
					assert.deepEqual(written, image);
				},
			),
		);
	});

	it("may have any number of segments that ESP-IDF allows, of any length", () => {
		const lengths = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 0, maxLength: 15 });
		fc.assert(
			fc.property(
				fc.integer({ min: 256, max: 700 }),
				lengths,
				fc.integer({ min: 1, max: 99 }),
				(first, rest, part) => {
					const bytes = syntheticImage({ segments: [first, ...rest] });
					assert.equal(judge(bytes, { parts: [part] }).problem, undefined);
				},
			),
		);
	});

	it("passes without a key whoever signed it, and its signature is not written", () => {
		const { problem, written } = judge(signedImage(image, newKeys().privateKey));
		assert.equal(problem, undefined);
		assert.deepEqual(written, image);
	});
});

describe("an image that is wrong", () => {
	const refused = (bytes: Uint8Array, sentence: string, options = {}) =>
		assert.equal(judge(bytes, options).problem, sentence);

	it("is refused before anything is written when it is for another device", () => {
		for (const [bytes, sentence] of [
			[syntheticImage({ chip: 0 }), "the image is for ESP32, and this device has ESP32-C3"],
			[syntheticImage({ chip: 9 }), "the image is for ESP32-S3, and this device has ESP32-C3"],
			[syntheticImage({ chip: 77 }), "the image is for chip 77, and this device has ESP32-C3"],
			[syntheticImage({ version: "1" }), "the image is another project's: xs_esp32"],
			[syntheticImage({ version: "v1.2", project: "tasmota" }), "the image is another project's: tasmota"],
			[Buffer.alloc(4096, 0xff), "this is no firmware image"],
			[Buffer.from("<!DOCTYPE html>".padEnd(400)), "this is no firmware image but a Web page"],
		] as const) {
			const { problem, written } = judge(bytes);
			assert.equal(problem, sentence);
			assert.equal(written.length, 0);
		}
	});

	it("is refused by its announced length alone", () => {
		refused(image, "335 bytes are too few for a firmware image", { announced: 335 });
		refused(image, "the image has at least 10000000000 bytes, and the slot holds 2031616", {
			announced: 10_000_000_000,
		});
	});

	it("is refused when it does not fit into the slot, whatever was announced", () => {
		const options = { size: image.length - 1, announced: undefined };
		refused(image, "the image has at least 1744 bytes, and the slot holds 1743", options);
		assert.equal(judge(image, { size: image.length }).problem, undefined);
		const endless = syntheticImage();
		endless.writeUInt32LE(0xfffffff0, 28);
		refused(endless, "the image has at least 4294967360 bytes, and the slot holds 2031616");
	});

	it("is refused without a description, without a SHA-256, without segments", () => {
		const without = (change: (bytes: Buffer) => void) => {
			const bytes = syntheticImage();
			change(bytes);
			return bytes;
		};
		const bare = without((bytes) => bytes.writeUInt32LE(0, 32));
		refused(bare, "the image is another project's: it has no description");
		const unhashed = without((bytes) => bytes.writeUInt8(0, 23));
		refused(unhashed, "the image carries no SHA-256 of itself");
		const none = without((bytes) => bytes.writeUInt8(0, 1));
		refused(none, "the image is damaged: its segments make no sense");
		const many = without((bytes) => bytes.writeUInt8(17, 1));
		refused(many, "the image is damaged: its segments make no sense");
	});

	it("is refused when something else follows it", () => {
		refused(Buffer.concat([image, Buffer.from("x")]), "what follows the image is no signature");
		refused(Buffer.concat([image, Buffer.alloc(72)]), "what follows the image is no signature");
		refused(Buffer.concat([signed, Buffer.alloc(1)]), "what follows the image is no signature");
	});

	it("is refused unsigned, or signed by another key, when a key is set", () => {
		refused(image, "the image is not signed, and update.key is set", { key });
		const other = signedImage(image, newKeys().privateKey);
		refused(other, "the signature is not by the key in update.key", { key });
		const lifted = Buffer.concat([syntheticImage({ version: "heliograph-9.8.8" }), signed.subarray(-72)]);
		refused(lifted, "the signature is not by the key in update.key", { key });
	});

	it("is refused wherever it ends too early", () => {
		for (let length = 0; length < signed.length; length++) {
			const { problem } = judge(signed.subarray(0, length), { key, announced: undefined, parts: [64] });
			assert.ok(problem !== undefined, `${length} bytes`);
			assert.match(
				judge(signed.subarray(0, length), { key, announced: signed.length }).problem!,
				/too early$/,
			);
		}
	});

	it("is refused with any one bit changed", () => {
		fc.assert(
			fc.property(fc.nat(signed.length * 8 - 1), fc.integer({ min: 1, max: 500 }), (bit, part) => {
				const bytes = Buffer.from(signed);
				bytes[bit >> 3]! ^= 1 << (bit & 7);
				assert.ok(judge(bytes, { key, parts: [part] }).problem !== undefined);
			}),
			{ numRuns: 500 },
		);
	});

	it("may be any bytes at all: never an exception, never more written than the slot holds", () => {
		const head = syntheticImage().subarray(0, 288);
		fc.assert(
			fc.property(
				fc.uint8Array({ maxLength: 3000 }),
				fc.boolean(),
				fc.integer({ min: 1, max: 600 }),
				(tail, real, part) => {
					const bytes = real ? Buffer.concat([head, tail]) : tail;
					const { problem, written } = judge(bytes, { announced: undefined, parts: [part], size: 2000 });
					assert.ok(problem !== undefined);
					assert.ok(written.length <= 2000);
				},
			),
		);
	});
});
