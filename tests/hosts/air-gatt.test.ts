/** Connections of the simulated air over TCP: the format, a session with the site's devices, and who breaks it. */

import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import { after, describe, it } from "node:test";
import fc from "fast-check";
import { type AirEvent, AirLines, type AirOrder, airEvent, airLine, airOrder } from "../../hosts/air-gatt";
import { AirGattPort } from "../../hosts/node/air-gatt-port";
import { nodeTimers } from "../../hosts/node/node-timers";
import { hexText } from "../../modules/victron/hex";
import { decodeRegister } from "../../modules/victron/registers";
import type { GattEvents, GattTarget } from "../../modules/victron/vreg/port";
import { VregSession } from "../../modules/victron/vreg/session";
import type { RegisterAnswer } from "../../modules/victron/vreg/work";
import { parseSite } from "../../tools/simulate/description";
import { GattServer } from "../../tools/simulate/gatt-server";
import { SitePeers } from "../../tools/simulate/gatt-site";
import { createSite } from "../../tools/simulate/site";

const address = "fa:ac:27:84:c6:6f";
const key = "adeccb947395801a4dd45a2eaa44bf17";
const orders: readonly AirOrder[] = [
	{ kind: "connect", address, passkey: 0 },
	{ kind: "connect", address, passkey: undefined },
	{ kind: "subscribe", characteristic: "lastData" },
	{ kind: "read", characteristic: "control" },
	{ kind: "write", characteristic: "data", value: Uint8Array.of(6, 0x82, 0x18, 0x93) },
];
const events: readonly AirEvent[] = [
	{ kind: "connected", longestWrite: 20 },
	{ kind: "connected", longestWrite: 512 },
	{ kind: "subscribed", characteristic: "data" },
	{ kind: "read", characteristic: "control", value: Uint8Array.of(0, 4, 0) },
	{ kind: "notified", characteristic: "lastData", value: new Uint8Array(512) },
	{ kind: "closed", reason: "pairing_failed" },
];

describe("lines of a link", () => {
	it("come through as they were", () => {
		for (const order of orders) assert.deepEqual(airOrder(airLine(order)), order);
		for (const event of events) assert.deepEqual(airEvent(airLine(event)), event);
	});

	it("are none when anything in them is wrong", () => {
		for (const line of [
			"",
			"null",
			"[]",
			'{"kind":"connect"}',
			`{"kind":"connect","address":"${address}","passkey":1000000}`,
			'{"kind":"write","characteristic":"data","value":"0"}',
			`{"kind":"write","characteristic":"data","value":"${"00".repeat(513)}"}`,
			'{"kind":"subscribe","characteristic":"toString"}',
			'{"kind":"connected","longestWrite":19}',
			'{"kind":"connected","longestWrite":513}',
			'{"kind":"closed","reason":"tired"}',
		]) {
			assert.equal(airOrder(line), undefined, line);
			assert.equal(airEvent(line), undefined, line);
		}
	});

	it("never throw, whatever they are", () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
				airOrder(line);
				airEvent(line);
			}),
		);
	});

	it("are cut wherever the parts end, and end with one that is too long", () => {
		const text = "one\ntwo\n\n";
		for (let cut = 0; cut <= text.length; cut++) {
			const lines = new AirLines();
			const got: string[] = [];
			const take = (part: string) => lines.receive(Buffer.from(part), (line) => got.push(line) > 0);
			assert.ok(take(text.slice(0, cut)) && take(text.slice(cut)));
			assert.deepEqual(got, ["one", "two", ""]);
		}
		assert.equal(
			new AirLines().receive(new Uint8Array(1201).fill(0x41), () => true),
			false,
		);
	});
});

/** What a session came to: the answers in hex or their status, or why it ended. */
function read(port: number, target: GattTarget, registers: readonly [instance: number, register: number][]) {
	return new Promise<string[]>((resolve) => {
		const answers: string[] = [];
		const timers = nodeTimers();
		const session = new VregSession(
			{ gatt: new AirGattPort("127.0.0.1", port), timers },
			{
				onReady() {
					const addresses = registers.map(([instance, register]) => ({ instance, register }));
					const onAnswer = (_: unknown, answer: RegisterAnswer) =>
						answers.push(answer.status === "value" ? hexText(answer.value) : answer.status);
					session.get(addresses, onAnswer, () => {
						session.close();
						resolve(answers);
					});
				},
				onValue() {},
				onDropped() {},
				onEnded: ({ reason, step }) => resolve([`${reason} while ${step}`]),
			},
		);
		session.open(target);
	});
}

