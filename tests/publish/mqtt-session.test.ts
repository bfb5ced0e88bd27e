import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { MqttSession } from "../../modules/publish/mqtt-session";
import { Outbox } from "../../modules/publish/outbox";
import { ReadingQueue } from "../../modules/publish/reading-queue";
import { FakeMqttTransport, FakeTime } from "../support/fakes";
import { plainBytes } from "../support/plain-records";

const plain = plainBytes(1, new Uint8Array(12));
const offline = { topic: "b/state", payload: "offline", retain: true };

let time: FakeTime;
let transport: FakeMqttTransport;
let readings: ReadingQueue;
/** What each reading says, by its device. */
let texts: string[];
let outbox: Outbox;
let events: string[];
let onRoom: () => void;
let session: MqttSession;

function makeSession(host = "broker.local", random = () => 0): MqttSession {
	return new MqttSession({
		transport,
		timers: time,
		random,
		outbox,
		connection: {
			host,
			port: 1883,
			tls: false,
			ca: "",
			username: "",
			password: "hunter2",
			id: "heliograph-c0ffee",
			keepAlive: 60,
			will: offline,
		},
		subscriptions: ["ha/status"],
		owner: {
			onOnline: () => events.push("online"),
			onOffline: (reason) => events.push(`offline: ${reason}`),
			onMessage: (topic, payload) => events.push(`${topic}=${payload}`),
			onRoom: () => onRoom(),
		},
	});
}

function put(...payloads: string[]): void {
	for (const payload of payloads) readings.put(texts.push(payload) - 1, plain, -60, 0);
	session.pump();
}

/** Until the next attempt. */
function retry(): void {
	const attempts = transport.connections.length;
	while (transport.connections.length === attempts) time.advance(100);
}

const numbers = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

beforeEach(() => {
	time = new FakeTime();
	transport = new FakeMqttTransport();
	readings = new ReadingQueue(100);
	texts = [];
	outbox = new Outbox(readings, ({ device }) => ({ topic: "r", payload: texts[device]!, retain: true }));
	events = [];
	onRoom = () => {};
	session = makeSession();
});

describe("MqttSession connects", () => {
	it("with the last will, and subscribes before it says that it is online", () => {
		session.start();
		assert.deepEqual(transport.latest.options.will, offline);
		const broker = transport.accept();
		assert.deepEqual(broker.subscribed, ["ha/status"]);
		assert.deepEqual(events, ["online"]);
	});

	it("anew when CONNACK does not come within 15 s", () => {
		session.start();
		time.advance(14_999);
		assert.deepEqual(events, []);
		time.advance(1);
		assert.deepEqual(events, ["offline: the broker does not answer"]);
		assert.equal(transport.latest.closed, true);
		time.advance(1_000);
		assert.equal(transport.connections.length, 2);
	});

	it("anew when it is refused, and tells the same reason only once", () => {
		session.start();
		for (let i = 0; i < 4; i++) {
			transport.drop("refused: not authorized");
			retry();
		}
		assert.equal(transport.connections.length, 5);
		assert.deepEqual(events, ["offline: refused: not authorized"]);
		transport.drop("connection refused");
		assert.equal(events.at(-1), "offline: connection refused");
	});

	for (const [random, expected] of [
		[() => 0, [1, 2, 4, 8, 16, 30, 30]],
		[() => 0.999_999_9, [2, 4, 8, 16, 32, 60, 60]],
	] as const)
		it(`with pauses of ${expected} s for a random of ${random()}`, () => {
			session = makeSession("broker.local", random);
			session.start();
			const pauses = expected.map(() => {
				const before = time.now;
				transport.drop("connection refused");
				retry();
				return Math.round((time.now - before) / 1000);
			});
			assert.deepEqual(pauses, expected);
		});

	it("soon again after a loss when the broker had acknowledged", () => {
		session.start();
		for (let i = 0; i < 6; i++) {
			transport.drop("connection refused");
			retry();
		}
		transport.accept();
		put("1");
		transport.latest.acknowledge();
		const attempts = transport.connections.length;
		transport.drop();
		time.advance(1_000);
		assert.equal(transport.connections.length, attempts + 1);
	});

	it("anew when the transport throws, without telling what it threw", () => {
		transport.fault = new Error("hunter2");
		session.start();
		assert.deepEqual(events, ["offline: the connection failed inside"]);
		transport.fault = undefined;
		time.advance(1_000);
		transport.accept();
		assert.equal(events.at(-1), "online");
	});

	it("ignores an earlier connection's events", () => {
		session.start();
		const old = transport.accept();
		put("1");
		transport.drop();
		time.advance(1_000);
		events.length = 0;
		old.events.onConnected();
		old.events.onMessage("ha/status", "online", false);
		old.events.onAcknowledged(1);
		old.events.onClosed("late");
		assert.deepEqual(events, []);
		assert.equal(outbox.size, 1);
	});

	it("gives messages to its owner", () => {
		session.start();
		transport.accept().events.onMessage("ha/status", "online", false);
		assert.equal(events.at(-1), "ha/status=online");
	});
});

