import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { Publisher } from "../../modules/publish/publisher";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { DeviceKey } from "../../modules/victron/instant-readout";
import type { Reading } from "../../modules/victron/record";
import { type FakeMqttConnection, FakeMqttTransport, FakeSystem, FakeTime } from "../support/fakes";

const topic = {
	state: "victron/bridge/c0ffee/state",
	health: "victron/bridge/c0ffee/health",
	log: "victron/bridge/c0ffee/log",
	roof: "victron/solar_charger/Roof",
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

const solar = (pv_power: number): Reading => ({
	type: "solar_charger",
	product_id: 0xa042,
	model: "BlueSolar MPPT 75|15",
	pv_power,
});
const monitor: Reading = { type: "battery_monitor", product_id: 0xa389, state_of_charge: 50 };

function make(changes: { discovery?: string; host?: string; outboxCapacity?: number } = {}): void {
	publisher = new Publisher({
		transport,
		timers: time,
		clock: time,
		network: { rssi: () => -66 },
		system,
		random: () => 0,
		counters,
		devices: [roof, shunt],
		outboxCapacity: changes.outboxCapacity ?? 100,
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
		version: "1.2.3",
	});
}

/** Acknowledges until nothing comes any more. */
function settle(broker: FakeMqttConnection): void {
	while (broker.unacknowledged > 0) broker.acknowledge();
}

/** Connected, with everything that comes of it acknowledged. */
function online(): FakeMqttConnection {
	publisher.start();
	const broker = transport.accept();
	settle(broker);
	return broker;
}

function hear(pv_power: number): void {
	publisher.reading(roof, solar(pv_power), -61, time.now);
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
	roof = new Device("fa:ac:27:84:c6:6f", "Roof", key);
	shunt = new Device("d1:22:33:44:55:66", "", key);
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
			...solar(19),
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
		publisher.reading(shunt, monitor, -70, 0);
		assert.equal(broker.payloads("victron/battery_monitor/d12233445566").length, 1);
	});

	it("publishes an unknown record once, without availability or discovery", () => {
		const broker = online();
		const before = broker.published.length;
		const unknown: Reading = { type: "unknown", product_id: 1, record_type: 0x77, raw: "00" };
		for (let i = 0; i < 100; i++) {
			publisher.reading(roof, { ...unknown, raw: String(i) }, -61, time.now);
			publisher.heard(roof, -61, time.now);
			time.advance(1_000);
			settle(broker);
		}
		const sent = broker.published.slice(before).map((message) => message.topic);
		assert.deepEqual(
			sent.filter((each) => each !== topic.health),
			["victron/unknown/Roof"],
		);
	});

	it("ignores a device that is not its own", () => {
		const broker = online();
		const before = broker.published.length;
		publisher.reading(new Device("00:00:00:00:00:01", "x", roof.key), solar(1), -61, 0);
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
		publisher.reading(shunt, monitor, -61, 0);
		settle(broker);
		publisher.reading(shunt, { ...monitor, type: "dc_energy_meter" }, -61, 0);
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
		publisher.reading(shunt, monitor, -61, 0);
		settle(broker);
		const configs = () => broker.published.filter((each) => each.topic.endsWith("/config")).length;
		assert.equal(configs(), 3);
		assert.deepEqual(broker.subscribed, ["homeassistant/status"]);
		broker.events.onMessage("homeassistant/status", "offline");
		broker.events.onMessage("other", "online");
		settle(broker);
		assert.equal(configs(), 3);
		broker.events.onMessage("homeassistant/status", "online");
		settle(broker);
		assert.equal(configs(), 6);
	});

	it("has few discovery payloads wait at a time", () => {
		const broker = online();
		hear(1);
		publisher.reading(shunt, monitor, -61, 0);
		settle(broker);
		const before = broker.published.length;
		broker.events.onMessage("homeassistant/status", "online");
		assert.equal(broker.published.length, before + 1);
	});

	it("announces nothing without a prefix", () => {
		make({ discovery: "" });
		const broker = online();
		hear(1);
		settle(broker);
		assert.deepEqual(broker.subscribed, []);
		assert.ok(!broker.published.some((each) => each.topic.endsWith("/config")));
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
		hear(1);
		time.advance(300_000);
		assert.equal(transport.connections.length, 0);
		assert.deepEqual(system.lines, ["broker: none is set: mqtt.host is empty"]);
	});

	it("never tells the password", () => {
		publisher.start();
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
		const told = second.payloads(topic.roof).map(json);
		assert.deepEqual(
			told.map(({ pv_power }) => pv_power),
			[2, 3, 4],
		);
		const second5 = (n: number) => new Date(utcAtStart + 5_000 * n).toISOString();
		assert.deepEqual(
			told.map(({ timestamp }) => timestamp),
			[second5(1), second5(2), second5(3)],
		);
		assert.equal(counters.queue_dropped, 0);
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

	it("counts what a full outbox dropped, and keeps the latest", () => {
		make({ outboxCapacity: 10 });
		publisher.start();
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
		assert.ok(queue_dropped >= 11, String(queue_dropped));
		const kept = powers(broker);
		assert.deepEqual(
			kept,
			[...kept].sort((a, b) => a - b),
		);
		assert.equal(kept.at(-1), 20);
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
		publisher.stop(() => done++);
		assert.equal(done, 1);
	});
});
