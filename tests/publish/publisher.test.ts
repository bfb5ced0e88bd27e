import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { Publisher } from "../../modules/publish/publisher";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { UnsupportedAdvert } from "../../modules/telemetry/unsupported-advert";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { decodePlainRecord } from "../../modules/victron/plain-record";
import { batteryMonitor } from "../../modules/victron/records/battery-monitor";
import { dcEnergyMeter } from "../../modules/victron/records/dc-energy-meter";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { type FakeMqttConnection, FakeMqttTransport, FakeSystem, FakeTime } from "../support/fakes";
import { plainBytes, plainOf } from "../support/plain-records";

const topic = {
	state: "victron/bridge/c0ffee/state",
	health: "victron/bridge/c0ffee/health",
	log: "victron/bridge/c0ffee/log",
	roof: "victron/solar_charger/Roof",
	backlog: "victron/solar_charger/Roof/backlog",
	statistics: "victron/solar_charger/Roof/statistics",
	availability: "victron/solar_charger/Roof/availability",
	config: "homeassistant/device/heliograph_faac2784c66f/config",
	bridgeConfig: "homeassistant/device/heliograph_bridge_c0ffee/config",
};
const utcAtStart = Date.UTC(2026, 5, 1, 12);

let time: FakeTime;
let transport: FakeMqttTransport;
let system: FakeSystem;
let counters: Counters;
let roof: Device;
let shunt: Device;
let publisher: Publisher;
/** What each device's statistics say. */
let statistics: string[];

const solar = (pv_power: number) => plainOf(solarCharger, { pv_power });
const monitor = plainOf(batteryMonitor, { state_of_charge: 50 }, 0xa389);
const meter = plainOf(dcEnergyMeter, { battery_voltage: 12 }, 0xa389);

function make(changes: { discovery?: string; host?: string; backlogCapacity?: number } = {}): void {
	publisher = new Publisher({
		transport,
		timers: time,
		clock: time,
		network: { rssi: () => -66 },
		system,
		random: () => 0,
		counters,
		devices: [roof, shunt],
		unsupported: new UnsupportedAdvert(),
		backlogCapacity: changes.backlogCapacity ?? 100,
		broker: {
			host: changes.host ?? "broker.local",
			port: 1883,
			tls: false,
			ca: "",
			username: "me",
			password: "hunter2",
		},
		base: "victron",
		discovery: changes.discovery ?? "homeassistant",
		id: "c0ffee",
		min: 5,
		max: 60,
		expireAfter: 120,
		plans: [],
		registersExpireAfter: 1800,
		version: "1.2.3",
		statistics: { payload: (index) => statistics[index]!, networkPayload: () => '{"pv_power":19}' },
	});
}

/** A reading as the advert path gives it. */
function give(device: Device, plain: Uint8Array, rssi: number, at: number): void {
	publisher.reading(device, decodePlainRecord(plain), plain, rssi, at);
}

/** Acknowledges until nothing comes any more. */
function settle(broker: FakeMqttConnection): void {
	while (broker.unacknowledged > 0) broker.acknowledge();
}

/** Connected, with everything that comes of it acknowledged. */
function online(): FakeMqttConnection {
	publisher.start();
	publisher.connect();
	const broker = transport.accept();
	settle(broker);
	return broker;
}

function hear(pv_power: number): void {
	give(roof, solar(pv_power), -61, time.now);
}

const powers = (broker: FakeMqttConnection) =>
	broker.payloads(topic.roof).map((payload) => JSON.parse(payload).pv_power as number);
const json = (payload: string | undefined) => JSON.parse(payload!);

beforeEach(() => {
	time = new FakeTime();
	time.utcAtStart = utcAtStart;
	transport = new FakeMqttTransport();
	system = new FakeSystem();
	counters = new Counters();
	const key = new DeviceKey(undefined, -1);
	roof = new Device("fa:ac:27:84:c6:6f", "Roof", key, 0);
	shunt = new Device("d1:22:33:44:55:66", "", key, 1);
	statistics = ['{"today":{}}', '{"today":{}}'];
	make();
});

