import assert from "node:assert/strict";
import { it } from "node:test";
import { availabilities, healthPayload } from "../../modules/publish/health";
import { wholeText } from "../../modules/publish/long-text";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { DeviceKey } from "../../modules/victron/instant-readout";

const key = new DeviceKey(undefined, -1);

it("health tells of bridge and devices", () => {
	const roof = new Device("fa:ac:27:84:c6:6f", "Roof", key, 0);
	roof.heardAt = 90_500;
	roof.rssi = -61;
	roof.received = 30;
	roof.duplicate = 20;
	const counters = new Counters();
	counters.wrong_key = 5;
	const health = JSON.parse(
		wholeText(
			healthPayload({
				now: 100_000,
				startedAt: 10_000,
				version: "1.2.3",
				resetReason: "power_on",
				memory: { free: 3000 },
				wifiRssi: -70,
				queued: 2,
				counters,
				devices: [roof, new Device("d1:22:33:44:55:66", "", key, 1)],
				availability: (index) => availabilities.indexOf(index === 0 ? "online" : "unheard"),
			}),
		),
	);
	const { counters: told, ...rest } = health;
	assert.deepEqual(rest, {
		uptime: 90,
		version: "1.2.3",
		reset_reason: "power_on",
		heap: { free: 3000 },
		wifi_rssi: -70,
		queued: 2,
		devices: [
			{
				address: "fa:ac:27:84:c6:6f",
				name: "Roof",
				availability: "online",
				age: 9,
				rssi: -61,
				received: 30,
				duplicate: 20,
				wrong_key: 0,
			},
			{ address: "d1:22:33:44:55:66", availability: "unheard", received: 0, duplicate: 0, wrong_key: 0 },
		],
	});
	assert.deepEqual([told.received, told.wrong_key], [5, 5]);
	for (const reason of [
		"published",
		"duplicate",
		"unknown_device",
		"unknown_record",
		"too_short",
		"queue_dropped",
	])
		assert.equal(told[reason], 0, reason);
});

it("health leaves out a WiFi signal that is not there", () => {
	const health = healthPayload({
		now: 0,
		startedAt: 0,
		version: "1.2.3",
		resetReason: "other",
		memory: {},
		wifiRssi: undefined,
		queued: 0,
		counters: new Counters(),
		devices: [],
		availability: () => 0,
	});
	assert.equal("wifi_rssi" in JSON.parse(wholeText(health)), false);
});