describe("the simulated site's connections", { timeout: 30_000 }, async () => {
	const site = createSite(
		parseSite({
			devices: [
				{ kind: "solar_charger", address, key },
				{ kind: "battery_monitor", pin: "123456" },
				{ kind: "battery_sense" },
			],
		}),
	);
	const monitor = site.devices[1]!.address;
	const peers = new SitePeers(site, { timers: nodeTimers(), now: () => 60 });
	const server = await GattServer.listen(peers, "127.0.0.1", 0);
	after(() => server.close());

	it("give the keys of the site and what its devices measure", async () => {
		const answers = await read(server.port, { address, passkey: 0 }, [
			[0, 0x0150],
			[0, 0xec65],
			[3, 0xedbc],
			[3, 0x1050],
			[3, 0x034e],
		]);
		const { pv_power, yield_today } = site.truth(60)[address]!;
		assert.deepEqual([answers[0], answers[1], answers[4]], ["71000000", key, "unknown_register"]);
		const fieldsOf = (id: number, answer: string) => {
			const reading = decodeRegister(id, Uint8Array.from(Buffer.from(answer, "hex")));
			assert.equal(reading.outcome, "value");
			return (reading as { fields: Record<string, number> }).fields;
		};
		assert.ok(Math.abs(fieldsOf(0xedbc, answers[2]!).pv_power! - Number(pv_power)) < 0.01);
		assert.ok(Math.abs(fieldsOf(0x1050, answers[3]!).yield! - Number(yield_today)) < 0.01);
	});

	it("take the PIN of the site's description, and none when they are bonded", async () => {
		const battery: [number, number][] = [[3, 0x0fff]];
		const failed = ["pairing_failed while connecting"];
		assert.deepEqual(await read(server.port, { address: monitor, passkey: undefined }, battery), failed);
		assert.deepEqual(await read(server.port, { address: monitor, passkey: 0 }, battery), failed);
		const charge = await read(server.port, { address: monitor, passkey: 123456 }, battery);
		assert.match(charge[0]!, /^[0-9a-f]{4}$/);
		assert.deepEqual(await read(server.port, { address: monitor, passkey: undefined }, battery), charge);
		assert.deepEqual(await read(server.port, { address: monitor, passkey: 1 }, battery), failed);
	});

	it("are not found at an address that nobody has", async () => {
		assert.deepEqual(await read(server.port, { address: "c0:00:00:00:00:01", passkey: 0 }, [[0, 0x0150]]), [
			"not_found while connecting",
		]);
	});

	it("are one at a time for each device", async () => {
		const happened: string[] = [];
		const first = await new Promise<{ close(): void }>((resolve) => {
			const connection = new AirGattPort("127.0.0.1", server.port).connect(
				{ address, passkey: 0 },
				listener(happened, () => resolve(connection)),
			);
		});
		assert.deepEqual(await read(server.port, { address, passkey: 0 }, [[0, 0x0150]]), [
			"not_found while connecting",
		]);
		first.close();
		assert.deepEqual(happened, ["connected 74"]);
	});
});

function listener(happened: string[], onConnected = () => {}, onClosed = () => {}): GattEvents {
	return {
		onConnected(longestWrite) {
			happened.push(`connected ${longestWrite}`);
			onConnected();
		},
		onSubscribed: (characteristic) => happened.push(`subscribed ${characteristic}`),
		onRead: (characteristic, value) => happened.push(`read ${characteristic} ${hexText(value)}`),
		onNotified: (characteristic, value) => happened.push(`notified ${characteristic} ${hexText(value)}`),
		onClosed(reason) {
			happened.push(`closed ${reason}`);
			onClosed();
		},
	};
}

describe("a simulation that misbehaves", { timeout: 30_000 }, () => {
	const servers: Server[] = [];
	after(() => {
		for (const server of servers) server.close();
	});

	/** What a client hears of a server that does `work` with each connection. */
	async function meet(work: (socket: Socket) => void): Promise<string[]> {
		const server = createServer((socket) => {
			socket.on("error", () => {});
			work(socket);
		});
		servers.push(server);
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as { port: number };
		const happened: string[] = [];
		await new Promise<void>((resolve) => {
			new AirGattPort("127.0.0.1", port).connect(
				{ address, passkey: 0 },
				listener(happened, undefined, resolve),
			);
		});
		return happened;
	}

	it("is no device when it hangs up before it is connected, or is not there", async () => {
		assert.deepEqual(await meet((socket) => socket.destroy()), ["closed not_found"]);
		const happened: string[] = [];
		await new Promise<void>((resolve) => {
			// a port of TCP that no simulation has
			new AirGattPort("127.0.0.1", 1).connect(
				{ address, passkey: 0 },
				listener(happened, undefined, resolve),
			);
		});
		assert.deepEqual(happened, ["closed not_found"]);
	});

	it("is disconnected after it was connected", async () => {
		const connected = '{"kind":"connected","longestWrite":74}\n';
		assert.deepEqual(await meet((socket) => socket.end(connected)), ["connected 74", "closed disconnected"]);
	});

	it("is left at a line that is none, and what follows is not heard", async () => {
		const garbage =
			'{"kind":"connected","longestWrite":74}\n\x00\xff{{\n{"kind":"closed","reason":"no_service"}\n';
		assert.deepEqual(await meet((socket) => socket.write(garbage)), ["connected 74", "closed disconnected"]);
	});

	it("is left when it sends megabytes without a line end", async () => {
		assert.deepEqual(await meet((socket) => socket.write(Buffer.alloc(4 << 20, 0x20))), [
			"closed disconnected",
		]);
	});
});

describe("the simulation's server", { timeout: 30_000 }, async () => {
	const site = createSite(parseSite({ devices: [{ kind: "solar_charger", address, key }] }));
	const peers = new SitePeers(site, { timers: nodeTimers(), now: () => 60 });
	const server = await GattServer.listen(peers, "127.0.0.1", 0);
	after(() => server.close());
	const connect = airLine({ kind: "connect", address, passkey: 0 });
	const tooLong = airLine({ kind: "write", characteristic: "data", value: new Uint8Array(75) });
	for (const [who, text] of [
		["orders before it connects", '{"kind":"read","characteristic":"control"}\n'],
		["connects twice", connect + connect],
		["sends a line that is none", `${connect}garbage\n`],
		["sends megabytes without a line end", " ".repeat(2 << 20)],
		["writes more than a write takes", connect + tooLong],
	] as const)
		it(`hangs up on who ${who}, and serves the next`, async () => {
			const { createConnection } = await import("node:net");
			const socket = createConnection(server.port, "127.0.0.1");
			socket.on("error", () => {});
			socket.resume();
			const gone = new Promise((resolve) => socket.once("close", resolve));
			socket.write(text);
			await gone;
			assert.deepEqual(await read(server.port, { address, passkey: 0 }, [[0, 0xec65]]), [key]);
		});
});