describe("Publisher and readings", () => {
	it("publishes the first reading at once, retained, with time and signal", () => {
		const broker = online();
		time.advance(500);
		hear(19);
		const sent = broker.published.find((message) => message.topic === topic.roof)!;
		assert.equal(sent.retain, true);
		assert.deepEqual(JSON.parse(sent.payload), {
			type: "solar_charger",
			product_id: 0xa042,
			model: "BlueSolar Charger MPPT 75/15",
			pv_power: 19,
			timestamp: "2026-06-01T12:00:00.500Z",
			rssi: -61,
		});
		assert.equal(counters.published, 1);
	});

	it("holds a change back for publish.min and then sends it with the time it was heard", () => {
		const broker = online();
		hear(1);
		time.advance(1_500);
		hear(2);
		time.advance(3_499);
		settle(broker);
		assert.deepEqual(powers(broker), [1]);
		time.advance(1);
		assert.deepEqual(powers(broker), [1, 2]);
		assert.equal(json(broker.payloads(topic.roof).at(-1)).timestamp, "2026-06-01T12:00:01.500Z");
	});

	it("repeats an unchanged reading every publish.max while the device repeats itself", () => {
		const broker = online();
		hear(1);
		for (let second = 1; second <= 125; second++) {
			time.advance(1_000);
			publisher.heard(roof, -61, time.now);
			settle(broker);
		}
		assert.deepEqual(powers(broker), [1, 1, 1]);
	});

	it("sends no time while the clock is not set", () => {
		time.utcAtStart = undefined;
		const broker = online();
		hear(1);
		assert.equal("timestamp" in json(broker.payloads(topic.roof)[0]), false);
	});

	it("names a device without a name by its address", () => {
		const broker = online();
		give(shunt, monitor, -70, 0);
		assert.equal(broker.payloads("victron/battery_monitor/d12233445566").length, 1);
	});

	it("publishes an unknown record once, without availability or discovery", () => {
		const broker = online();
		const before = broker.published.length;
		for (let i = 0; i < 100; i++) {
			give(roof, plainBytes(0x77, Uint8Array.of(i)), -61, time.now);
			publisher.heard(roof, -61, time.now);
			time.advance(1_000);
			settle(broker);
		}
		const sent = broker.published.slice(before).map((message) => message.topic);
		assert.deepEqual(
			sent.filter((each) => each !== topic.health && !each.endsWith("/status")),
			["victron/unknown/Roof"],
		);
	});

	it("ignores a device that is not its own", () => {
		const broker = online();
		const before = broker.published.length;
		give(new Device("00:00:00:00:00:01", "x", roof, 2), solar(1), -61, 0);
		assert.equal(broker.published.length, before);
	});
});

describe("Publisher and availability", () => {
	it("says online at the first reading, offline after 60 s of silence, online when heard again", () => {
		const broker = online();
		hear(1);
		settle(broker);
		time.advance(59_000);
		settle(broker);
		assert.deepEqual(broker.payloads(topic.availability), ["online"]);
		time.advance(1_000);
		settle(broker);
		assert.deepEqual(broker.payloads(topic.availability), ["online", "offline"]);
		publisher.heard(roof, -61, time.now);
		time.advance(1_000);
		assert.deepEqual(broker.payloads(topic.availability), ["online", "offline", "online"]);
		assert.ok(
			broker.published.filter((each) => each.topic === topic.availability).every(({ retain }) => retain),
		);
	});

	it("says nothing of a device that was never heard", () => {
		const broker = online();
		time.advance(120_000);
		settle(broker);
		assert.ok(!broker.published.some((each) => each.topic.endsWith("availability")));
	});

	it("follows a device that changes its record", () => {
		const broker = online();
		give(shunt, monitor, -61, 0);
		settle(broker);
		give(shunt, meter, -61, 0);
		settle(broker);
		assert.deepEqual(broker.payloads("victron/dc_energy_meter/d12233445566/availability"), ["online"]);
		const configs = broker.payloads("homeassistant/device/heliograph_d12233445566/config").map(json);
		assert.deepEqual(
			configs.map(({ state_topic }) => state_topic),
			["victron/battery_monitor/d12233445566", "victron/dc_energy_meter/d12233445566"],
		);
	});
});

