import assert from "node:assert/strict";
import { test } from "node:test";
import type { Host, MqttOptions } from "../../hosts/ports";
import { Broker } from "../../tools/year/broker";
import { Machine, type Phase } from "../../tools/year/machine";
import { Timeline } from "../../tools/year/timeline";
import { AccessPoint } from "../../tools/year/wifi";

const start = Date.parse("2025-05-01T00:00Z");
const minute = 60_000;

const options: MqttOptions = {
	host: "broker",
	port: 1883,
	tls: false,
	ca: "",
	username: "",
	password: "",
	id: "heliograph-test",
	keepAlive: 60,
	will: { topic: "state", payload: "offline", retain: true },
};

/** A machine that runs `firmware` at each start. */
function setUp(firmware: (host: Host, starts: number) => void) {
	const timeline = new Timeline(start);
	const received: string[] = [];
	const broker = new Broker(timeline, (topic, payload) => {
		received.push(`${topic} ${payload}`);
	});
	const accessPoint = new AccessPoint();
	const phases: [phase: Phase, at: number][] = [];
	const faults: string[] = [];
	const ends: string[] = [];
	let starts = 0;
	const machine = new Machine({
		program: (host) => firmware(host, starts++),
		timeline,
		broker,
		accessPoint,
		random: () => 0.5,
		settings: { site: { id: "x" } },
		probe: { put() {}, acknowledged() {}, thinned() {} },
		listen: (lifetime, onAdvert) => {
			lifetime.repeat(() => onAdvert("aa:bb", -50, new Uint8Array(1)), 1000);
		},
		onPhase: (phase) => phases.push([phase, timeline.now - start]),
		onStarted() {},
		onEnd: (reason) => ends.push(reason),
		onFault: (message) => faults.push(message.split("\n")[0]!),
		onLog() {},
	});
	const run = (milliseconds: number) => timeline.run(timeline.now + milliseconds);
	return {
		timeline,
		broker,
		accessPoint,
		machine,
		received,
		phases,
		faults,
		ends,
		run,
		starts: () => starts,
	};
}

/** Connects and says what happened, with its time. */
function connecting(
	host: Host,
	events: string[],
	timeline: { now: number },
): ReturnType<Host["mqtt"]["connect"]> {
	const note = (text: string) => events.push(`${text} ${timeline.now - start}`);
	return host.mqtt.connect(options, {
		onConnected: () => note("connected"),
		onAcknowledged: (number) => note(`acknowledged ${number}`),
		onMessage() {},
		onClosed: (reason) => note(`closed: ${reason}`),
	});
}

test("a sleep ends in a new start with its reason, the retained memory and the store", () => {
	const seen: unknown[] = [];
	const { machine, run, ends, phases } = setUp((host, starts) => {
		const kept = host.power.retained();
		seen.push([host.system.resetReason, kept && [...new Uint8Array(kept)], host.store.get("a", "b")]);
		if (starts > 0) return;
		host.store.set("a", "b", 7);
		host.power.retain(Uint8Array.of(1, 2, 3).buffer);
		host.timers.set(() => host.power.sleep(10 * minute), 1000);
	});
	machine.powerOn();
	run(20 * minute);
	assert.deepEqual(seen, [
		["power_on", undefined, undefined],
		["deep_sleep", [1, 2, 3], 7],
	]);
	assert.deepEqual(ends, ["asleep"]);
	// a boot takes 0.4 s, and the oscillator makes ten minutes 1.2 s longer
	assert.deepEqual(phases, [
		["boot", 0],
		["scanning", 400],
		["asleep", 1400],
		["boot", 1400 + 601_200],
		["scanning", 1800 + 601_200],
	]);
});

test("a power cut takes the retained memory and leaves the store", () => {
	const seen: unknown[] = [];
	const { machine, run, ends } = setUp((host) => {
		seen.push([host.system.resetReason, host.power.retained(), host.store.get("a", "b")]);
		host.store.set("a", "b", true);
		host.power.retain(new ArrayBuffer(8));
	});
	machine.powerOn();
	run(minute);
	machine.powerCut();
	run(minute);
	machine.powerOn();
	run(minute);
	assert.deepEqual(seen, [
		["power_on", undefined, undefined],
		["power_on", undefined, true],
	]);
	assert.deepEqual(ends, ["power cut"]);
});

test("nothing of a firmware that sleeps happens any more, not even what follows the call", () => {
	const seen: string[] = [];
	const { machine, run, faults, starts } = setUp((host, count) => {
		if (count > 0) return;
		host.timers.repeat(() => seen.push("tick"), 1000);
		host.scanner.start(() => seen.push("advert"));
		host.timers.set(() => {
			host.power.sleep(minute);
			seen.push("after the sleep");
		}, 2500);
	});
	machine.powerOn();
	run(10 * minute);
	assert.deepEqual(seen, ["tick", "advert", "tick", "advert"]);
	assert.equal(starts(), 2);
	assert.deepEqual(faults, []);
});

