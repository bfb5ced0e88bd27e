/** Connections of the simulator to the devices of the simulated air, through the SDK's sockets and in a chip's memory. */

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { nodeTimers } from "../../hosts/node/node-timers";
import { smartSolar } from "../../tools/simulate/gatt-devices";
import { GattPeer, type PeerEvent } from "../../tools/simulate/gatt-peer";
import { GattServer } from "../../tools/simulate/gatt-server";
import { simulator } from "../support/environment.mjs";
import { closeDisplay, preferences } from "../support/simulator";
import { buildTrapped, TrappedFirmware } from "./trapped-firmware";

describe("connections of the simulator", {
	skip: simulator ? false : "it needs the Moddable SDK, mosquitto and a display",
}, () => {
	let program: string;
	let firmware: TrappedFirmware;
	let disturb: (event: PeerEvent) => readonly PeerEvent[];
	let server: GattServer;
	let said = 0;

	before(async () => {
		program = buildTrapped();
		const timers = nodeTimers();
		server = await GattServer.listen(
			{
				connect: (target, events) =>
					new GattPeer(smartSolar, { timers, disturb: (event) => disturb(event) }).connect(target, events),
			},
			"127.0.0.1",
			0,
		);
	});

	beforeEach(() => {
		disturb = (event) => [event];
		firmware = new TrappedFirmware();
		said = 0;
	});

	afterEach(() => firmware.end());

	after(() => {
		server?.close();
		closeDisplay();
	});

	/** @param gatt the TCP port of the simulated devices. */
	const start = (gatt: number) =>
		firmware.start(program, (airPort) =>
			JSON.stringify(preferences({ mqtt: { host: "127.0.0.1", port: 1 }, simulator: { gatt } }, airPort)),
		);

	async function read(): Promise<string> {
		await firmware.command("read");
		await firmware.says("traps: read ", ++said);
		return firmware.output.split("traps: read ")[said]!.split("\n")[0]!;
	}

	it("read a register, again and again, and end wherever the device disconnects", async () => {
		await start(server.port);
		assert.equal(await read(), "f30a");
		for (const last of [0, 1, 3, 5, 8]) {
			let count = 0;
			disturb = (event) => (count++ < last ? [event] : [{ kind: "closed", reason: "disconnected" }]);
			assert.match(await read(), /^disconnected while /);
			disturb = (event) => [event];
			assert.equal(await read(), "f30a");
		}
	});

	it("find nobody where nobody listens, and leave who sends megabytes without a line end", async () => {
		const noise = createServer((socket) => {
			socket.on("error", () => {});
			socket.write(Buffer.alloc(4 << 20, 0x20));
		});
		await new Promise<void>((resolve) => noise.listen(0, "127.0.0.1", resolve));
		const { port } = noise.address() as { port: number };
		await start(port);
		assert.equal(await read(), "disconnected while connecting");
		await new Promise((resolve) => noise.close(resolve));
		assert.equal(await read(), "not_found while connecting");
	});
});
