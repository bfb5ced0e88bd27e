import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { MqttConnection, MqttOptions } from "../../hosts/ports";
import { GatedTransport } from "../../modules/network/gated-transport";
import { FakeMqttTransport, FakeTime } from "../support/fakes";

const options: MqttOptions = {
	host: "broker.local",
	port: 1883,
	tls: false,
	ca: "",
	username: "",
	password: "",
	id: "heliograph-c0ffee",
	keepAlive: 60,
	will: { topic: "victron/bridge/c0ffee/state", payload: "{}", retain: true },
};
let time: FakeTime;
let transport: FakeMqttTransport;
let gate: GatedTransport;
let heard: string[];

function connect(): MqttConnection {
	return gate.connect(options, {
		onConnected: () => heard.push("connected"),
		onAcknowledged: (number) => heard.push(`acknowledged ${number}`),
		onMessage: (topic, payload) => heard.push(`${topic} ${payload}`),
		onClosed: (reason) => heard.push(`closed: ${reason}`),
	});
}

beforeEach(() => {
	time = new FakeTime();
	transport = new FakeMqttTransport();
	gate = new GatedTransport(transport, time, "no WiFi yet");
	heard = [];
});

test("an attempt before the network waits for it", () => {
	connect();
	time.advance(9_000);
	assert.equal(transport.connections.length, 0);
	gate.open();
	assert.equal(transport.latest.options, options);
	transport.accept();
	assert.deepEqual(heard, ["connected"]);
});

test("an attempt without a network ends after 10 s with the reason", () => {
	gate.shut("the access point does not answer");
	connect();
	time.advance(10_000);
	assert.deepEqual(heard, ["closed: the access point does not answer"]);
	gate.open();
	assert.equal(transport.connections.length, 0);
});

test("with a network everything passes", () => {
	gate.open();
	const connection = connect();
	const inner = transport.accept();
	connection.subscribe("homeassistant/status");
	connection.publish(7, { topic: "a", payload: "b", retain: true });
	inner.acknowledge();
	inner.events.onMessage("homeassistant/status", "online", false);
	assert.deepEqual(inner.subscribed, ["homeassistant/status"]);
	assert.deepEqual(heard, ["connected", "acknowledged 7", "homeassistant/status online"]);
	time.advance(3_600_000);
	connection.close();
	assert.equal(inner.closed, true);
	transport.drop("closed");
	assert.deepEqual(heard.slice(3), ["closed: closed"]);
});

test("a network that goes takes the connection along, and nothing comes after", () => {
	gate.open();
	connect();
	const inner = transport.accept();
	gate.shut("no connection");
	assert.equal(inner.closed, true);
	inner.events.onClosed("socket error");
	inner.events.onMessage("a", "b", false);
	assert.deepEqual(heard, ["connected", "closed: no connection"]);
});

test("a connection that cannot even be closed is gone all the same", () => {
	gate.open();
	connect();
	transport.accept().fault = new Error("no socket");
	gate.shut("no connection");
	assert.deepEqual(heard, ["connected", "closed: no connection"]);
});

test("closed while it waits, it ends without a connection", () => {
	connect().close();
	assert.deepEqual(heard, []);
	time.advance(0);
	gate.open();
	assert.deepEqual(heard, ["closed: closed"]);
	assert.equal(transport.connections.length, 0);
});

test("a transport that throws ends the attempt", () => {
	transport.fault = new Error("no memory");
	connect();
	gate.open();
	time.advance(0);
	assert.deepEqual(heard, ["closed: the connection failed inside"]);
});