describe("Publisher and Home Assistant", () => {
	it("announces the bridge at once and a device when it is first known, once", () => {
		const broker = online();
		assert.equal(broker.payloads(topic.bridgeConfig).length, 1);
		assert.equal(broker.payloads(topic.config).length, 0);
		for (const power of [1, 2, 3]) {
			hear(power);
			time.advance(5_000);
			settle(broker);
		}
		const configs = broker.payloads(topic.config);
		assert.equal(configs.length, 1);
		const { state_topic, dev, cmps } = json(configs[0]);
		assert.deepEqual([state_topic, dev.name, cmps.pv_power.expire_after], [topic.roof, "Roof", 120]);
	});

	it("announces all again when Home Assistant comes up, and only then", () => {
		const broker = online();
		hear(1);
		give(shunt, monitor, -61, 0);
		settle(broker);
		const configs = () => broker.published.filter((each) => each.topic.endsWith("/config")).length;
		assert.equal(configs(), 3);
		assert.deepEqual(broker.subscribed, ["victron/bridge/c0ffee/request/#", "homeassistant/status"]);
		broker.events.onMessage("homeassistant/status", "offline", false);
		broker.events.onMessage("other", "online", false);
		settle(broker);
		assert.equal(configs(), 3);
		broker.events.onMessage("homeassistant/status", "online", false);
		settle(broker);
		assert.equal(configs(), 6);
	});

	it("has few discovery payloads wait at a time", () => {
		const broker = online();
		hear(1);
		give(shunt, monitor, -61, 0);
		settle(broker);
		const before = broker.published.length;
		broker.events.onMessage("homeassistant/status", "online", false);
		assert.equal(broker.published.length, before + 1);
	});

	it("announces nothing without a prefix", () => {
		make({ discovery: "" });
		const broker = online();
		hear(1);
		settle(broker);
		assert.deepEqual(broker.subscribed, ["victron/bridge/c0ffee/request/#"]);
		assert.ok(!broker.published.some((each) => each.topic.endsWith("/config")));
	});
});

describe("Publisher and each device's diagnosis", () => {
	const status = "victron/bridge/c0ffee/device/Roof/status";
	const shuntStatus = "victron/bridge/c0ffee/device/d12233445566/status";
	const states = (broker: FakeMqttConnection, of = status) =>
		broker.payloads(of).map((payload) => json(payload).state);

	/** As the advert path leaves a device after a reading. */
	function well(device: Device): void {
		device.heardAt = time.now;
		device.counter = 1;
		device.doubts = 0x20;
		device.recordType = solarCharger.id;
	}

	beforeEach(() => {
		roof = new Device(roof.address, "Roof", new DeviceKey(undefined, -1), 0);
		make();
	});

	it("tells it, retained, when it changes, and nothing while nothing is known", () => {
		const broker = online();
		time.advance(5_000);
		settle(broker);
		assert.deepEqual(states(broker), []);
		well(roof);
		time.advance(1_000);
		settle(broker);
		const sent = broker.published.find((message) => message.topic === status)!;
		assert.equal(sent.retain, true);
		assert.deepEqual(json(sent.payload), {
			address: roof.address,
			name: "Roof",
			state: "ok",
			sentence: "readings arrive",
		});
		for (let second = 0; second < 70; second++) {
			time.advance(1_000);
			settle(broker);
		}
		assert.deepEqual(states(broker), ["ok", "silent"]);
		const sentences = broker.payloads(shuntStatus).map((payload) => json(payload).sentence as string);
		assert.deepEqual(
			sentences.map((sentence) => sentence.slice(0, 11)),
			["never heard", "neither thi"],
		);
	});

	it("tells all of it again with each connection, and what changed meanwhile only then", () => {
		well(roof);
		const first = online();
		time.advance(1_000);
		settle(first);
		transport.drop();
		roof.wantedKeyByte = 0xa1;
		time.advance(10_000);
		const broker = transport.accept();
		settle(broker);
		assert.deepEqual(states(broker), ["wrong_key"]);
	});

	it("tells on a wake from deep sleep what is new, and after a minute everything", () => {
		well(roof);
		shunt.wantedKeyByte = 0xa1;
		online();
		time.advance(1_000);
		const saved = publisher.save();
		time = new FakeTime();
		transport = new FakeMqttTransport();
		shunt.wantedKeyByte = -1;
		well(shunt);
		make();
		publisher.restore(saved, undefined);
		const broker = online();
		well(roof);
		well(shunt);
		time.advance(1_000);
		settle(broker);
		assert.deepEqual([states(broker), states(broker, shuntStatus)], [[], ["ok"]]);
		for (let second = 1; second < 62; second++) {
			well(roof);
			well(shunt);
			time.advance(1_000);
			settle(broker);
		}
		assert.deepEqual([states(broker), states(broker, shuntStatus)], [["ok"], ["ok", "ok"]]);
	});
});