test("a restart keeps the retained memory and tells its reason", () => {
	const seen: unknown[] = [];
	const { machine, run } = setUp((host, starts) => {
		seen.push([host.system.resetReason, host.power.retained()?.byteLength]);
		if (starts > 0) return;
		host.power.retain(new ArrayBuffer(4));
		host.system.restart("too many faults");
	});
	machine.powerOn();
	run(minute);
	assert.deepEqual(seen, [
		["power_on", undefined],
		["too many faults", 4],
	]);
});

test("a message is acknowledged after its way there and back", () => {
	const events: string[] = [];
	const fixture = setUp((host) => {
		host.network.up();
		const connection = connecting(host, events, fixture.timeline);
		host.timers.set(() => connection.publish(5, { topic: "t", payload: "ab", retain: false }), 10_000);
	});
	fixture.machine.powerOn();
	fixture.run(minute);
	assert.deepEqual(events, ["connected 2016", "acknowledged 5 10420"]);
	assert.deepEqual(fixture.received, ["t ab"]);
});

test("without WiFi a connection fails after a while and says so", () => {
	const events: string[] = [];
	const fixture = setUp((host) => {
		host.network.up();
		connecting(host, events, fixture.timeline);
	});
	fixture.accessPoint.goDown();
	fixture.machine.powerOn();
	fixture.run(minute);
	assert.deepEqual(events, ["closed: no WiFi 10400"]);
	fixture.accessPoint.comeUp();
});

test("without the network wanted, the radio stays off and nothing connects", () => {
	const events: string[] = [];
	const fixture = setUp((host) => {
		connecting(host, events, fixture.timeline);
	});
	fixture.machine.powerOn();
	fixture.run(minute);
	assert.deepEqual(events, ["closed: no WiFi 10400"]);
	assert.deepEqual(
		fixture.phases.map(([phase]) => phase),
		["boot", "scanning"],
	);
});

test("a broker that is down refuses; one that falls silent acknowledges nothing", () => {
	const events: string[] = [];
	const fixture = setUp((host) => {
		host.network.up();
		const connection = connecting(host, events, fixture.timeline);
		host.timers.set(() => connection.publish(1, { topic: "t", payload: "x", retain: false }), 30_000);
	});
	fixture.machine.powerOn();
	fixture.run(20_000);
	fixture.broker.goDown(true);
	fixture.run(minute);
	assert.deepEqual(events, ["connected 2016"]);
	assert.deepEqual(fixture.received, []);
	fixture.machine.powerCut();
	fixture.machine.powerOn();
	fixture.run(minute);
	assert.match(events[1]!, /^closed: connection refused /);
});

test("the last will is sent when the power goes, and not after a goodbye", () => {
	for (const goodbye of [true, false]) {
		const fixture = setUp((host, starts) => {
			if (starts > 0) return;
			host.network.up();
			const connection = connecting(host, [], fixture.timeline);
			if (goodbye) host.timers.set(() => connection.close(), 20_000);
		});
		fixture.machine.powerOn();
		fixture.run(30_000);
		fixture.machine.powerCut();
		fixture.run(10 * minute);
		assert.deepEqual(fixture.received, goodbye ? [] : ["state offline"]);
	}
});

test("the clock is set over the WiFi, goes on through a sleep a little wrong, and is lost with the power", () => {
	const seen: (number | undefined)[] = [];
	const fixture = setUp((host, starts) => {
		const utc = host.clock.utc();
		seen.push(utc === undefined ? undefined : utc - fixture.timeline.now);
		if (starts === 0) host.network.up();
		if (starts === 0) host.timers.set(() => host.power.sleep(100_000), 10_000);
	});
	fixture.machine.powerOn();
	fixture.run(5 * minute);
	fixture.machine.powerCut();
	fixture.machine.powerOn();
	fixture.run(minute);
	assert.deepEqual(seen, [undefined, -200, undefined]);
});

test("what a callback throws is a fault that the firmware hears of", () => {
	const heard: string[] = [];
	const { machine, run, faults } = setUp((host) => {
		host.system.onFault((origin, message) => heard.push(`${origin}: ${message}`));
		host.timers.set(() => {
			throw new TypeError("no such thing");
		}, 10);
	});
	machine.powerOn();
	run(minute);
	assert.deepEqual(heard, ["timer: TypeError: no such thing"]);
	assert.deepEqual(faults, ["timer: TypeError: no such thing"]);
});

test("the store has the limits of preferences and gives copies", () => {
	const { machine } = setUp(() => {});
	const { store } = machine;
	const data = Uint8Array.of(1, 2);
	store.set("domain", "key", data.buffer);
	data[0] = 9;
	assert.deepEqual(new Uint8Array(store.get("domain", "key") as ArrayBuffer), Uint8Array.of(1, 2));
	assert.throws(() => store.set("domain", "a key of 16 char", 1), /name too long/);
	assert.throws(() => store.set("domain", "key", new ArrayBuffer(4001)), /value too long/);
	assert.deepEqual([store.writes, store.bytes, store.keys("domain")], [1, 2, ["key"]]);
	store.delete("domain", "key");
	assert.equal(store.get("domain", "key"), undefined);
});
