import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { implausible, withheld } from "../../modules/telemetry/doubts";
import { Receiver } from "../../modules/telemetry/receiver";
import { wrapManufacturerData } from "../../modules/victron/advertisement";
import { encodeAdvertisement } from "../../modules/victron/encode-advertisement";
import { hexBytes } from "../../modules/victron/hex";
import { DeviceKey, InstantReadout } from "../../modules/victron/instant-readout";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { captures } from "../support/captures";

const { address, key, says } = captures.solarCharger;
const bytes = hexBytes(key)!;
const cipher = nodeCiphers.aes(bytes.buffer as ArrayBuffer);

/** The capture's reading with another counter. */
function advert(counter: number): Uint8Array {
	const { product_id } = says;
	const values = { productId: product_id, record: solarCharger, counter, key: bytes, cipher, reading: says };
	return wrapManufacturerData(encodeAdvertisement(values));
}

/** A receiver with one device of that key. */
function receiver(hex: string) {
	const readout = new InstantReadout(nodeCiphers);
	const device = new Device(address, "", readout.device(hex), 0);
	const counters = new Counters();
	let readings = 0;
	const receiver = new Receiver({
		devices: [device],
		readout,
		clock: { monotonic: () => 0 },
		counters,
		sink: { reading: () => readings++, heard() {}, wrongKey() {} },
	});
	return { device, counters, receiver, readings: () => readings };
}

describe("doubts about a device", () => {
	it("come up with every wrong key whose first byte fits, and hardly any of its readings is told", () => {
		let late = 0;
		let told = 0;
		for (let attempt = 1; attempt <= 100; attempt++) {
			const wrong = `${key.slice(0, 2)}${attempt.toString(16).padStart(30, "5")}`;
			const { device, counters, receiver: heard, readings } = receiver(wrong);
			for (let counter = 1; counter <= 4; counter++) heard.advert(address, -60, advert(counter));
			if (!implausible(device)) late++;
			for (let counter = 5; counter <= 20; counter++) heard.advert(address, -60, advert(counter));
			assert.equal(implausible(device), true, wrong);
			assert.equal(counters.decoded, readings());
			told += readings();
			assert.equal(counters.received, 20);
		}
		// one in a hundred makes sense by chance, and the next few are believed then
		assert.ok(told <= 20, `${told} of 2000 readings`);
		assert.ok(late <= 10, `${late} of 100 take longer than four frames`);
	});

	it("never come up with the right key", () => {
		const { device, receiver: heard, readings } = receiver(key);
		for (let counter = 1; counter <= 100; counter++) heard.advert(address, -60, advert(counter));
		assert.equal(readings(), 100);
		assert.equal(implausible(device), false);
	});

	const device = () => new Device(address, "", new DeviceKey(undefined, -1), 0);

	it("do not silence a device whose odd values stay", () => {
		const odd = device();
		const told = [7, 7, 7, 7, 7, 7].map((print) => !withheld(odd, print));
		assert.deepEqual(told, [false, true, true, true, true, true]);
		assert.equal(implausible(odd), false);
	});

	it("withhold nothing for one odd reading among others, and forget it", () => {
		const mostly = device();
		const prints = [0, 0, 5, 0, 6, 0, 0, 7, 8, 9, 0, 0, 0, 0];
		assert.deepEqual(
			prints.map((print) => withheld(mostly, print)),
			prints.map(() => false),
		);
	});

	it("withhold what makes sense by chance among what does not, until two in a row do", () => {
		const bad = device();
		const prints = [1, 2, 3, 4, 5, 0, 6, 7, 8, 9, 0, 0];
		assert.deepEqual(
			prints.map((print) => withheld(bad, print)),
			[true, true, true, true, true, true, true, true, true, true, true, false],
		);
		assert.equal(implausible(bad), false);
	});
});
