import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultSite, parseSite, SiteError } from "../../tools/simulate/description";

test("an empty description is the default site with one device of each kind", () => {
	assert.deepEqual(parseSite({}), defaultSite);
	assert.deepEqual(
		defaultSite.devices.map((device) => device.kind),
		["solar_charger", "battery_monitor", "ac_charger", "ve_bus", "battery_sense"],
	);
});

test("a description's values arrive, with address and key in lower case", () => {
	const site = parseSite({
		seed: 7,
		start: "07:30",
		battery: { capacity_ah: 100, state_of_charge: 60 },
		devices: [
			{
				kind: "solar_charger",
				name: "Deck",
				address: "FA:AC:27:84:C6:6F",
				key: "ADECCB947395801A4DD45A2EAA44BF17",
				peak_power: 400,
			},
		],
	});
	assert.deepEqual(site, {
		seed: 7,
		start: 27_000,
		battery: { capacity: 100, stateOfCharge: 60 },
		devices: [
			{
				kind: "solar_charger",
				name: "Deck",
				address: "fa:ac:27:84:c6:6f",
				key: "adeccb947395801a4dd45a2eaa44bf17",
				peakPower: 400,
			},
		],
	});
});

test("devices of one kind without a name are numbered", () => {
	const site = parseSite({ devices: [{ kind: "ve_bus" }, { kind: "battery_sense" }, { kind: "ve_bus" }] });
	assert.deepEqual(
		site.devices.map((device) => device.name),
		["Inverter", "Battery sense", "Inverter 2"],
	);
});

const address = "fa:ac:27:84:c6:6f";
const wrong: readonly [problem: string, json: unknown, sentence: string][] = [
	["no object", [], "The site must be an object."],
	[
		"an unknown key",
		{ sead: 1 },
		"sead is not a known key; known are seed, start, devices, battery, network.",
	],
	["a fractional seed", { seed: 1.5 }, "seed must be a whole number from 0 to 4294967295."],
	["a negative seed", { seed: -1 }, "seed must be a whole number from 0 to 4294967295."],
	["a bad start", { start: "24:00" }, 'start must be a time of day such as "07:30".'],
	["no devices", { devices: [] }, "devices must be an array of 1 to 64 devices."],
	[
		"too many devices",
		{ devices: Array(65).fill({ kind: "ve_bus" }) },
		"devices must be an array of 1 to 64 devices.",
	],
	["a device that is no object", { devices: [1] }, "devices[0] must be an object."],
	[
		"an unknown kind",
		{ devices: [{ kind: "toaster" }] },
		"devices[0].kind must be one of solar_charger, battery_monitor, ac_charger, ve_bus, battery_sense.",
	],
	[
		"an empty name",
		{ devices: [{ kind: "ve_bus", name: " " }] },
		"devices[0].name must be a text of 1 to 40 characters.",
	],
	[
		"a bad address",
		{ devices: [{ kind: "ve_bus", address: "fa:ac" }] },
		'devices[0].address must be six hexadecimal bytes such as "fa:ac:27:84:c6:6f".',
	],
	[
		"a short key",
		{ devices: [{ kind: "ve_bus", key: "adeccb947395801a4dd45a2eaa44bf1" }] },
		"devices[0].key must be 32 hexadecimal digits.",
	],
	[
		"panels on a shunt",
		{ devices: [{ kind: "battery_monitor", peak_power: 100 }] },
		"devices[0].peak_power is only for a solar_charger.",
	],
	[
		"too many panels",
		{ devices: [{ kind: "solar_charger", peak_power: 9000 }] },
		"devices[0].peak_power must be a number from 10 to 6000.",
	],
	[
		"an address twice",
		{
			devices: [
				{ kind: "ve_bus", address },
				{ kind: "ac_charger", address: address.toUpperCase() },
			],
		},
		"devices[1].address is already that of devices[0].",
	],
	[
		"a name twice",
		{
			devices: [
				{ kind: "ve_bus", name: "A" },
				{ kind: "ac_charger", name: "A" },
			],
		},
		"devices[1].name is already that of devices[0].",
	],
	[
		"an empty battery",
		{ battery: { capacity_ah: 0 } },
		"battery.capacity_ah must be a number from 20 to 5000.",
	],
	[
		"an overfull battery",
		{ battery: { state_of_charge: 101 } },
		"battery.state_of_charge must be a number from 0 to 100.",
	],
	[
		"an unknown battery key",
		{ battery: { volts: 24 } },
		"battery.volts is not a known key; known are capacity_ah, state_of_charge.",
	],
];

for (const [problem, json, sentence] of wrong) {
	test(`${problem} is refused with a sentence`, () => {
		assert.throws(
			() => parseSite(json),
			(error) => error instanceof SiteError && error.message === sentence,
		);
	});
}
