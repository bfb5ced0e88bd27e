/** Measures the advert path in XS's meter, from inside. Answers with JSON. */

import { TimeZone } from "network/time-zone";
import { ElapsedClock } from "power/elapsed-clock";
import { RetainedState } from "power/retained-state";
import { SleepPolicy } from "power/sleep-policy";
import { DeviceOutlets } from "publish/device-outlets";
import { Outbox } from "publish/outbox";
import { ReadingQueue } from "publish/reading-queue";
import { RegisterOutlets } from "publish/register-outlets";
import { Topics } from "publish/topics";
import { Counters } from "telemetry/counters";
import { Device } from "telemetry/device";
import { NetworkRegisters } from "telemetry/network-registers";
import { PublishPolicy, readingPayload } from "telemetry/publish-policy";
import { type ReadingSink, Receiver } from "telemetry/receiver";
import { Statistics } from "telemetry/statistics";
import { keeperSize } from "telemetry/statistics-keeper";
import { wrapManufacturerData } from "victron/advertisement";
import { encodeAdvertisement } from "victron/encode-advertisement";
import { hexBytes } from "victron/hex";
import { InstantReadout } from "victron/instant-readout";
import { decodePlainRecord, plainRecordSize } from "victron/plain-record";
import { solarCharger } from "victron/records/solar-charger";
import { encodeData, encodeRegisters, encodeSynchronisation } from "victron/vesmart/encode";
import { serveText } from "./bridge";
import { ciphers } from "./ciphers";
import { cable, lineSecond, textBlock, vedirectStream } from "./vedirect-cost";

/** Sets limit and meter, and gives the meter as it stood. Computrons. */
declare function resetMeter(limit: number, meter: number): number;
declare function gc(): void;

const keyHex = "c129cf8f75c3fe5a1655b481e205fb7d";
const address = "fa:ac:27:84:c6:6f";
const key = hexBytes(keyHex)!;
const cipher = ciphers.aes(key.buffer as ArrayBuffer);
const readout = new InstantReadout(ciphers);
const counters = new Counters();
const device = new Device(address, "Roof", readout.device(keyHex), 0);
const policy = new PublishPolicy(1, 0, 60_000);
let payload = "";
const latest = new Uint8Array(plainRecordSize);
let now = 0;

const noSink: ReadingSink = { reading() {}, heard() {}, wrongKey() {} };
const receiver = new Receiver({
	devices: [device],
	readout,
	clock: { monotonic: () => now },
	counters,
	sink: {
		...noSink,
		reading(_device, _reading, plain) {
			latest.set(plain);
		},
	},
});

function advert(counter: number): Uint8Array {
	return wrapManufacturerData(
		encodeAdvertisement({
			productId: 0xa060,
			record: solarCharger,
			counter,
			key,
			cipher,
			reading: {
				device_state: "bulk",
				charger_error: "none",
				battery_voltage: 13.88,
				battery_current: 1.4,
				yield_today: 0.03 + (counter % 7) / 100,
				pv_power: 19,
				load_current: 0,
			},
		}),
	);
}

const appleAdvert = hexBytes("02011a0aff4c0010055b1c4e8ad8")!;

function meter(work: () => void): number {
	resetMeter(0, 0);
	work();
	return resetMeter(0, 0);
}

const overhead = () => meter(() => {});

function costs(): Record<string, number> {
	const first = advert(1);
	const second = advert(2);
	const third = advert(3);
	receiver.advert(address, -60, first);
	const empty = overhead();
	const measured = {
		other_company: meter(() => receiver.advert(address, -60, appleAdvert)) - empty,
		unknown_device: meter(() => receiver.advert("c0:00:00:00:00:01", -60, first)) - empty,
		duplicate: meter(() => receiver.advert(address, -60, first)) - empty,
		reading: meter(() => receiver.advert(address, -60, second)) - empty,
		payload:
			meter(() => {
				policy.offer(0, latest, -60, now);
				if (!policy.due(0, now)) return;
				const body = JSON.stringify(decodePlainRecord(policy.last(0)!));
				payload = readingPayload(body, 1_700_000_000_000, policy.lastRssi(0));
			}) - empty,
	};
	receiver.advert(address, -60, third);
	return {
		...measured,
		statistics: statisticsCost(),
		vedirect: vedirectCost(),
		vedirect_block: blockCost(),
		...networkCosts(),
	};
}

/**
 * The largest packet of VE.Smart networking, 13 bytes with two registers, from the receiver to the values that go out;
 * then its four calls of the cipher alone.
 */
