/** Every board's build as far as it goes without ESP-IDF: generated, type-checked, its modules linked and preloaded. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { esp32Targets, linkEsp32, moddable } from "../../tools/sdk.mjs";

/**
 * Bytes. An application of the SDK with WiFi, Bluetooth and MQTT links at 1.36 MB, and a slot for updates has 1.98 MB on
 * 4 MB of flash: this much bytecode leaves room for the C of TLS and of the drivers.
 */
const largestArchive = 560_000;

describe("ESP32 boards", { skip: moddable ? false : "they need the Moddable SDK" }, () => {
	for (const target of esp32Targets)
		it(`links for ${target} below ${largestArchive} bytes`, (test) => {
			const { archive, manifest } = linkEsp32(target);
			test.diagnostic(`${target}: ${archive} bytes of bytecode`);
			assert.ok(archive < largestArchive, `${archive} bytes`);
			if (target.includes("c3")) assert.equal(manifest.creation.static, 94_208);
		});
});
