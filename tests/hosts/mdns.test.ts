/** The search against a real responder, @homebridge/ciao, on this machine's loopback. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type CiaoService, getResponder, type Responder } from "@homebridge/ciao";
import { bundle } from "../../hosts/node/bundle";
import { MulticastBridge, nodeMulticast } from "../../hosts/node/mdns-socket";
import type { MulticastAction } from "../../hosts/node/multicast-protocol";
import { XsWorker } from "../../hosts/node/xs-worker";
import type { Timers } from "../../hosts/ports";
import { searchAddress } from "../../modules/network/address-search";
import type { Broker } from "../../modules/network/announcements";
import { searchBrokers } from "../../modules/network/broker-search";

const timers: Timers = {
	set: (callback, delay) => setTimeout(callback, delay),
	repeat: (callback, interval) => setInterval(callback, interval),
	clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
const ports = { multicast: nodeMulticast, timers, random: Math.random };
/** No broker of the network around has this name, and none comes before it. */
const mark = `!heliograph ${process.pid}`;
const host = `heliograph-${process.pid}`;

let responder: Responder;
let services: CiaoService[];

before(async () => {
	responder = getResponder({ interface: "127.0.0.1", disableIpv6: true });
	services = [
		responder.createService({ name: `${mark} plain ü`, type: "mqtt", port: 1884, hostname: `${host}-a` }),
		responder.createService({ name: `${mark} 1.5`, type: "mqtt", port: 1885, hostname: `${host}-b` }),
		responder.createService({
			name: `${mark} secure`,
			type: "mqtt",
			port: 1886,
			hostname: `${host}-c`,
			txt: { tls: "1" },
		}),
	];
	await Promise.all(services.map((service) => service.advertise()));
});

after(() => responder.shutdown());

const brokers = (tls: boolean) =>
	new Promise<readonly Broker[]>((resolve) => searchBrokers(tls, ports, resolve));
const ours = (found: readonly Broker[]) => found.filter(({ name }) => name.startsWith(mark));

describe("a real responder", { timeout: 60_000 }, () => {
	it("is found with its name, host, port, address and TLS", async () => {
		assert.deepEqual(ours(await brokers(false)), [
			{ name: `${mark} 1.5`, host: `${host}-b.local`, address: "127.0.0.1", port: 1885, tls: false },
			{ name: `${mark} plain ü`, host: `${host}-a.local`, address: "127.0.0.1", port: 1884, tls: false },
			{ name: `${mark} secure`, host: `${host}-c.local`, address: "127.0.0.1", port: 1886, tls: true },
		]);
	});

	it("tells the address of its name, and nobody that of another", async () => {
		const resolve = (name: string) =>
			new Promise<string | undefined>((done) => searchAddress(name, ports, done));
		const [known, unknown] = await Promise.all([resolve(`${host}-A.local`), resolve(`${host}-x.local`)]);
		assert.deepEqual([known, unknown], ["127.0.0.1", undefined]);
	});

	it("is found by the firmware's code on XS, which connects to its address", async () => {
		const worker = new XsWorker(() => new Uint8Array(0));
		await worker.evaluate(await bundle("tests/support/xs/finder.ts"));
		const found = await find(worker);
		worker.close();
		assert.deepEqual(found.connect, ["connect", "127.0.0.1", 1885]);
		assert.ok(
			found.lines[0]?.startsWith(`broker: "${mark} 1.5", 127.0.0.1:1885, found by mDNS; also there: `),
		);
		assert.equal(found.open, false);
	});

	it("that has gone is found no more", async () => {
		await services[1]!.end();
		const names = ours(await brokers(false)).map(({ name }) => name);
		assert.deepEqual(names, [`${mark} plain ü`, `${mark} secure`]);
	});
});

describe("the bridge to Node's sockets", () => {
	it("closes a socket that is not open yet, ends all of them, and knows no others", async () => {
		const events: unknown[] = [];
		const bridge = new MulticastBridge((event) => events.push(event));
		bridge.handle(["multicast_open", 1]);
		bridge.handle(["multicast_send", 1, "00"]);
		assert.equal(bridge.idle, false);
		bridge.handle(["multicast_close", 1]);
		assert.equal(bridge.idle, true);
		bridge.handle(["multicast_send", 1, "00"]);
		bridge.handle(["multicast_close", 2]);
		bridge.handle(["multicast_open", 3]);
		bridge.end();
		assert.equal(bridge.idle, true);
		await new Promise((resolve) => setTimeout(resolve, 50));
		assert.deepEqual(events, []);
	});
});

/** Plays Node's part for the engine until it connects. */
function find(worker: XsWorker) {
	return new Promise<{ connect: unknown; lines: string[]; open: boolean }>((resolve) => {
		const lines: string[] = [];
		let connect: unknown;
		let queue = Promise.resolve();
		const bridge = new MulticastBridge((event) => ask(event));
		const ask = (request: readonly unknown[]) => {
			queue = queue.then(async () => {
				const { reply } = await worker.command(Buffer.from(JSON.stringify(request)));
				for (const action of JSON.parse(reply.toString()) as (readonly [string, ...never[]])[]) act(action);
				if (connect !== undefined) resolve({ connect, lines, open: !bridge.idle });
			});
		};
		const act = (action: readonly [string, ...unknown[]]) => {
			if (action[0] === "timer") setTimeout(() => ask(["timer", action[1]]), Number(action[2]));
			else if (action[0] === "log") lines.push(String(action[1]));
			else if (action[0] === "connect") connect = action;
			else bridge.handle(action as unknown as MulticastAction);
		};
		ask(["find", { host: "", port: 1883, tls: false }]);
	});
}
