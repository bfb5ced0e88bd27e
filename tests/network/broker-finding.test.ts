import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { MqttConnection, MqttOptions, Store } from "../../hosts/ports";
import { FindingTransport } from "../../modules/network/finding-transport";
import { a, broker, FakeMulticast } from "../support/dns";
import { FakeMqttTransport, FakeTime } from "../support/fakes";

const options: MqttOptions = {
	host: "",
	port: 1883,
	tls: false,
	ca: "",
	username: "solar",
	password: "secret",
	id: "heliograph-c0ffee",
	keepAlive: 60,
	will: { topic: "victron/bridge/c0ffee/state", payload: "{}", retain: true },
};

class FakeStore implements Pick<Store, "get" | "set"> {
	readonly values = new Map<string, string | number | boolean>();
	writes = 0;
	full = false;

	get(domain: string, key: string) {
		return this.values.get(`${domain}.${key}`);
	}

	set(domain: string, key: string, value: string | number | boolean) {
		if (this.full) throw new Error("no room");
		assert.ok(domain.length <= 15 && key.length <= 15);
		this.writes++;
		this.values.set(`${domain}.${key}`, value);
	}
}

let time: FakeTime;
let multicast: FakeMulticast;
let mqtt: FakeMqttTransport;
let store: FakeStore;
let heard: string[];
let lines: string[];
let transport: FindingTransport;

/** As after a power cut. */
function start(): void {
	transport = new FindingTransport({
		transport: mqtt,
		multicast,
		timers: time,
		random: () => 0.5,
		store,
		log: (line) => lines.push(line),
	});
}

function connect(change: Partial<MqttOptions> = {}): MqttConnection {
	let inside = true;
	const hear = (event: string) => {
		assert.ok(!inside, "an event from inside the call");
		heard.push(event);
	};
	const connection = transport.connect(
		{ ...options, ...change },
		{
			onConnected: () => hear("connected"),
			onAcknowledged: (number) => hear(`acknowledged ${number}`),
			onMessage: (topic, payload) => hear(`${topic} ${payload}`),
			onClosed: (reason) => hear(`closed: ${reason}`),
		},
	);
	inside = false;
	return connection;
}

const where = () => mqtt.connections.map(({ options: { host, port } }) => `${host}:${port}`);
const home = broker("Home", "broker.local", 1884, "192.168.1.10");
const other = broker("Zoo", "zoo.local", 1883, "192.168.1.11");

beforeEach(() => {
	time = new FakeTime();
	multicast = new FakeMulticast();
	mqtt = new FakeMqttTransport();
	store = new FakeStore();
	heard = [];
	lines = [];
	start();
});

/** Finds the broker and loses the connection at once. */
function findHome(): void {
	connect();
	multicast.answer(home);
	time.advance(1000);
}

describe("a host that is set", () => {
	it("passes as it is", () => {
		for (const host of ["192.168.1.2", "broker.example.org", "local", "::1", "broker.localhost"])
			connect({ host });
		assert.deepEqual(
			mqtt.connections.map(({ options: { host } }) => host),
			["192.168.1.2", "broker.example.org", "local", "::1", "broker.localhost"],
		);
		assert.equal(multicast.opened, 0);
	});

	it("that ends in .local becomes its address, and keeps its name for the certificate", () => {
		const connection = connect({ host: "Broker.local", tls: true, port: 8883 });
		multicast.answer([a("broker.local", "192.168.1.10")]);
		assert.deepEqual(mqtt.latest.options, {
			...options,
			host: "192.168.1.10",
			port: 8883,
			tls: true,
			serverName: "Broker.local",
		});
		mqtt.accept();
		connection.subscribe("a");
		connection.publish(1, { topic: "b", payload: "c", retain: false });
		mqtt.latest.acknowledge();
		mqtt.latest.events.onMessage("a", "1", false);
		mqtt.drop();
		assert.deepEqual(mqtt.latest.subscribed, ["a"]);
		assert.deepEqual(heard, ["connected", "acknowledged 1", "a 1", "closed: connection lost"]);
	});

	it("that ends in .local and that nobody answers to is left to ordinary DNS after 6 s", () => {
		connect({ host: "broker.local" });
		time.advance(6000);
		assert.deepEqual(where(), ["broker.local:1883"]);
		mqtt.drop("name not found");
		assert.deepEqual(heard, ["closed: name not found"]);
	});
});

