import assert from "node:assert/strict";
import { test } from "node:test";
import { maskSettings } from "../../modules/settings/mask";
import { parseSettings } from "../../modules/settings/parse";
import { defaultSettings } from "../../modules/settings/schema";

const key = "0df4d0395b7d1a876c0c33ecb9e70dcd";

test("settings are nested at the dots and secrets that are set read ***", () => {
	const { settings } = parseSettings({
		wifi: { ssid: "home", password: "wifi secret" },
		mqtt: { host: "nas.local", username: "sun", password: "mqtt secret", tls: true, ca: "PEM" },
		devices: [
			{ address: "fa:ac:27:84:c6:6f", key, name: "Roof" },
			{ address: "c0:00:00:00:00:01", name: "Sense" },
		],
	});
	assert.deepEqual(maskSettings(settings), {
		wifi: { ssid: "home", password: "***" },
		mqtt: {
			host: "nas.local",
			port: 0,
			username: "sun",
			password: "***",
			tls: true,
			ca: "PEM",
			base: "victron",
			discovery: "homeassistant",
		},
		scan: { window: 30, interval: 70 },
		publish: { min: 5, max: 60 },
		sleep: { mode: "off", after: 600, check: 600, heartbeat: 3600, alarm_voltage: 0 },
		cycle: { awake: 120, asleep: 1080, service: "20:00/60" },
		clock: { server: "", timezone: "UTC0" },
		site: { id: "" },
		devices: [
			{ address: "fa:ac:27:84:c6:6f", key: "***", name: "Roof" },
			{ address: "c0:00:00:00:00:01", key: "", name: "Sense" },
		],
	});
});

test("secrets that are not set stay empty", () => {
	const masked = maskSettings(defaultSettings()) as {
		wifi: { password: string };
		mqtt: { password: string };
	};
	assert.equal(masked.wifi.password, "");
	assert.equal(masked.mqtt.password, "");
});

test("what it gives is what parseSettings takes", () => {
	const { settings } = parseSettings({ mqtt: { base: "sun" }, publish: { max: 90 } });
	assert.deepEqual(parseSettings(maskSettings(settings)), { settings, problems: [] });
});
