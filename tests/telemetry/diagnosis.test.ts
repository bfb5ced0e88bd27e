import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { anyHeard, diagnose, diagnosisMembers } from "../../modules/telemetry/diagnosis";
import { Receiver } from "../../modules/telemetry/receiver";
import { UnsupportedAdvert } from "../../modules/telemetry/unsupported-advert";
import { wrapManufacturerData } from "../../modules/victron/advertisement";
import { hexBytes } from "../../modules/victron/hex";
import { InstantReadout } from "../../modules/victron/instant-readout";
import { captures } from "../support/captures";

const { solarCharger: mppt, batteryMonitor: shunt } = captures;

let now: number;
let unsupported: UnsupportedAdvert;
let devices: Device[];
let receiver: Receiver;

function make(key: string = mppt.key): void {
	const readout = new InstantReadout(nodeCiphers);
	devices = [
		new Device(mppt.address, "Roof", readout.device(key), 0),
		new Device(shunt.address, "", readout.device(shunt.key), 1),
	];
	unsupported = new UnsupportedAdvert();
	receiver = new Receiver({
		devices,
		readout,
		clock: { monotonic: () => now },
		counters: new Counters(),
		sink: { reading() {}, heard() {}, wrongKey() {} },
		unsupported,
	});
}

function hear(
	address: string,
	manufacturerData: string,
	changes: Readonly<Record<number, number>> = {},
): void {
	const payload = hexBytes(manufacturerData)!;
	for (const [at, byte] of Object.entries(changes)) payload[Number(at)] = byte;
	receiver.advert(address, -61, wrapManufacturerData(payload));
}

/** Of the solar charger. */
function diagnosis(): { state: string; sentence: string; capture?: object } {
	const code = diagnose(devices[0]!, now, 0, anyHeard(devices, now));
	return JSON.parse(`{${diagnosisMembers(code, devices[0]!, unsupported)}}`);
}

beforeEach(() => {
	now = 1000;
	make();
});

describe("the diagnosis of a device", () => {
	it("is ok while readings arrive", () => {
		hear(mppt.address, mppt.manufacturerData);
		now += 59_000;
		assert.deepEqual(diagnosis(), { state: "ok", sentence: "readings arrive" });
	});

	it("names the byte that a wrong key should begin with, and no more of the configured one than its own", () => {
		make(`4f${mppt.key.slice(2)}`);
		hear(mppt.address, mppt.manufacturerData);
		const { state, sentence } = diagnosis();
		assert.equal(state, "wrong_key");
		assert.match(
			sentence,
			/^the key does not fit: this device's key begins with ad, the configured one with 4f; the PIN/,
		);
		assert.ok(!sentence.includes(mppt.key.slice(2, 6)));
	});

	it("asks for a key where none is set", () => {
		make("");
		hear(mppt.address, mppt.manufacturerData);
		assert.equal(diagnosis().state, "wrong_key");
		assert.match(diagnosis().sentence, /no key is set/);
	});

	it("is implausible when the key fits by its first byte only", () => {
		make(`${mppt.key.slice(0, 2)}${"0".repeat(30)}`);
		for (let counter = 1; counter <= 8; counter++) hear(mppt.address, mppt.manufacturerData, { 5: counter });
		assert.equal(diagnosis().state, "implausible");
		assert.match(diagnosis().sentence, /values make no sense/);
	});

	it("says that it is early, then that it was never heard, alone or with all others", () => {
		assert.match(diagnosis().sentence, /only just started/);
		now = 60_000;
		assert.equal(diagnosis().state, "no_adverts");
		assert.match(diagnosis().sentence, /^neither this device nor any other is heard/);
		hear(shunt.address, shunt.manufacturerData);
		assert.equal(diagnosis().state, "no_adverts");
		assert.match(diagnosis().sentence, /^never heard, while other devices are/);
	});

	for (const [what, data] of [
		["ends before the encrypted part", mppt.manufacturerData.slice(0, 14)],
		["is of another protocol", `02${mppt.manufacturerData.slice(2)}`],
	] as const)
		it(`says that Instant Readout is off when all that comes ${what}`, () => {
			hear(mppt.address, data);
			assert.equal(diagnosis().state, "no_adverts");
			assert.match(diagnosis().sentence, /Instant readout is off: turn it on in VictronConnect/);
			hear(mppt.address, mppt.manufacturerData);
			hear(mppt.address, data);
			assert.equal(diagnosis().state, "ok");
			now += 60_000;
			hear(mppt.address, data);
			assert.match(diagnosis().sentence, /Instant readout is off/);
		});

	it("thinks of a phone when it is silent while others are heard, and of itself when none is", () => {
		hear(mppt.address, mppt.manufacturerData);
		now += 60_000;
		assert.equal(diagnosis().state, "silent");
		assert.match(diagnosis().sentence, /no device is heard any more/);
		hear(shunt.address, shunt.manufacturerData);
		assert.equal(diagnosis().state, "silent");
		assert.match(diagnosis().sentence, /a phone is probably connected/);
	});

	it("has the advert of a record type that is not known, to report it", () => {
		hear(mppt.address, mppt.manufacturerData, { 4: 0x7e });
		const manufacturerData = `${mppt.manufacturerData.slice(0, 8)}7e${mppt.manufacturerData.slice(10)}`;
		const { state, sentence, capture } = diagnosis();
		assert.equal(state, "unsupported");
		assert.match(sentence, /records of type 0x7e/);
		assert.deepEqual(capture, { address: mppt.address, manufacturerData });
	});

	it("keeps one such advert in all", () => {
		hear(shunt.address, shunt.manufacturerData, { 4: 0x7e });
		hear(mppt.address, mppt.manufacturerData, { 4: 0x7d });
		assert.equal(diagnosis().state, "unsupported");
		assert.equal(diagnosis().capture, undefined);
		assert.equal(unsupported.device, devices[1]);
	});
});
