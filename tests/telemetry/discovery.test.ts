import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import type { Reply } from "../../modules/control/desk";
import { responseText } from "../../modules/control/desk";
import { wholeText } from "../../modules/publish/long-text";
import { Device } from "../../modules/telemetry/device";
import { Discovery } from "../../modules/telemetry/discovery";
import { wrapManufacturerData } from "../../modules/victron/advertisement";
import { hexBytes } from "../../modules/victron/hex";
import { InstantReadout } from "../../modules/victron/instant-readout";
import { captures } from "../support/captures";

const { solarCharger: mppt, batteryMonitor: shunt, acCharger } = captures;

let scans: { duration: number; onEnd: () => void }[];
let discovery: Discovery;
let answers: Record<string, unknown>[];

const take = (reply: Reply) => answers.push(JSON.parse(wholeText(responseText(undefined, reply))));

function hear(address: string, rssi: number, manufacturerData: string): void {
	discovery.advert(address, rssi, wrapManufacturerData(hexBytes(manufacturerData)!));
}

beforeEach(() => {
	scans = [];
	answers = [];
	const readout = new InstantReadout(nodeCiphers);
	const devices = [
		new Device(mppt.address, "Roof", readout.device(mppt.key), 0),
		new Device(shunt.address, "", readout.device(`00${shunt.key.slice(2)}`), 1),
		new Device("c0:00:00:00:00:01", "Shed", readout.device(""), 2),
	];
	discovery = new Discovery({ discover: (duration, onEnd) => scans.push({ duration, onEnd }) }, devices);
});

describe("a scan", () => {
	it("tells of every Victron device that was heard, the strongest first", () => {
		discovery.scan(10, take);
		assert.equal(scans[0]!.duration, 10_000);
		hear(mppt.address, -80, mppt.manufacturerData);
		hear(mppt.address, -75, mppt.manufacturerData);
		hear(shunt.address, -60, shunt.manufacturerData);
		hear(acCharger.address, -70, acCharger.manufacturerData);
		hear("c0:00:00:00:00:01", -90, acCharger.manufacturerData);
		hear("c0:00:00:00:00:02", -50, "100042a0");
		hear("c0:00:00:00:00:03", -51, "02aabbcc");
		hear("c0:00:00:00:00:04", -52, "");
		discovery.advert("c0:00:00:00:00:05", -40, hexBytes("02011a0aff4c0010055b1c4e8ad8")!);
		assert.deepEqual(answers, []);
		scans[0]!.onEnd();
		const ip22 = "Blue Smart IP22 Charger 12/30 (1)";
		assert.deepEqual(answers, [
			{
				status: "ok",
				heard: [
					{ address: "c0:00:00:00:00:02", rssi: -50, model: "BlueSolar Charger MPPT 75/15", key: "off" },
					{ address: "c0:00:00:00:00:03", rssi: -51, key: "off" },
					{ address: "c0:00:00:00:00:04", rssi: -52, key: "off" },
					{
						address: shunt.address,
						rssi: -60,
						model: shunt.says.model,
						type: "battery_monitor",
						key: "wrong",
					},
					{ address: acCharger.address, rssi: -70, model: ip22, type: "ac_charger", key: "none" },
					{
						address: mppt.address,
						rssi: -75,
						model: mppt.says.model,
						type: "solar_charger",
						name: "Roof",
						key: "fits",
					},
					{
						address: "c0:00:00:00:00:01",
						rssi: -90,
						model: ip22,
						type: "ac_charger",
						name: "Shed",
						key: "none",
					},
				],
			},
		]);
	});

	it("is over at its end, and the next one begins with nothing", () => {
		assert.equal(discovery.busy, false);
		discovery.scan(1, take);
		assert.equal(discovery.busy, true);
		hear(mppt.address, -60, mppt.manufacturerData);
		scans[0]!.onEnd();
		assert.equal(discovery.busy, false);
		hear(mppt.address, -60, mppt.manufacturerData);
		discovery.scan(1, take);
		scans[1]!.onEnd();
		assert.deepEqual(answers[1], { status: "ok", heard: [] });
	});

	it("is joined by who asks meanwhile, four in all", () => {
		for (let i = 0; i < 5; i++) discovery.scan(10, take);
		assert.equal(scans.length, 1);
		assert.equal(answers.length, 1);
		assert.match(String(answers[0]!.error), /ask again later/);
		scans[0]!.onEnd();
		assert.equal(answers.length, 5);
	});

	it("holds 32 devices, however many there are", () => {
		discovery.scan(10, take);
		for (let i = 0; i < 1000; i++) hear(`c0:00:00:00:${i}`, -60, mppt.manufacturerData);
		scans[0]!.onEnd();
		assert.equal((answers[0]!.heard as unknown[]).length, 32);
	});

	it("is answered when the radio fails", () => {
		const broken = new Discovery(
			{
				discover() {
					throw new Error("no radio");
				},
			},
			[],
		);
		broken.scan(10, take);
		assert.match(String(answers[0]!.error), /no radio/);
		assert.equal(broken.busy, false);
	});
});
