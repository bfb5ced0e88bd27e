/** Every board's build as far as it goes without ESP-IDF: generated, type-checked, its modules linked and preloaded. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { esp32Targets, linkEsp32, moddable } from "../../tools/sdk.mjs";

/** Bytes; two images and the settings fit into 4 MB of flash with room to spare. */
const largestArchive = 400_000;

describe("ESP32 boards", { skip: moddable ? false : "they need the Moddable SDK" }, () => {
	for (const target of esp32Targets)
		it(`links for ${target} below ${largestArchive} bytes`, (test) => {
			const { archive, manifest } = linkEsp32(target);
			test.diagnostic(`${target}: ${archive} bytes of bytecode`);
			assert.ok(archive < largestArchive, `${archive} bytes`);
			if (target.includes("c3")) assert.equal(manifest.creation.static, 94_208);
		});
});
