/** Connections from XS through Node and TCP to simulated devices: whatever they do, each ends in an outcome. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { AirGattPort } from "../../hosts/node/air-gatt-port";
import { Firmware } from "../../hosts/node/firmware";
import { nodeTimers } from "../../hosts/node/node-timers";
import type { GattPort } from "../../modules/victron/vreg/port";
import { smartSolar } from "../../tools/simulate/gatt-devices";
import { GattPeer, type PeerEvent } from "../../tools/simulate/gatt-peer";
import { GattServer } from "../../tools/simulate/gatt-server";

const { address } = smartSolar;
const steps = ["connecting", "subscribing", "negotiating", "listing", "starting", "ready"];
/** How much faster the firmware's clock runs: its time limits are seconds. */
const speed = 10;

describe("the firmware's connections on the npm host", { timeout: 60_000 }, () => {
	let disturb: (event: PeerEvent) => readonly PeerEvent[] = (event) => [event];
	const devices: GattPort = {
		connect: (target, events) =>
			new GattPeer(smartSolar, { timers: nodeTimers(speed), disturb: (event) => disturb(event) }).connect(
				target,
				events,
			),
	};
	let server: GattServer;
	let firmware: Firmware;
	let onLog: (line: string) => void = () => {};

	before(async () => {
		server = await GattServer.listen(devices, "127.0.0.1", 0);
		firmware = await Firmware.start({
			settings: {},
			speed,
			gatt: new AirGattPort("127.0.0.1", server.port),
			entry: "tests/support/xs/reader.ts",
			onLog: (line) => onLog(line),
			onFault: (message) => onLog(message),
		});
	});
	after(async () => {
		await firmware.stop(5000);
		server.close();
	});

	/** What becomes of a connection, with the device doing what `work` makes of its events. */
	function outcome(work: typeof disturb, to = address): Promise<string> {
		disturb = work;
		return new Promise((resolve) => {
			onLog = resolve;
			firmware.advert(JSON.stringify({ address: to, rssi: -60, manufacturerData: "10" }));
		});
	}

	const undisturbed = (event: PeerEvent) => [event];

	it("read a register", async () => {
		assert.equal(await outcome(undisturbed), "f30a");
	});

	it("find nobody at another address", async () => {
		assert.equal(await outcome(undisturbed, "c0:00:00:00:00:01"), "not_found while connecting");
	});

	it("end wherever the device disconnects, and the next one works", async () => {
		const reached = new Set<string>();
		for (let last = 0; ; last++) {
			let count = 0;
			const text = await outcome((event) =>
				count++ < last ? [event] : [{ kind: "closed", reason: "disconnected" }],
			);
			if (text === "f30a") break;
			assert.match(text, /^disconnected while /);
			reached.add(text.slice("disconnected while ".length));
		}
		assert.deepEqual([...reached], steps);
		assert.equal(await outcome(undisturbed), "f30a");
	});

	it("end when the device answers nothing any more", async () => {
		assert.equal(await outcome(() => []), "no_answer while connecting");
		assert.equal(
			await outcome((event) => (event.kind === "connected" ? [event] : [])),
			"no_answer while subscribing",
		);
		assert.equal(await outcome(undisturbed), "f30a");
	});

	it("end when the device sends without an end", async () => {
		const flood = (event: PeerEvent): PeerEvent[] =>
			event.kind === "read"
				? Array.from({ length: 5000 }, () => ({
						kind: "notified",
						characteristic: "data",
						value: new Uint8Array(74).fill(0xff),
					}))
				: [event];
		assert.match(await outcome(flood), /^(disconnected|no_answer) while negotiating$/);
		assert.equal(await outcome(undisturbed), "f30a");
	});

	it("end with an answer that is not CBOR or half a message", async () => {
		const broken = (event: PeerEvent): PeerEvent[] =>
			event.kind === "notified" && event.characteristic === "lastData"
				? [{ ...event, value: Uint8Array.of(8, 3, 0x19) }]
				: [event];
		assert.equal(await outcome(broken), "no_answer while listing");
		assert.equal(await outcome(undisturbed), "f30a");
	});
});

it("there is no GATT port without devices to connect to", { timeout: 60_000 }, async () => {
	const line = new Promise<string>((resolve, reject) => {
		Firmware.start({
			settings: {},
			entry: "tests/support/xs/reader.ts",
			onLog: (text) => resolve(text),
		}).then((firmware) => {
			firmware.advert(JSON.stringify({ address, rssi: -60, manufacturerData: "10" }));
			after(() => firmware.kill());
		}, reject);
	});
	assert.equal(await line, "no radio");
});