describe("Publisher and requests", () => {
	it("hands them to the desk and sends the answer", () => {
		publisher.serve({ request: (_door, what, _parameters, done) => done({ members: `"asked":"${what}"` }) });
		const broker = online();
		broker.events.onMessage("victron/bridge/c0ffee/request/status", '{"id":1}', false);
		const response = broker.published.at(-1)!;
		assert.equal(response.topic, "victron/bridge/c0ffee/response/status");
		assert.equal(response.retain, false);
		assert.deepEqual(json(response.payload), { id: 1, status: "ok", asked: "status" });
	});

	it("tells of the broker what the desk wants to know", () => {
		assert.deepEqual([publisher.online, publisher.problem], [false, undefined]);
		online();
		assert.deepEqual([publisher.online, publisher.problem], [true, undefined]);
		transport.drop("connection lost");
		assert.deepEqual([publisher.online, publisher.problem], [false, "connection lost"]);
		assert.deepEqual([publisher.topicName(0), publisher.topicName(1)], ["Roof", "d12233445566"]);
	});
});

describe("Publisher and the bridge", () => {
	it("is online when connected, with offline as its last will", () => {
		const broker = online();
		const will = { topic: topic.state, payload: '{"state":"offline"}', retain: true };
		assert.deepEqual(broker.options.will, will);
		assert.equal(broker.options.id, "heliograph-c0ffee");
		assert.ok(broker.options.keepAlive > 0);
		const [first] = broker.published;
		assert.deepEqual({ ...first, number: 0 }, { ...will, payload: '{"state":"online"}', number: 0 });
	});

	it("tells its health soon after the start and then every minute", () => {
		const broker = online();
		time.advance(5_000);
		settle(broker);
		assert.equal(broker.payloads(topic.health).length, 1);
		for (let minute = 0; minute < 2; minute++) {
			time.advance(60_000);
			settle(broker);
		}
		const told = broker.payloads(topic.health).map(json);
		assert.deepEqual(
			told.map(({ uptime }) => uptime),
			[5, 65, 125],
		);
		const { reset_reason, wifi_rssi, heap, version, devices } = told[0];
		assert.deepEqual(
			[reset_reason, wifi_rssi, heap.free, version, devices.length],
			["power_on", -66, 3000, "1.2.3", 2],
		);
	});

	it("tells a wrong key with the byte that it should begin with", () => {
		const broker = online();
		publisher.wrongKey(roof, 0x0c);
		const message = "Roof: wrong key, this device's begins with 0c";
		assert.deepEqual(broker.payloads(topic.log).map(json), [{ level: "warning", message }]);
		assert.equal(broker.published.at(-1)!.retain, false);
		assert.ok(system.lines.includes(message));
		publisher.wrongKey(shunt, 0xc1);
		assert.match(broker.payloads(topic.log)[1]!, /d1:22:33:44:55:66: .* c1/);
	});

	it("tells the person at the machine how often a line came again", () => {
		online();
		for (let i = 0; i < 3; i++) publisher.log("error", "full");
		time.advance(61_000);
		assert.ok(system.lines.includes("full (2 times more)"));
	});

	it("stays offline without a broker and says why once", () => {
		make({ host: "" });
		publisher.start();
		publisher.connect();
		hear(1);
		for (let attempt = 0; attempt < 5; attempt++) {
			transport.drop("none is set: mqtt.host is empty");
			const { length } = transport.connections;
			while (transport.connections.length === length) time.advance(100);
		}
		assert.deepEqual(system.lines, ["broker: none is set: mqtt.host is empty"]);
	});

	it("never tells the password", () => {
		publisher.start();
		publisher.connect();
		transport.drop("refused: not authorized");
		time.advance(2_000);
		settle(transport.accept());
		time.advance(10_000);
		settle(transport.latest);
		const said = JSON.stringify([system.lines, transport.latest.published]);
		assert.ok(said.includes("not authorized"));
		assert.ok(!said.includes("hunter2"));
	});
});

