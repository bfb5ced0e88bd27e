/** `heliograph sign` as people use it. */

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { nodeCrypto } from "../../hosts/node/node-crypto";
import { ImageCheck } from "../../modules/update/image";
import { hexBytes } from "../../modules/victron/hex";
import { Command, Folder } from "../support/command";
import { esp32c3, newKeys, signedImage, slotSize, syntheticImage } from "../support/images";

const folder = new Folder();
after(() => folder.remove());
const file = (name: string) => join(folder.path, name);
const sign = (...words: string[]) => new Command(["sign", ...words]).finished;

describe("heliograph sign", { timeout: 120_000 }, () => {
	const image = syntheticImage();
	const pem = file("private.pem");
	let key: string;

	it("makes a key: the private half for its owner alone, the public one as update.key takes it", async () => {
		const { code, stderr, stdout } = await sign("--new-key", pem);
		assert.deepEqual([code, stderr], [0, ""]);
		assert.match(stdout, /^[0-9a-f]{128}\n$/);
		key = stdout.trim();
		const text = readFileSync(pem, "utf8");
		assert.equal(
			createPublicKey(text).export({ format: "der", type: "spki" }).subarray(-64).toString("hex"),
			key,
		);
		assert.equal(statSync(pem).mode & 0o777, 0o600);
		const again = await sign("--new-key", pem);
		assert.equal(again.code, 2);
		assert.match(again.stderr, /there is such a file already/);
		assert.equal(readFileSync(pem, "utf8"), text);
	});

	it("signs an image so that a device with that key takes it, and OpenSSL too", async () => {
		writeFileSync(file("fw.bin"), image);
		const { code, stderr, stdout } = await sign(file("fw.bin"), "--key", pem);
		assert.deepEqual([code, stderr], [0, ""]);
		assert.match(stdout, /fw\.signed\.bin: firmware 9\.8\.7, 1816 bytes, SHA-256 [0-9a-f]{64}\n$/);
		const signed = readFileSync(file("fw.signed.bin"));
		assert.deepEqual(signed.subarray(0, -72), image);
		assert.equal(signed.toString("latin1", image.length, image.length + 8), "HELIOSIG");
		const dsa = { key: createPublicKey(readFileSync(pem)), dsaEncoding: "ieee-p1363" } as const;
		assert.equal(verify("sha256", image, dsa, signed.subarray(-64)), true);
		const check = new ImageCheck({
			size: slotSize,
			chip: esp32c3,
			announced: signed.length,
			key: hexBytes(key),
			crypto: nodeCrypto,
			write() {},
		});
		assert.deepEqual([check.begin(), check.take(signed), check.end()], [undefined, undefined, undefined]);
	});

	it("puts a new signature in place of one that is there", async () => {
		writeFileSync(file("old.bin"), signedImage(image, newKeys().privateKey));
		const { code } = await sign(file("old.bin"), "--key", pem, "--out", file("new.bin"));
		assert.equal(code, 0);
		assert.equal(readFileSync(file("new.bin")).length, image.length + 72);
	});

	it("refuses what is no image, no key, or no use, in a sentence", async () => {
		const damaged = Buffer.from(image);
		damaged[700]! ^= 1;
		writeFileSync(file("damaged.bin"), damaged);
		for (const [words, exit, sentence] of [
			[[file("damaged.bin"), "--key", pem], 1, /the image is damaged: its SHA-256 does not fit/],
			[[pem, "--key", pem], 1, /too few for a firmware image/],
			[[file("fw.bin"), "--key", file("fw.bin")], 2, /no private key of P-256/],
			[[file("fw.bin"), "--key", file("none.pem")], 2, /cannot be read \(ENOENT\)/],
			[[file("fw.bin")], 2, /sign takes one IMAGE and --key FILE/],
			[["--new-key", file("x.pem"), "--key", pem], 2, /stands alone/],
		] as const) {
			const { code, stderr, stdout } = await sign(...words);
			assert.deepEqual([code, stdout], [exit, ""]);
			assert.match(stderr, sentence);
			assert.equal(stderr.split("\n").length, 2);
			assert.doesNotMatch(stderr, /PRIVATE/);
		}
	});
});