describe("MqttSession sends", () => {
	it("no more than 4 without acknowledgement", () => {
		session.start();
		const broker = transport.accept();
		put(...numbers(1, 20));
		assert.deepEqual(broker.payloads("r"), numbers(1, 4));
		broker.acknowledge(3);
		assert.deepEqual(broker.payloads("r"), numbers(1, 7));
		while (broker.unacknowledged > 0) broker.acknowledge();
		assert.deepEqual(broker.payloads("r"), numbers(1, 20));
		assert.equal(outbox.size, 0);
	});

	it("what waited while it was offline, once it is online", () => {
		put("1", "2");
		session.start();
		assert.deepEqual(transport.accept().payloads("r"), ["1", "2"]);
	});

	it("the unacknowledged again, in order, when the broker drops mid-window", () => {
		session.start();
		const first = transport.accept();
		put(...numbers(1, 12));
		first.acknowledge(2);
		transport.drop();
		assert.equal(events.at(-1), "offline: connection lost");
		time.advance(2_000);
		const second = transport.accept();
		second.acknowledge();
		assert.deepEqual(second.payloads("r"), numbers(3, 12));
		assert.equal(outbox.dropped, 0);
	});

	it("all of it in order over a transport that throws in the middle", () => {
		session.start();
		const first = transport.accept();
		put("1", "2");
		first.fault = new Error("hunter2");
		put("3");
		assert.equal(events.at(-1), "offline: the connection failed inside");
		time.advance(2_000);
		assert.deepEqual(transport.accept().payloads("r"), ["1", "2", "3"]);
	});

	it("over a new connection when subscribing throws", () => {
		session.start();
		transport.latest.fault = new Error("hunter2");
		transport.accept();
		assert.deepEqual(events, ["offline: the connection failed inside"]);
		time.advance(2_000);
		assert.deepEqual(transport.accept().subscribed, ["ha/status"]);
	});

	it("over a new connection when nothing is acknowledged for 30 s", () => {
		session.start();
		const broker = transport.accept();
		put("1");
		time.advance(29_999);
		assert.equal(broker.closed, false);
		time.advance(1);
		assert.equal(broker.closed, true);
		assert.equal(events.at(-1), "offline: the broker stopped acknowledging");
		time.advance(2_000);
		assert.deepEqual(transport.accept().payloads("r"), ["1"]);
	});

	it("on over a slow connection that goes on acknowledging", () => {
		session.start();
		const broker = transport.accept();
		put(...numbers(1, 30));
		for (let i = 0; i < 30; i++) {
			time.advance(20_000);
			broker.acknowledge(1);
		}
		assert.equal(broker.closed, false);
		assert.equal(outbox.size, 0);
	});

	it("nothing of its own accord while all is acknowledged", () => {
		session.start();
		const broker = transport.accept();
		put("1");
		broker.acknowledge();
		time.advance(3_600_000);
		assert.equal(broker.closed, false);
		assert.equal(time.pending, 0);
	});

	it("asks its owner for more when little waits", () => {
		session.start();
		const broker = transport.accept();
		let asked = 0;
		onRoom = () => asked++;
		put(...numbers(1, 10));
		broker.acknowledge(6);
		assert.equal(asked, 0);
		broker.acknowledge(1);
		assert.equal(asked, 1);
	});
});

