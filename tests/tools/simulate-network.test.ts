/** The simulated site's VE.Smart network, heard with the library. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { hexBytes } from "../../modules/victron/hex";
import { decodeRegister } from "../../modules/victron/registers";
import { VeSmartNetwork } from "../../modules/victron/vesmart/network";
import { serialNumber } from "../../modules/victron/vesmart/packet";
import { defaultSite, networkedSite, parseSite, SiteError } from "../../tools/simulate/description";
import { type Advert, createSite, type Site } from "../../tools/simulate/site";

const site = createSite(networkedSite);
const { id, key } = networkedSite.network!;

/** The adverts of so many seconds. */
function until(from: Site, seconds: number, start = 0): Advert[] {
	const adverts: Advert[] = [];
	for (const advert of from.adverts(start)) {
		if (advert.at >= seconds) return adverts;
		adverts.push(advert);
	}
	return adverts;
}

const isPacket = ({ manufacturerData }: Advert) => !manufacturerData.startsWith("10");

test("monitor and sense tell voltage, temperature and current, as they measure them", () => {
	const network = VeSmartNetwork.create(nodeCiphers, id, key)!;
	const told: Record<string, Record<string, unknown>> = {};
	const outcomes: Record<string, number> = {};
	for (const { manufacturerData } of until(site, 60).filter(isPacket)) {
		const payload = hexBytes(manufacturerData)!;
		assert.ok(payload.length <= 27, "a legacy advertisement has room for it");
		const outcome = network.receive(payload, 0, payload.length);
		outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
		while (network.next()) {
			const reading = decodeRegister(network.register, network.value());
			assert.equal(reading.outcome, "value");
			const serial = serialNumber(network.source);
			if (reading.outcome === "value") told[serial] = { ...told[serial], ...reading.fields };
		}
	}
	assert.deepEqual(Object.keys(outcomes).sort(), ["registers", "repeated", "synchronised"]);
	const [monitor, sense] = site.devices
		.filter(({ kind }) => kind === "battery_monitor" || kind === "battery_sense")
		.map(({ address }) => site.truth(60)[address]!);
	const members = Object.entries(told);
	assert.equal(members.length, 2);
	for (const [serial, fields] of members) {
		assert.match(serial, /^HQyyww[0-9A-Z]{5}$/);
		if ("battery_current" in fields) {
			assert.deepEqual(Object.keys(fields), ["battery_current"]);
			assert.ok(Math.abs(Number(fields.battery_current) - Number(monitor!.battery_current)) < 2);
		} else {
			assert.equal(fields.product_id, 0xa3a5);
			assert.equal(fields.firmware_version, "1.16");
			assert.ok(Math.abs(Number(fields.battery_voltage) - Number(sense!.battery_voltage)) < 0.2);
			assert.ok(Math.abs(Number(fields.battery_temperature) - Number(sense!.battery_temperature)) < 1);
		}
	}
});

test("a member synchronises eight times, then before each packet of data, 1.2 s each", () => {
	const { address } = site.devices.find(({ kind }) => kind === "battery_monitor")!;
	const packets = until(site, 60).filter((advert) => isPacket(advert) && advert.address === address);
	const starts = packets.filter(
		({ manufacturerData }, index) => packets[index - 1]?.manufacturerData !== manufacturerData,
	);
	const types = starts.map(({ manufacturerData }) => manufacturerData.slice(1, 2)).join("");
	assert.match(types, /^1{8}(12){8,}1?$/);
	for (let i = 1; i < starts.length; i++) {
		const gap = starts[i]!.at - starts[i - 1]!.at;
		assert.ok(gap > 1.1 && gap < 1.3, `${gap}`);
	}
});

test("the same bytes each time, and a later start is the tail of an earlier one", () => {
	const whole = until(site, 40);
	assert.deepEqual(until(createSite(networkedSite), 40), whole);
	assert.deepEqual(
		until(site, 40, 25),
		whole.filter(({ at }) => at >= 25),
	);
});

test("Instant Readout is the same with a network and without", () => {
	assert.deepEqual(
		until(site, 20).filter((advert) => !isPacket(advert)),
		until(createSite(defaultSite), 20),
	);
});

test("the firmware's settings name the network, where there is one", () => {
	assert.deepEqual((site.settings() as { network?: unknown }).network, { id, key });
	assert.ok(!("network" in createSite(defaultSite).settings()));
});

test("a network without an id or a key is refused", () => {
	for (const [network, sentence] of [
		[{ key }, "network.id must be 4 hexadecimal digits."],
		[{ id }, "network.key must be 32 hexadecimal digits."],
		[{ id, key, name: "x" }, "network.name is not a known key; known are id, key."],
	] as const)
		assert.throws(
			() => parseSite({ network }),
			(error) => error instanceof SiteError && error.message === sentence,
		);
});
