/** Registers through the whole publisher, as a broker gets them. */

import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { Publisher } from "../../modules/publish/publisher";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { UnsupportedAdvert } from "../../modules/telemetry/unsupported-advert";
import { hexBytes } from "../../modules/victron/hex";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { decodePlainRecord } from "../../modules/victron/plain-record";
import { batteryMonitor } from "../../modules/victron/records/battery-monitor";
import { type FakeMqttConnection, FakeMqttTransport, FakeSystem, FakeTime } from "../support/fakes";
import { plainOf } from "../support/plain-records";

/** Serial number HQyywwMAEI4, of a captured address. */
const member = 0x999a25ec;
const together = "venetworking/HQyywwMAEI4";
const own = "victron/battery_monitor/Shunt/registers";
const monitor = plainOf(batteryMonitor, { state_of_charge: 50 }, 0xa389);

let time: FakeTime;
let transport: FakeMqttTransport;
let shunt: Device;
let publisher: Publisher;

const give = (id: number, hex: string) => publisher.networkRegister(member, 8, id, hexBytes(hex)!);
const read = (id: number, hex: string) => publisher.register(shunt, id, hexBytes(hex)!);
const reading = () => publisher.reading(shunt, decodePlainRecord(monitor), monitor, -60, time.now);

function settle(broker: FakeMqttConnection): void {
	while (broker.unacknowledged > 0) broker.acknowledge();
}

function online(): FakeMqttConnection {
	publisher.connect();
	const broker = transport.accept();
	settle(broker);
	return broker;
}

/** Second by second, with a broker that answers. */
function pass(seconds: number, broker = transport.latest): void {
	for (let second = 0; second < seconds; second++) {
		time.advance(1000);
		settle(broker);
	}
}

beforeEach(() => {
	time = new FakeTime();
	transport = new FakeMqttTransport();
	shunt = new Device("d1:22:33:44:55:66", "Shunt", new DeviceKey(undefined, -1), 0);
	publisher = new Publisher({
		transport,
		timers: time,
		clock: time,
		network: { rssi: () => undefined },
		system: new FakeSystem(),
		random: () => 0,
		counters: new Counters(),
		devices: [shunt],
		unsupported: new UnsupportedAdvert(),
		backlogCapacity: 10,
		broker: { host: "broker.local", port: 1883, tls: false, ca: "", username: "", password: "" },
		base: "victron",
		discovery: "",
		id: "c0ffee",
		min: 5,
		max: 60,
		expireAfter: 120,
		plans: [],
		registersExpireAfter: 1800,
		version: "1.2.3",
		statistics: { payload: () => "{}", networkPayload: () => "{}" },
	});
	publisher.start();
});

describe("registers of the VE.Smart network", () => {
	it("go out each by itself without scale, and together by their names, retained", () => {
		time.utcAtStart = Date.UTC(2026, 5, 1, 12);
		const broker = online();
		give(0xed8d, "2f05");
		give(0x0100, "ffa5a3ff");
		give(0xedec, "5e74");
		pass(1);
		assert.deepEqual(broker.payloads(`${together}/ED8D`), ["1327"]);
		assert.deepEqual(broker.payloads(`${together}/0100`), ["4288914943"]);
		assert.deepEqual(broker.payloads(`${together}/EDEC`), ["29790"]);
		assert.deepEqual(
			broker.payloads(together).map((text) => JSON.parse(text)),
			[
				{
					product_id: 0xa3a5,
					battery_voltage: 13.27,
					battery_temperature: 24.75,
					priority: 8,
					timestamp: "2026-06-01T12:00:00.000Z",
				},
			],
		);
		const sent = broker.published.filter(({ topic }) => topic.startsWith("venetworking/"));
		assert.ok(sent.every(({ retain }) => retain));
	});

	it("go out at most every publish.min when they change, and only those that did by themselves", () => {
		const broker = online();
		give(0xed8d, "2f05");
		give(0x2030, "01");
		pass(1);
		for (const hex of ["3005", "3105", "3205"]) {
			give(0xed8d, hex);
			pass(1);
		}
		assert.deepEqual(broker.payloads(`${together}/ED8D`), ["1327"]);
		pass(2);
		assert.deepEqual(broker.payloads(`${together}/ED8D`), ["1327", "1330"]);
		assert.deepEqual(broker.payloads(`${together}/2030`), ["1"]);
		assert.equal(JSON.parse(broker.payloads(together).at(-1)!).battery_voltage, 13.3);
	});

	it("keep to publish.min where publish.max is over, too", () => {
		const broker = online();
		give(0xed8d, "2f05");
		pass(59);
		give(0xed8d, "3005");
		pass(1);
		assert.deepEqual(broker.payloads(`${together}/ED8D`), ["1327", "1328"]);
		give(0xed8d, "3105");
		pass(4);
		assert.deepEqual(broker.payloads(`${together}/ED8D`), ["1327", "1328"]);
		pass(1);
		assert.deepEqual(broker.payloads(`${together}/ED8D`), ["1327", "1328", "1329"]);
	});

	it("go out again every publish.max while they are heard, and not when they are not", () => {
		const broker = online();
		for (let second = 0; second < 61; second++) {
			give(0xed8d, "2f05");
			pass(1);
		}
		assert.deepEqual(broker.payloads(`${together}/ED8D`), ["1327", "1327"]);
		pass(200);
		assert.equal(broker.payloads(together).length, 2);
	});

	it("leave out what is not available, and tell unknown ones and wrong lengths as hex", () => {
		const broker = online();
		give(0xed8d, "ff7f");
		give(0xabcd, "010203");
		give(0x2030, "0100");
		pass(1);
		assert.deepEqual(JSON.parse(broker.payloads(together)[0]!), {
			"0xABCD": "010203",
			"0x2030": "0100",
			priority: 8,
		});
		assert.deepEqual(broker.payloads(`${together}/ABCD`), ["010203"]);
	});

	it("wait as states while there is no broker: the latest counts", () => {
		give(0xed8d, "2f05");
		pass(5, { unacknowledged: 0 } as FakeMqttConnection);
		give(0xed8d, "3005");
		const broker = online();
		pass(1);
		assert.deepEqual(broker.payloads(`${together}/ED8D`), ["1328"]);
		transport.drop();
		time.advance(60_000);
		const next = transport.accept();
		settle(next);
		assert.deepEqual(next.payloads(`${together}/ED8D`), ["1328"], "a broker may have lost it");
	});

	for (const end of ["stop", "sleep"] as const)
		it(`go out before a ${end}, though publish.min is not over`, () => {
			const broker = online();
			give(0xed8d, "2f05");
			pass(1);
			give(0xed8d, "3005");
			let done = false;
			const onDone = () => {
				done = true;
			};
			if (end === "stop") publisher.stop(onDone);
			else publisher.sleep({ wakeIn: 600_000, publishIn: 600_000 }, onDone);
			settle(broker);
			broker.events.onClosed("closed");
			assert.ok(done);
			assert.deepEqual(broker.payloads(`${together}/ED8D`), ["1327", "1328"]);
			assert.match(broker.published.at(-1)!.topic, /state$/);
		});
});