function networkCosts(): Record<string, number> {
	const member = { cipher, networkId: hexBytes("b36f")!, source: 0x999a25ec };
	const outlets = new RegisterOutlets({
		names: [],
		topics: new Topics({ base: "victron", discovery: "", id: "bench" }),
		outbox: new Outbox(new ReadingQueue(1), () => ({ topic: "", payload: "", retain: false })),
		clock: { monotonic: () => now, utc: () => undefined },
		policy,
	});
	const network = NetworkRegisters.create({
		ciphers,
		id: "b36f",
		key: keyHex,
		sink: outlets,
		log: { log() {} },
	})!;
	const options = { devices: [device], readout, clock: { monotonic: () => now }, counters: new Counters() };
	const listening = new Receiver({ ...options, sink: noSink, network });
	const hear = (payload: Uint8Array) => {
		const data = wrapManufacturerData(payload);
		return () => listening.advert("c0:00:00:00:00:01", -60, data);
	};
	const data = (sequence: number, voltage: number) =>
		encodeData(
			member,
			sequence,
			encodeRegisters(8, [
				{ register: 0x0100, value: hexBytes("ffa5a3ff")! },
				{ register: 0xed8d, value: Uint8Array.of(voltage, 5) },
			]),
		);
	hear(encodeSynchronisation(member, 1))();
	hear(data(2, 0x2f))();
	const packet = hear(data(3, 0x30));
	const stranger = hear(hexBytes("1000a3a5")!);
	const empty = overhead();
	const whole = meter(packet) - empty;
	const block = new ArrayBuffer(16);
	const calls = meter(() => {
		cipher.encrypt(block, block);
		cipher.encrypt(block, block);
		cipher.encrypt(block, block);
		cipher.encrypt(block, block);
	});
	return {
		network_packet: whole - (calls - empty),
		network_cipher: calls - empty,
		network_repeated: meter(packet) - empty,
		network_stranger: meter(stranger) - empty,
	};
}

/** A charger's reading once a second; the first of them also learn the record and turn the day. */
function statisticsCost(): number {
	const statistics = new Statistics({ devices: 1, timeZone: new TimeZone("CET-1CEST,M3.5.0,M10.5.0/3") });
	const empty = overhead();
	let cost = 0;
	for (let second = 0; second < 60; second++) {
		receiver.advert(address, -60, advert(100 + second));
		const reading = decodePlainRecord(latest);
		cost =
			meter(() => statistics.reading(0, reading, 1000 * second, 1_750_000_000_000 + 1000 * second)) - empty;
	}
	return cost;
}

/** A second of a VE.Direct line at its full rate. */
function vedirectCost(): number {
	const stream = vedirectStream();
	stream.receive(lineSecond);
	const empty = overhead();
	return meter(() => stream.receive(lineSecond)) - empty;
}

/** A block of text to a reading. */
function blockCost(): number {
	const receive = cable();
	receive(textBlock);
	const empty = overhead();
	return meter(() => receive(textBlock)) - empty;
}

/** Bytes that a bridge with so many devices retains through deep sleep, without readings that wait. */
function retained(count: number): number {
	const addresses = Array.from({ length: count }, (_, i) => `c0:00:00:00:00:${10 + i}`);
	const statistics = new Statistics({ devices: count, timeZone: new TimeZone("UTC0") });
	const clock = new ElapsedClock({ monotonic: () => now, utc: () => undefined }, undefined);
	const settings = {
		mode: "dark",
		after: 1,
		check: 1,
		heartbeat: 1,
		alarmVoltage: 12,
		awake: 1,
		asleep: 1,
	} as const;
	const policy = new SleepPolicy({
		settings: { ...settings, service: "" },
		devices: count,
		wake: "other",
		now,
	});
	return new RetainedState(addresses, { retained: () => undefined, retain() {} }).pack([
		{ number: 1, save: () => clock.save(1) },
		{ number: 2, save: () => policy.retain() },
		{ number: 3, save: () => new Uint8Array(keeperSize) },
		{ number: 4, save: () => new Uint8Array(count * DeviceOutlets.savedSize) },
		...addresses.map((_, index) => ({ number: 16 + index, save: () => statistics.save(index) })),
	]).byteLength;
}

/** So many seconds of a VE.Direct line, whose time the caller takes. */
function vedirectSeconds(count: number): number {
	const stream = vedirectStream();
	for (let i = 0; i < count; i++) stream.receive(lineSecond);
	return count;
}

/** Adverts of all four fates in turn; the live heap must not grow with their number. */
function mixed(count: number): number {
	const known = [advert(10), advert(11), advert(12), advert(13)];
	for (let i = 0; i < count; i++) {
		now += 25;
		const kind = i & 7;
		if (kind === 0) receiver.advert(address, -60, known[(i >> 3) & 3]!);
		else if (kind === 1) receiver.advert(address, -60, appleAdvert);
		else if (kind === 2) receiver.advert("c0:00:00:00:00:01", -60, known[0]!);
		else receiver.advert(address, -60, known[(i >> 3) & 3]!);
	}
	gc();
	return counters.received;
}

serveText((text) => {
	const [what, count] = JSON.parse(text) as [string, number];
	if (what === "costs") return JSON.stringify({ ...costs(), payload_bytes: payload.length });
	if (what === "vedirect") return JSON.stringify({ seconds: vedirectSeconds(count) });
	if (what === "retained") return JSON.stringify({ bytes: retained(count) });
	return JSON.stringify({ received: mixed(count) });
});