describe("without a host", () => {
	it("the broker that announces itself is connected to, at its port, and said in one line", () => {
		connect();
		multicast.answer(other);
		multicast.answer(home);
		time.advance(1000);
		assert.deepEqual(mqtt.latest.options, {
			...options,
			host: "192.168.1.10",
			port: 1884,
			serverName: "broker.local",
		});
		assert.deepEqual(lines, ['broker: "Home", 192.168.1.10:1884, found by mDNS; also there: "Zoo"']);
		mqtt.accept();
		assert.deepEqual(heard, ["connected"]);
	});

	it("with TLS only a broker with TLS counts", () => {
		connect({ tls: true, port: 8883 });
		multicast.answer(home);
		multicast.answer(broker("Zoo", "zoo.local", 8883, "192.168.1.11"));
		time.advance(1000);
		assert.deepEqual(where(), ["192.168.1.11:8883"]);
	});

	it("nobody there is said after 6 s, well before the session gives up at 15 s", () => {
		connect();
		time.advance(5999);
		assert.deepEqual(heard, []);
		time.advance(1);
		assert.deepEqual(heard, ["closed: no broker announces _mqtt._tcp"]);
		assert.deepEqual([mqtt.connections.length, time.pending, multicast.closed], [0, 0, 1]);
	});

	it("only brokers of the other kind are said to be so", () => {
		connect({ tls: true });
		multicast.answer(home);
		time.advance(6000);
		connect();
		multicast.answer(broker("Home", "broker.local", 8883, "192.168.1.10"));
		time.advance(6000);
		assert.deepEqual(heard, [
			"closed: only brokers without TLS announce themselves",
			"closed: only brokers with TLS announce themselves",
		]);
	});

	it("and without multicast it is said that none is set", () => {
		transport = new FindingTransport({
			transport: mqtt,
			multicast: undefined,
			timers: time,
			random: () => 0.5,
			store: undefined,
			log: (line) => lines.push(line),
		});
		connect();
		connect({ host: "broker.local" });
		time.advance(0);
		assert.deepEqual(heard, ["closed: none is set: mqtt.host is empty"]);
		assert.deepEqual(where(), ["broker.local:1883"]);
	});
});