describe("registers of a configured device", () => {
	it("wait for the record type, which is in the topic", () => {
		const broker = online();
		read(0xed8d, "2f05");
		pass(10);
		assert.ok(!broker.published.some(({ topic }) => topic.endsWith("/registers")));
		reading();
		pass(1);
		assert.deepEqual(
			broker.payloads(own).map((text) => JSON.parse(text)),
			[{ battery_voltage: 13.27 }],
		);
		assert.ok(!broker.published.some(({ topic }) => topic.startsWith("venetworking")));
	});

	it("are never secrets, nor history", () => {
		const broker = online();
		reading();
		read(0xec65, "00112233445566778899aabbccddeeff");
		read(0xec13, "00112233445566778899aabbccddeeff");
		read(0x1050, "00".repeat(34));
		pass(1);
		transport.drop();
		time.advance(60_000);
		const next = transport.accept();
		settle(next);
		assert.deepEqual([...broker.payloads(own), ...next.payloads(own)], []);
		read(0xed8d, "2f05");
		pass(5);
		assert.deepEqual(JSON.parse(next.payloads(own)[0]!), { battery_voltage: 13.27 });
	});

	it("have each name once: the lower register's, which is finer", () => {
		const broker = online();
		reading();
		read(0xed8f, "1200");
		read(0xed8c, "18070000");
		pass(1);
		assert.equal(broker.payloads(own)[0], '{"battery_current":1.816}');
	});

	it("tell a structure as an object", () => {
		const broker = online();
		reading();
		read(0x104f, `01${"00".repeat(17)}05`);
		read(0xedab, "04");
		pass(1);
		const { history_total, ...rest } = JSON.parse(broker.payloads(own)[0]!);
		assert.equal(history_total.days, 5);
		assert.deepEqual(rest, { load_control: "on", load_control_code: 4, load_control_flags: [] });
	});

	it("take a value of another length", () => {
		const broker = online();
		reading();
		read(0x010b, "4d505054");
		read(0xed8d, "2f05");
		pass(1);
		read(0x010b, "4d50505420313030");
		pass(5);
		assert.deepEqual(
			broker.payloads(own).map((text) => JSON.parse(text)),
			[
				{ model_name: "MPPT", battery_voltage: 13.27 },
				{ model_name: "MPPT 100", battery_voltage: 13.27 },
			],
		);
	});

	it("are whole JSON with the latest values, whatever came in which order", () => {
		const one = fc.tuple(
			fc.oneof(fc.constantFrom(0x0100, 0x010a, 0x104f, 0x2030, 0xed8c, 0xed8d, 0xed8f), fc.nat(0xffff)),
			fc.uint8Array({ maxLength: 80 }),
		);
		const broker = online();
		reading();
		fc.assert(
			fc.property(fc.array(one, { maxLength: 60 }), (registers) => {
				for (const [id, bytes] of registers) publisher.register(shunt, id, bytes);
				read(0xed8d, registers.length % 2 ? "2f05" : "3005");
				pass(6);
				const last = JSON.parse(broker.payloads(own).at(-1)!);
				assert.equal(typeof last, "object");
			}),
			{ numRuns: 50 },
		);
	});
});
