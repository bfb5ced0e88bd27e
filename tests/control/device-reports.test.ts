import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { DeviceReports } from "../../modules/control/device-reports";
import { wholeText } from "../../modules/publish/long-text";
import { Device } from "../../modules/telemetry/device";
import { UnsupportedAdvert } from "../../modules/telemetry/unsupported-advert";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { apiProblems } from "../support/json-schema";
import { plainOf } from "../support/plain-records";

let roof: Device;
let shed: Device;
let latest: (Uint8Array | undefined)[];

let now: number;
let reports: DeviceReports;

const make = (at: number) => {
	now = at;
	return reports.members();
};

beforeEach(() => {
	roof = new Device("fa:ac:27:84:c6:6f", "Roof", new DeviceKey(undefined, 0xad), 0);
	shed = new Device("d1:22:33:44:55:66", "", new DeviceKey(undefined, -1), 1);
	roof.heardAt = 1000;
	roof.rssi = -61;
	roof.wantedKeyByte = 0xa1;
	latest = [plainOf(solarCharger, { pv_power: 19 }), undefined];
	now = 0;
	reports = new DeviceReports({
		devices: [roof, shed],
		unsupported: new UnsupportedAdvert(),
		clock: { monotonic: () => now },
		publisher: {
			topicName: (index) => ["Roof", "d12233445566"][index]!,
			latest: (index) => latest[index],
		},
	});
});

describe("the reports of devices", () => {
	it("have signal, age, diagnosis and the latest reading, as the schema says", () => {
		const answer = JSON.parse(`{"status":"ok",${wholeText(make(90_500))}}`);
		assert.deepEqual(apiProblems("devices.response", answer), []);
		const [first, second] = answer.devices;
		const { sentence, ...rest } = first;
		assert.match(sentence, /begins with a1, the configured one with ad/);
		assert.deepEqual(rest, {
			address: "fa:ac:27:84:c6:6f",
			name: "Roof",
			topic: "Roof",
			type: "solar_charger",
			model: "BlueSolar Charger MPPT 75/15",
			rssi: -61,
			age: 89,
			reading: {
				type: "solar_charger",
				product_id: 0xa042,
				model: "BlueSolar Charger MPPT 75/15",
				pv_power: 19,
			},
			state: "wrong_key",
		});
		assert.deepEqual(Object.keys(second), ["address", "name", "topic", "state", "sentence"]);
		assert.equal(second.state, "no_adverts");
	});

	it("are told one by one without the reading, and their finding changes with the diagnosis", () => {
		const [first] = JSON.parse(`{${wholeText(make(90_500))}}`).devices;
		const { reading, ...rest } = first;
		assert.deepEqual(JSON.parse(reports.report(0)), rest);
		assert.deepEqual(reports.reading(0), reading);
		assert.equal(reports.reading(1), undefined);
		assert.deepEqual([reports.age(0), reports.age(1)], [89, undefined]);
		const before = reports.finding(0);
		roof.wantedKeyByte = -1;
		assert.notEqual(reports.finding(0), before);
	});

	it("stay as they were at the request, however late they are sent", () => {
		const answer = make(5_000);
		const before = wholeText(answer);
		roof.heardAt = 200_000;
		roof.rssi = -99;
		roof.wantedKeyByte = -1;
		latest[0]!.fill(0);
		assert.equal(wholeText(answer), before);
	});
});
