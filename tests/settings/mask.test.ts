import assert from "node:assert/strict";
import { test } from "node:test";
import { masked } from "../../modules/settings/mask";

test("secrets that are set read ***, all else as it is", () => {
	assert.equal(masked("wifi.password", "wifi secret"), "***");
	assert.equal(masked("mqtt.password", "mqtt secret"), "***");
	assert.equal(masked("web.password", "pbkdf2-sha256$x"), "***");
	assert.equal(masked("mqtt.password", ""), "");
	assert.equal(masked("mqtt.ca", "PEM"), "PEM");
	assert.equal(masked("mqtt.tls", true), true);
});