describe("MqttSession closes", () => {
	let closed: number;
	const close = () => session.close(offline, () => closed++);
	beforeEach(() => {
		closed = 0;
	});

	it("after what waits and the last message are acknowledged", () => {
		session.start();
		const broker = transport.accept();
		put(...numbers(1, 10));
		close();
		broker.acknowledge(8);
		assert.deepEqual(broker.payloads(offline.topic), []);
		broker.acknowledge(2);
		assert.equal(broker.published.at(-1)!.payload, "offline");
		assert.equal(broker.closed, false);
		broker.acknowledge();
		assert.equal(broker.closed, true);
		assert.equal(closed, 0);
		broker.events.onClosed("closed");
		assert.equal(closed, 1);
		time.advance(600_000);
		assert.equal(transport.connections.length, 1);
		assert.equal(time.pending, 0);
	});

	it("with what its owner still had to say before the last message", () => {
		session.start();
		const broker = transport.accept();
		const more = ["a", "b"];
		onRoom = () => {
			const payload = more.shift();
			if (payload) outbox.put({ topic: "more", payload, retain: true, kind: "state" });
		};
		close();
		while (broker.unacknowledged) broker.acknowledge(1);
		assert.deepEqual(
			broker.published.map(({ payload }) => payload),
			["a", "b", "offline"],
		);
	});

	it("after 5 s with the last message sent, when the broker does not acknowledge", () => {
		session.start();
		const broker = transport.accept();
		put(...numbers(1, 10));
		close();
		time.advance(4_999);
		assert.equal(closed, 0);
		time.advance(1);
		assert.equal(broker.published.at(-1)!.payload, "offline");
		assert.equal(broker.closed, true);
		assert.equal(closed, 1);
	});

	it("at once while it waits for the next attempt", () => {
		session.start();
		transport.drop("connection refused");
		close();
		assert.equal(closed, 1);
		time.advance(600_000);
		assert.equal(transport.connections.length, 1);
	});

	it("with everything sent when it connects in time", () => {
		put("1");
		session.start();
		close();
		const broker = transport.accept();
		broker.acknowledge();
		broker.acknowledge();
		broker.events.onClosed("closed");
		assert.deepEqual(
			broker.published.map(({ payload }) => payload),
			["1", "offline"],
		);
		assert.equal(closed, 1);
	});

	it("after 5 s when it does not connect", () => {
		session.start();
		close();
		time.advance(5_000);
		assert.equal(closed, 1);
		assert.equal(transport.latest.closed, true);
	});

	it("once, when the connection is lost on the way or the transport throws", () => {
		session.start();
		const broker = transport.accept();
		put("1");
		close();
		close();
		broker.fault = new Error("hunter2");
		time.advance(5_000);
		broker.events.onClosed("late");
		assert.equal(closed, 1);
	});

	it("at once when the goodbye itself fails", () => {
		session.start();
		const broker = transport.accept();
		close();
		broker.fault = new Error("hunter2");
		broker.acknowledge();
		assert.equal(closed, 1);
		assert.equal(time.pending, 0);
	});

	it("at once when the broker goes away meanwhile", () => {
		session.start();
		transport.accept();
		put("1");
		close();
		transport.drop();
		assert.equal(closed, 1);
		assert.deepEqual(events, ["online"]);
	});
});
