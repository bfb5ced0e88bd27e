import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import { describe, it } from "node:test";
import { MqttBridge } from "../../hosts/node/mqtt-bridge";
import type { HostEvent } from "../../hosts/node/protocol";
import { embeddedBroker, freePort } from "../support/brokers";
import { Listener } from "../support/listener";

/** A bridge, and the events that came out of it. */
function setup() {
	const events: HostEvent[] = [];
	let changed = () => {};
	const bridge = new MqttBridge((event) => {
		events.push(event);
		changed();
	});
	const until = async (name: HostEvent[0]): Promise<HostEvent> => {
		for (;;) {
			const found = events.find(([kind]) => kind === name);
			if (found) return found;
			await new Promise<void>((resolve) => {
				changed = resolve;
			});
		}
	};
	return { bridge, events, until };
}

function connect(bridge: MqttBridge, port: number, host = "127.0.0.1", tls = false): void {
	const will = { topic: "will", payload: "gone", retain: true };
	const options = {
		host,
		port,
		tls,
		ca: "",
		username: "me",
		password: "secret",
		id: "test",
		keepAlive: 60,
		will,
	};
	bridge.handle(["connect", 7, options]);
}

/** A server that answers the first bytes of each connection. */
async function server(onData: (socket: Socket) => void): Promise<{ port: number; server: Server }> {
	const listening = createServer((socket) => {
		socket.on("error", () => {});
		socket.once("data", () => onData(socket));
	});
	await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
	return { port: (listening.address() as { port: number }).port, server: listening };
}

