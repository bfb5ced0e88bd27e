/** Every board's build as far as it goes without ESP-IDF: generated, type-checked, its modules linked and preloaded. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { esp32Targets, linkEsp32, moddable } from "../../tools/sdk.mjs";

/**
 * Bytes. A slot for updates has 2,031,616 on 4 MB of flash. XS in C, ESP-IDF, its WiFi and its Bluetooth take 1.0 to 1.1
 * million of them, by the sizes that others tell: nobody has linked this with ESP-IDF yet.
 */
const largestProgram = 900_000;

describe("ESP32 boards", { skip: moddable ? false : "they need the Moddable SDK" }, () => {
	for (const target of esp32Targets)
		it(`links for ${target} below ${largestProgram} bytes`, (test) => {
			const { flash, manifest } = linkEsp32(target);
			test.diagnostic(`${target}: ${flash} bytes of flash`);
			assert.ok(flash < largestProgram, `${flash} bytes`);
			if (target.includes("c3")) assert.equal(manifest.creation.static, 94_208);
		});
});
