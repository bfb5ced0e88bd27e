import assert from "node:assert/strict";
import { createDecipheriv } from "node:crypto";
import { test } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { InstantReadout } from "../../modules/victron/instant-readout";
import type { Field, Reading } from "../../modules/victron/record";
import { records } from "../../modules/victron/records";
import { defaultSite, type Kind, parseSite } from "../../tools/simulate/description";
import { type Advert, createSite, type Site } from "../../tools/simulate/site";

const hour = 3600;
const atMidnight = { ...defaultSite, start: 0 };

function take(site: Site, count: number, from = 0): Advert[] {
	const adverts: Advert[] = [];
	for (const advert of site.adverts(from)) if (adverts.push(advert) === count) break;
	return adverts;
}

function until(site: Site, end: number, kind?: Kind): Advert[] {
	const address = kind && deviceOf(site, kind).address;
	const adverts: Advert[] = [];
	for (const advert of site.adverts()) {
		if (advert.at >= end) return adverts;
		if (address === undefined || advert.address === address) adverts.push(advert);
	}
	return adverts;
}

function deviceOf(site: Site, kind: Kind) {
	return site.devices.find((device) => device.kind === kind)!;
}

function counterOf({ manufacturerData: data }: Advert): number {
	return Number.parseInt(data.slice(12, 14) + data.slice(10, 12), 16);
}

/** Plaintext by another implementation of the cipher than the library's, hex. */
function decrypt({ manufacturerData }: Advert, key: string): string {
	const data = Buffer.from(manufacturerData, "hex");
	const counterBlock = Buffer.alloc(16);
	data.copy(counterBlock, 0, 5, 7);
	const cipher = createDecipheriv("aes-128-ctr", Buffer.from(key, "hex"), counterBlock);
	return cipher.update(data.subarray(8)).toString("hex");
}

test("the block cipher gives the example of FIPS 197, appendix C.1", () => {
	const key = Uint8Array.from(Buffer.from("000102030405060708090a0b0c0d0e0f", "hex"));
	const block = Uint8Array.from(Buffer.from("00112233445566778899aabbccddeeff", "hex"));
	const result = new ArrayBuffer(16);
	nodeCiphers.aes(key.buffer).encrypt(block.buffer, result);
	assert.equal(Buffer.from(result).toString("hex"), "69c4e0d86a7b0430d8cdb78070b4c55a");
});

test("the same seed gives the same adverts, byte for byte", () => {
	assert.deepEqual(take(createSite(), 3000), take(createSite(), 3000));
});

test("another seed gives other addresses, keys and adverts", () => {
	const one = createSite(defaultSite, 1);
	const two = createSite(defaultSite, 2);
	one.devices.forEach(({ address, key }, i) => {
		assert.notEqual(address, two.devices[i]!.address);
		assert.notEqual(key, two.devices[i]!.key);
	});
	const data = new Set(take(one, 500).map(({ manufacturerData }) => manufacturerData));
	assert.ok(take(two, 500).every(({ manufacturerData }) => !data.has(manufacturerData)));
});

test("a later start is the tail of an earlier one", () => {
	const tail = take(createSite(), 2000).filter(({ at }) => at >= 30);
	assert.deepEqual(take(createSite(), tail.length, 30), tail);
});

test("derived addresses are random static, keys whole, and the settings say both with the name", () => {
	const site = createSite();
	for (const { address, key } of site.devices) {
		assert.match(address, /^[c-f][\da-f](:[\da-f]{2}){5}$/);
		assert.match(key, /^[\da-f]{32}$/);
	}
	const { address, key, name } = site.devices[0]!;
	assert.deepEqual(site.settings().devices[0], { address, key, name });
});

test("a description's address and key are used", () => {
	const key = "adeccb947395801a4dd45a2eaa44bf17";
	const address = "fa:ac:27:84:c6:6f";
	const site = createSite(parseSite({ devices: [{ kind: "solar_charger", address, key }] }));
	const [advert] = take(site, 1);
	assert.equal(advert!.address, address);
	// The key check byte.
	assert.equal(advert!.manufacturerData.slice(14, 16), "ad");
});

test("adverts begin as captures of the same products do", () => {
	const heads = new Set(take(createSite(), 100).map(({ manufacturerData }) => manufacturerData.slice(0, 10)));
	assert.deepEqual([...heads].sort(), ["100031a308", "1000a5a302", "10025fa001", "100289a302", "100380270c"]);
});

test("adverts follow each other by 160 to 170 ms for each device, in the order of time", () => {
	const last = new Map<string, number>();
	let before = 0;
	for (const { at, address } of take(createSite(), 5000)) {
		assert.ok(at >= before);
		before = at;
		const gap = Math.round((at - (last.get(address) ?? at - 0.16)) * 1000);
		assert.ok(gap >= 160 && gap <= 170, String(gap));
		last.set(address, at);
	}
});