describe("the MQTT bridge", { timeout: 30_000 }, () => {
	it("says in plain words that nobody listens", async () => {
		const { bridge, until } = setup();
		connect(bridge, await freePort());
		assert.deepEqual(await until("closed"), ["closed", 7, "connection refused"]);
	});

	it("says in plain words that there is no such name", async () => {
		const { bridge, until } = setup();
		connect(bridge, 1883, "no-such-host.invalid");
		assert.deepEqual(await until("closed"), ["closed", 7, "name not found"]);
	});

	for (const [code, says] of [
		[4, /^refused: bad user ?name or password$/i],
		[5, /^refused: not authorized$/i],
		[3, /^refused: server unavailable$/i],
	] as const)
		it(`says in plain words that the broker refuses with ${code}`, async () => {
			const broker = await server((socket) => socket.end(Buffer.from([0x20, 2, 0, code])));
			const { bridge, until } = setup();
			connect(bridge, broker.port);
			const [, , reason] = (await until("closed")) as readonly [string, number, string];
			broker.server.close();
			assert.match(reason, says);
		});

	for (const [what, answer] of [
		["hangs up", (socket: Socket) => socket.destroy()],
		["speaks another protocol", (socket: Socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")],
	] as const)
		it(`closes once when the other end ${what}`, async () => {
			const broker = await server(answer);
			const { bridge, events, until } = setup();
			connect(bridge, broker.port);
			await until("closed");
			await new Promise((resolve) => setImmediate(resolve));
			broker.server.close();
			assert.equal(events.length, 1);
			assert.doesNotMatch(JSON.stringify(events), /secret|E[A-Z]{5,}/);
			assert.equal(bridge.idle, false, "a broker was asked for and is not there");
		});

	for (const [what, tls, answer, says] of [
		["a port for TLS answers with an alert", false, "15030300020246", "TLS is required"],
		[
			"a web server answers to TLS",
			true,
			"485454502f312e3120343030",
			"not a TLS port: the answer is not TLS",
		],
		["the other end refuses every cipher", true, "15030300020228", /^handshake failed: .*handshake failure$/],
	] as const)
		it(`says in plain words that ${what}`, async () => {
			const broker = await server((socket) => socket.end(Buffer.from(answer, "hex")));
			const { bridge, until } = setup();
			connect(bridge, broker.port, "127.0.0.1", tls);
			const [, , reason] = (await until("closed")) as readonly [string, number, string];
			broker.server.close();
			if (typeof says === "string") assert.equal(reason, says);
			else assert.match(reason, says);
		});

	it("is idle without a broker, and again when every message is acknowledged", async () => {
		const broker = await embeddedBroker();
		await broker.start();
		const { bridge, until } = setup();
		assert.equal(bridge.idle, true);
		connect(bridge, broker.port);
		assert.equal(bridge.idle, false);
		await until("connected");
		bridge.handle(["publish", 7, 12, "a/topic", "ü", true]);
		assert.equal(bridge.idle, false);
		assert.deepEqual(await until("acknowledged"), ["acknowledged", 7, 12]);
		assert.equal(bridge.idle, true);
		const later = await Listener.connect(broker.port, "a/topic");
		const heard = await later.until("a message", () => later.heard[0]);
		assert.deepEqual(heard, { topic: "a/topic", payload: "ü", retain: true });
		later.close();
		bridge.handle(["close", 7]);
		await until("closed");
		await broker.kill();
	});

	it("hands on what it subscribed to", async () => {
		const broker = await embeddedBroker();
		await broker.start();
		const { bridge, until } = setup();
		connect(bridge, broker.port);
		await until("connected");
		bridge.handle(["subscribe", 7, "homeassistant/status"]);
		bridge.handle(["publish", 7, 1, "homeassistant/status", "online", false]);
		assert.deepEqual(await until("message"), ["message", 7, "homeassistant/status", "online", false]);
		bridge.end();
		await bridge.closed(5000);
		await broker.kill();
	});

	for (const [what, bytes, payload] of [
		["a retained message of 4,096 bytes as such", 4096, "x".repeat(4096)],
		["none of a message of 4,097 bytes", 4097, null],
	] as const)
		it(`hands on ${what}`, async () => {
			const broker = await embeddedBroker();
			await broker.start();
			const { bridge, until } = setup();
			connect(bridge, broker.port);
			await until("connected");
			bridge.handle(["publish", 7, 1, "a", "x".repeat(bytes), true]);
			await until("acknowledged");
			bridge.handle(["subscribe", 7, "a"]);
			assert.deepEqual(await until("message"), ["message", 7, "a", payload, true]);
			bridge.end();
			await bridge.closed(5000);
			await broker.kill();
		});

	it("forgets what was on its way when the broker is lost, and acknowledges none of it", async () => {
		const broker = await server((socket) => socket.write(Buffer.from([0x20, 2, 0, 0])));
		const sockets: Socket[] = [];
		broker.server.on("connection", (socket) => sockets.push(socket));
		const { bridge, events, until } = setup();
		connect(bridge, broker.port);
		await until("connected");
		bridge.handle(["publish", 7, 1, "a", "b", false]);
		for (const socket of sockets) socket.destroy();
		await until("closed");
		assert.deepEqual(
			events.map(([kind]) => kind),
			["connected", "closed"],
		);
		broker.server.close();
		const again = await embeddedBroker();
		await again.start();
		events.length = 0;
		connect(bridge, again.port);
		await until("connected");
		assert.equal(bridge.idle, true);
		bridge.end();
		await bridge.closed(5000);
		await again.kill();
	});

	it("sends the will when it is dropped without a word, and not when it is closed", async () => {
		const broker = await embeddedBroker();
		await broker.start();
		const listener = await Listener.connect(broker.port, "will");
		const first = setup();
		connect(first.bridge, broker.port);
		await first.until("connected");
		first.bridge.handle(["close", 7]);
		await first.until("closed");
		assert.equal(listener.heard.length, 0);
		const second = setup();
		connect(second.bridge, broker.port);
		await second.until("connected");
		second.bridge.end();
		await listener.until("the will", () => listener.heard.some(({ payload }) => payload === "gone"));
		listener.close();
		await broker.kill();
	});
});