describe("Publisher and a broker that goes away", () => {
	it("keeps what the policy let through, in order, each with its own time", () => {
		const first = online();
		hear(1);
		settle(first);
		transport.drop();
		for (const power of [2, 3, 4]) {
			time.advance(5_000);
			hear(power);
		}
		const second = transport.accept();
		settle(second);
		const told = second.payloads(topic.backlog).map(json);
		assert.deepEqual(
			told.map(({ pv_power }) => pv_power),
			[2, 3, 4],
		);
		const second5 = (n: number) => new Date(utcAtStart + 5_000 * n).toISOString();
		assert.deepEqual(
			told.map(({ timestamp }) => timestamp),
			[second5(1), second5(2), second5(3)],
		);
		assert.deepEqual(second.payloads(topic.roof).map(json), [told[2]]);
		const order = second.published.map(({ topic }) => topic);
		assert.ok(order.lastIndexOf(topic.backlog) < order.indexOf(topic.roof));
		assert.equal(second.published.find((message) => message.topic === topic.backlog)!.retain, false);
		assert.equal(counters.queue_dropped, 0);
		assert.equal(counters.published, 4);
	});

	it("tells a new connection everything that is retained", () => {
		const first = online();
		hear(1);
		settle(first);
		transport.drop();
		time.advance(2_000);
		const second = transport.accept();
		settle(second);
		assert.deepEqual(second.payloads(topic.state), ['{"state":"online"}']);
		assert.deepEqual(second.payloads(topic.availability), ["online"]);
		assert.equal(second.payloads(topic.config).length, 1);
		assert.equal(second.payloads(topic.bridgeConfig).length, 1);
		assert.deepEqual(powers(second), [1]);
		assert.equal(counters.published, 1);
	});

	it("counts what a full queue dropped, and keeps the latest", () => {
		make({ backlogCapacity: 10 });
		publisher.start();
		publisher.connect();
		transport.drop("connection refused");
		for (let power = 1; power <= 20; power++) {
			hear(power);
			time.advance(5_000);
		}
		while (transport.latest.closed) time.advance(1_000);
		const broker = transport.accept();
		settle(broker);
		time.advance(60_000);
		settle(broker);
		const { queue_dropped } = json(broker.payloads(topic.health).at(-1)).counters;
		const kept = broker.payloads(topic.backlog).map((payload) => json(payload).pv_power);
		assert.equal(kept.length + queue_dropped, 20);
		assert.deepEqual(
			kept,
			[...kept].sort((a, b) => a - b),
		);
		assert.deepEqual([kept.at(-1), powers(broker)], [20, [20]]);
	});

	it("gives stored readings the time that the clock, once set, says they were heard", () => {
		time.utcAtStart = undefined;
		const first = online();
		transport.drop();
		time.advance(2_000);
		hear(5);
		settle(first);
		time.utcAtStart = utcAtStart;
		const second = transport.accept();
		settle(second);
		const [stored] = second.payloads(topic.backlog).map(json);
		assert.equal(stored.timestamp, new Date(utcAtStart + 2_000).toISOString());
	});
});