test("a device whose values change has 7 adverts for each counter, and the counter goes up by one", () => {
	const adverts = until(createSite(), 600, "battery_monitor");
	const counters = [...new Set(adverts.map(counterOf))];
	const average = adverts.length / counters.length;
	assert.ok(average >= 6.9 && average < 7.3, String(average));
	counters.forEach((counter, i) => {
		if (i > 0) assert.equal(counter, (counters[i - 1]! + 1) & 0xffff);
	});
});

test("one counter stands for one record, and a device at rest keeps its counter", () => {
	const site = createSite({ ...atMidnight, start: 2 * hour });
	const adverts = until(site, 300, "battery_sense");
	const records = new Map<number, string>();
	for (const advert of adverts) {
		const record = records.get(counterOf(advert)) ?? advert.manufacturerData;
		assert.equal(advert.manufacturerData, record);
		records.set(counterOf(advert), record);
	}
	assert.ok(adverts.length / records.size > 14, String(records.size));
});

test("the counter goes from 65535 to 0", () => {
	const shuntOnly = parseSite({ devices: [{ kind: "battery_monitor" }] });
	let seed = 1;
	while (counterOf(take(createSite(shuntOnly, seed), 1)[0]!) < 65_500) seed++;
	const counters = [...new Set(until(createSite(shuntOnly, seed), 60).map(counterOf))];
	assert.equal(counters[counters.indexOf(65_535) + 1], 0);
});

test("the signal strength varies around each device's own", () => {
	const adverts = until(createSite(), 60, "solar_charger");
	const strengths = adverts.map(({ rssi }) => rssi);
	assert.ok(strengths.every((rssi) => Number.isInteger(rssi) && rssi <= -40 && rssi >= -95));
	assert.ok(Math.max(...strengths) - Math.min(...strengths) <= 18);
	assert.ok(new Set(strengths).size > 3);
});

/** What one raw step of the field is worth. */
function resolution(field: Field): number {
	return field.kind === "number" ? Math.abs((field.multiplier ?? 1) / (field.divisor ?? 1)) : 0;
}

test("adverts of a whole day decode to the truth within the resolution of their records", () => {
	const site = createSite(atMidnight);
	const readout = new InstantReadout(nodeCiphers);
	const keys = new Map(site.devices.map(({ address, key }) => [address, readout.device(key)]));
	const tables = new Map(records.map((record) => [record.type, record]));
	const counters = new Map<string, number>();
	let checked = 0;
	for (const advert of site.adverts()) {
		if (advert.at >= 24 * hour) break;
		const counter = counterOf(advert);
		const measuredNow = counters.get(advert.address) !== counter;
		counters.set(advert.address, counter);
		if (!measuredNow || Math.floor(advert.at) % 59 !== 0) continue;
		checked++;
		const data = Uint8Array.from(Buffer.from(advert.manufacturerData, "hex"));
		const reading: Reading | string = readout.read(data, 0, data.length, keys.get(advert.address)!);
		assert.ok(typeof reading === "object", String(reading));
		const truth = site.truth(advert.at)[advert.address]!;
		for (const field of tables.get(reading.type)!.fields) {
			const decoded: unknown = reading[field.name];
			const expected = truth[field.name];
			const where: string = `${reading.type}.${field.name} at ${advert.at}`;
			if (typeof expected === "number") {
				assert.ok(typeof decoded === "number", where);
				const error = Math.abs(decoded - expected);
				assert.ok(error <= resolution(field) / 2 + 1e-9, `${where}: ${decoded} for ${expected}`);
			} else assert.deepEqual(decoded, expected, where);
		}
	}
	assert.ok(checked > 2000, String(checked));
});

test("the Battery Sense sends voltage and temperature, all else not available, as captures have it", () => {
	const site = createSite();
	const { key } = deviceOf(site, "battery_sense");
	const [advert] = until(site, 1, "battery_sense");
	// A capture's plaintext: ffff f804 0000 8971 feff7fffffffff.
	assert.match(decrypt(advert!, key), /^ffff....0000....feff7fffffffff$/);
});

test("a charger without load output says nothing of load", () => {
	const site = createSite(parseSite({ devices: [{ kind: "solar_charger", peak_power: 400 }] }));
	const [advert] = take(site, 1);
	// SmartSolar 100/30.
	assert.equal(advert!.manufacturerData.slice(4, 8), "56a0");
	const plaintext = decrypt(advert!, site.devices[0]!.key);
	// Nine bits of ones, then the unused bits of the last byte, which are ones too.
	assert.equal(plaintext.slice(20), "ffff");
});

test("a site may have many devices of one kind", () => {
	const devices = Array.from({ length: 64 }, (_, i) => ({
		kind: i < 16 ? "solar_charger" : "battery_sense",
	}));
	const site = createSite(parseSite({ devices }));
	assert.equal(new Set(until(site, 0.2).map(({ address }) => address)).size, 64);
});