describe("the broker that was found", () => {
	it("is connected to again without a search, also after a power cut", () => {
		findHome();
		mqtt.accept();
		mqtt.drop();
		connect();
		start();
		connect();
		assert.deepEqual(where(), ["192.168.1.10:1884", "192.168.1.10:1884", "192.168.1.10:1884"]);
		assert.equal(mqtt.latest.options.tls, false);
		assert.equal(multicast.opened, 1);
		assert.deepEqual(lines, [
			'broker: "Home", 192.168.1.10:1884, found by mDNS',
			'broker: "Home", 192.168.1.10:1884, as last time',
		]);
	});

	it("is written once, and only when it was connected to", () => {
		findHome();
		mqtt.drop("refused: bad user name or password");
		assert.equal(store.writes, 0);
		for (let i = 0; i < 3; i++) {
			connect();
			mqtt.accept();
			mqtt.drop();
		}
		assert.equal(store.writes, 1);
		assert.equal(store.get("network", "broker"), "192.168.1.10/1884/plain/broker.local/Home");
	});

	it("is searched for again after two attempts in a row without a connection", () => {
		findHome();
		mqtt.accept();
		mqtt.drop();
		for (let i = 0; i < 2; i++) {
			connect();
			mqtt.drop("connection refused");
		}
		connect();
		multicast.answer(broker("Home", "broker.local", 1884, "192.168.1.99"));
		time.advance(1000);
		assert.deepEqual(where().slice(1), ["192.168.1.10:1884", "192.168.1.10:1884", "192.168.1.99:1884"]);
		mqtt.accept();
		assert.equal(store.get("network", "broker"), "192.168.1.99/1884/plain/broker.local/Home");
	});

	it("has two attempts again when nobody answers the search", () => {
		findHome();
		mqtt.accept();
		mqtt.drop();
		for (let round = 0; round < 2; round++) {
			for (let i = 0; i < 2; i++) {
				connect();
				mqtt.drop("no answer");
			}
			connect();
			time.advance(6000);
		}
		assert.equal(mqtt.connections.length, 1 + 4);
		assert.equal(multicast.opened, 1 + 2);
		connect();
		assert.equal(mqtt.connections.length, 1 + 5);
	});

	it("is searched for after one attempt when the device has just started", () => {
		findHome();
		mqtt.accept();
		start();
		connect();
		mqtt.drop("no answer");
		assert.equal(multicast.opened, 1);
		connect();
		assert.equal(multicast.opened, 2);
	});

	it("is not taken for another setting of TLS", () => {
		findHome();
		mqtt.accept();
		mqtt.drop();
		connect({ tls: true });
		assert.equal(mqtt.connections.length, 1);
		assert.equal(multicast.opened, 2);
	});

	it("may have any name, and a store without room does no harm", () => {
		connect();
		multicast.answer(broker('a/b "c" 😀', "broker.local", 1883, "192.168.1.10"));
		time.advance(1000);
		mqtt.accept();
		assert.equal(store.get("network", "broker"), '192.168.1.10/1883/plain/broker.local/a/b "c" 😀');
		start();
		connect();
		assert.equal(lines[1], 'broker: "a/b "c" 😀", 192.168.1.10:1883, as last time');
		store.full = true;
		store.values.clear();
		mqtt.accept();
		assert.deepEqual(heard, ["connected", "connected"]);
	});

	it("is searched for when the store holds something else", () => {
		for (const text of [
			"",
			"////",
			"192.168.1.10/1883/plain/broker.local",
			"192.168.1.300/1883/plain/b.local/Home",
			"0.0.0.0/1883/plain/b.local/Home",
			"1.2.3/1883/plain/b.local/Home",
			"1.2.3./1883/plain/b.local/Home",
			"192.168.1.10/0/plain/b.local/Home",
			"192.168.1.10/65536/plain/b.local/Home",
			"192.168.1.10/x/plain/b.local/Home",
			7,
			true,
		]) {
			store.values.set("network.broker", text);
			start();
			connect();
			assert.equal(mqtt.connections.length, 0, String(text));
		}
	});
});

describe("a connection", () => {
	it("that is closed during the search ends it", () => {
		connect().close();
		assert.deepEqual([heard.length, multicast.closed], [0, 1]);
		time.advance(10_000);
		assert.deepEqual([heard, time.pending, mqtt.connections.length], [["closed: closed"], 0, 0]);
	});

	it("that is closed later closes the real one", () => {
		connect().close();
		const connection = connect();
		multicast.answer(home);
		time.advance(1000);
		connection.close();
		assert.equal(mqtt.latest.closed, true);
	});

	it("takes nothing before the broker is found", () => {
		const connection = connect();
		connection.subscribe("a");
		connection.publish(1, { topic: "b", payload: "c", retain: false });
		multicast.answer(home);
		time.advance(1000);
		assert.deepEqual([mqtt.latest.subscribed, mqtt.latest.published], [[], []]);
	});

	it("whose transport throws ends", () => {
		findHome();
		mqtt.accept();
		mqtt.drop();
		mqtt.fault = new Error("no memory");
		connect();
		time.advance(0);
		assert.deepEqual(heard.slice(-1), ["closed: the connection failed inside"]);
	});
});