describe("Publisher and statistics", () => {
	it("tells those of the site when connected, and every five minutes", () => {
		const broker = online();
		const site = () => broker.payloads("victron/bridge/c0ffee/statistics");
		assert.deepEqual(site(), ['{"pv_power":19}']);
		for (let second = 1; second < 602; second++) {
			time.advance(1_000);
			settle(broker);
		}
		assert.equal(site().length, 3);
	});

	it("tells them when connected, every five minutes, and never of a device that was not heard", () => {
		statistics = ['{"today":{"yield":1}}', '{"today":{}}'];
		const broker = online();
		hear(1);
		settle(broker);
		assert.deepEqual(broker.payloads(topic.statistics), []);
		for (let second = 0; second < 301; second++) {
			publisher.heard(roof, -61, time.now);
			time.advance(1_000);
			settle(broker);
		}
		assert.deepEqual(broker.payloads(topic.statistics), ['{"today":{"yield":1}}']);
		transport.drop();
		time.advance(2_000);
		const second = transport.accept();
		settle(second);
		assert.deepEqual(second.payloads(topic.statistics), ['{"today":{"yield":1}}']);
		assert.ok(
			!second.published.some(({ topic }) => topic === "victron/battery_monitor/d12233445566/statistics"),
		);
	});
});

describe("Publisher sleeps", () => {
	const times = { wakeIn: 600_000, publishIn: 3_600_000 };

	it("says until when, for the bridge and who was heard, and disconnects", () => {
		let done = 0;
		statistics = ['{"today":{}}'];
		const broker = online();
		hear(1);
		settle(broker);
		publisher.sleep(times, () => done++);
		settle(broker);
		assert.deepEqual(json(broker.payloads(topic.state).at(-1)), {
			state: "sleeping",
			wake_at: "2026-06-01T12:10:00.000Z",
			publish_by: "2026-06-01T13:00:00.000Z",
		});
		assert.equal(broker.published.at(-1)!.topic, topic.state);
		assert.equal(broker.published.at(-1)!.retain, true);
		assert.equal(broker.payloads(topic.availability).at(-1), "sleeping");
		assert.equal(broker.payloads(topic.statistics).length, 1);
		assert.equal(broker.closed, true);
		broker.events.onClosed("closed");
		assert.equal(done, 1);
	});

	it("leaves a device offline that was silent before", () => {
		const broker = online();
		hear(1);
		time.advance(61_000);
		settle(broker);
		publisher.sleep(times, () => {});
		settle(broker);
		assert.deepEqual(broker.payloads(topic.availability), ["online", "offline"]);
	});

	it("names no times while the clock is not set", () => {
		time.utcAtStart = undefined;
		const broker = online();
		publisher.sleep(times, () => {});
		settle(broker);
		assert.deepEqual(json(broker.payloads(topic.state).at(-1)), { state: "sleeping" });
	});

	it("ends at once when it never connected", () => {
		let done = 0;
		publisher.start();
		publisher.sleep(times, () => done++);
		assert.deepEqual([done, time.pending, transport.connections.length], [1, 0, 0]);
	});
});

