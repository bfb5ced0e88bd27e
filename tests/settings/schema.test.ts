import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSetting } from "../../modules/settings/parse";
import { brokerPort, defaultSettings, schema, settingKeys } from "../../modules/settings/schema";

test("domain and key fit a preference of the ESP32: at most 15 characters each, one dot", () => {
	for (const key of settingKeys) {
		const parts = key.split(".");
		assert.equal(parts.length, 2, key);
		for (const part of parts) assert.ok(part.length >= 1 && part.length <= 15, key);
	}
});

test("every setting has one sentence of help", () => {
	for (const key of settingKeys) assert.match(schema[key].help, /^\S.*\.$/, key);
});

test("every default is valid by its own rules", () => {
	for (const key of settingKeys) {
		assert.deepEqual(parseSetting(key, schema[key].default), { key, value: schema[key].default });
	}
});

test("the defaults are the documented ones", () => {
	assert.deepEqual(defaultSettings(), {
		"wifi.ssid": "",
		"wifi.password": "",
		"mqtt.host": "",
		"mqtt.port": 0,
		"mqtt.username": "",
		"mqtt.password": "",
		"mqtt.tls": false,
		"mqtt.ca": "",
		"mqtt.control": false,
		"mqtt.base": "victron",
		"mqtt.discovery": "homeassistant",
		"scan.window": 30,
		"scan.interval": 70,
		"publish.min": 5,
		"publish.max": 60,
		"registers.interval": 900,
		"sleep.mode": "off",
		"sleep.after": 600,
		"sleep.check": 600,
		"sleep.heartbeat": 3600,
		"sleep.alarm_voltage": 0,
		"cycle.awake": 120,
		"cycle.asleep": 1080,
		"cycle.service": "20:00/60",
		"vedirect.rx": -1,
		"vedirect.tx": -1,
		"vedirect.name": "",
		"clock.server": "",
		"clock.timezone": "UTC0",
		"network.id": "",
		"network.key": "",
		"web.enabled": true,
		"web.password": "",
		"update.key": "",
		"site.id": "",
		devices: [],
	});
});

test("each call gives defaults of its own", () => {
	assert.notEqual(defaultSettings(), defaultSettings());
	assert.notEqual(defaultSettings().devices, defaultSettings().devices);
});

test("without a port the broker's is 1883", () => {
	assert.equal(brokerPort(defaultSettings()), 1883);
});

test("without a port the broker's is 8883 with TLS", () => {
	assert.equal(brokerPort({ ...defaultSettings(), "mqtt.tls": true }), 8883);
});

test("a configured port wins over the one of TLS", () => {
	assert.equal(brokerPort({ ...defaultSettings(), "mqtt.tls": true, "mqtt.port": 1884 }), 1884);
});