describe("Publisher wakes", () => {
	/** Sleeps for ten minutes and starts anew with what was saved. */
	function sleepAndWake(duration = 600_000): void {
		publisher.sleep({ wakeIn: duration, publishIn: duration }, () => {});
		const [saved, backlog] = [publisher.save(), publisher.saveBacklog(1_000)];
		time.advance(duration);
		make();
		publisher.restore(saved, backlog);
	}

	it("tells only what is new while it may be a short look", () => {
		const broker = online();
		hear(1);
		settle(broker);
		sleepAndWake();
		const later = online();
		assert.deepEqual(
			later.published.map(({ topic }) => topic),
			[topic.state],
		);
		hear(2);
		settle(later);
		assert.deepEqual(later.payloads(topic.availability), ["online"]);
		assert.deepEqual(powers(later), [2]);
		assert.equal(later.payloads(topic.config).length, 0);
	});

	it("announces all again when it stays awake", () => {
		const broker = online();
		hear(1);
		settle(broker);
		sleepAndWake();
		const later = online();
		for (let second = 0; second < 61; second++) {
			hear(2);
			time.advance(1_000);
			settle(later);
		}
		assert.equal(later.payloads(topic.config).length, 1);
		assert.equal(later.payloads(topic.bridgeConfig).length, 1);
	});

	it("calls a device offline that it does not hear again within a minute", () => {
		const broker = online();
		hear(1);
		settle(broker);
		sleepAndWake();
		const later = online();
		time.advance(59_000);
		settle(later);
		assert.deepEqual(later.payloads(topic.availability), []);
		time.advance(2_000);
		settle(later);
		assert.deepEqual(later.payloads(topic.availability), ["offline"]);
	});

	it("keeps what was heard on a wake without network, with its time", () => {
		const broker = online();
		hear(1);
		settle(broker);
		sleepAndWake();
		publisher.start();
		hear(2);
		const heard = new Date(utcAtStart + time.now).toISOString();
		sleepAndWake();
		const later = online();
		hear(3);
		settle(later);
		const [stored, ...more] = later.payloads(topic.backlog).map(json);
		assert.deepEqual([stored.pv_power, stored.timestamp], [2, heard]);
		assert.deepEqual([more.length, powers(later)], [0, [2, 3]]);
	});

	it("tells the latest live when what was stored is through", () => {
		const broker = online();
		hear(1);
		settle(broker);
		sleepAndWake();
		publisher.start();
		hear(2);
		sleepAndWake();
		publisher.start();
		hear(3);
		time.advance(500);
		publisher.connect();
		const later = transport.accept();
		settle(later);
		const stored = later.payloads(topic.backlog).map((payload) => json(payload).pv_power);
		assert.deepEqual([stored, powers(later)], [[2, 3], [3]]);
	});

	it("tells the latest live even when it has not changed since it was stored", () => {
		const broker = online();
		hear(1);
		settle(broker);
		time.advance(5_000);
		publisher.sleep({ wakeIn: 10_000, publishIn: 10_000 }, () => {});
		hear(75); // heard during the last words
		sleepAndWake(10_000);
		publisher.start();
		hear(75);
		publisher.connect();
		const later = transport.accept();
		settle(later);
		const stored = later.payloads(topic.backlog).map((payload) => json(payload).pv_power);
		assert.deepEqual([stored, powers(later)], [[75], [75]]);
	});

	it("does not tell again what a device said that is silent since", () => {
		const broker = online();
		hear(1);
		give(shunt, monitor, -61, time.now);
		settle(broker);
		sleepAndWake();
		publisher.start();
		hear(2);
		sleepAndWake();
		const later = online();
		assert.deepEqual(powers(later), [2]);
		assert.equal(later.payloads("victron/battery_monitor/d12233445566").length, 0);
	});

	it("starts anew with what another list of devices saved", () => {
		publisher.restore(new Uint8Array(32), undefined);
		const broker = online();
		assert.equal(broker.payloads(topic.bridgeConfig).length, 1);
		assert.equal(broker.payloads(topic.availability).length, 0);
	});
});

describe("Publisher stops", () => {
	it("with what publish.min held back, then offline, then a goodbye", () => {
		let done = 0;
		const broker = online();
		hear(1);
		time.advance(1_000);
		hear(2);
		settle(broker);
		publisher.stop(() => done++);
		settle(broker);
		assert.deepEqual(powers(broker), [1, 2]);
		const last = broker.published.at(-1)!;
		assert.deepEqual([last.topic, last.payload, last.retain], [topic.state, '{"state":"offline"}', true]);
		assert.equal(broker.closed, true);
		broker.events.onClosed("closed");
		assert.equal(done, 1);
		assert.equal(time.pending, 0);
	});

	it("at once without a broker", () => {
		let done = 0;
		make({ host: "" });
		publisher.start();
		publisher.connect();
		transport.drop("none is set: mqtt.host is empty");
		publisher.stop(() => done++);
		assert.equal(done, 1);
	});
});
