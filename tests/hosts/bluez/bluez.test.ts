/** The port of Linux's Bluetooth on a real message bus, with a stand-in for bluetoothd and simulated devices behind it. */

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, describe, it } from "node:test";
import { createClient, type DBusError } from "dbus-native";
import { limits } from "../../../hosts/node/bluez/link";
import { BluezRadio } from "../../../hosts/node/bluez/radio";
import type { Heard } from "../../../hosts/node/radio";
import { VregLink } from "../../../hosts/node/vreg-link";
import { hexBytes, hexText } from "../../../modules/victron/hex";
import type { RegisterAnswer } from "../../../modules/victron/vreg/work";
import { smartShunt, smartSolar } from "../../../tools/simulate/gatt-devices";
import type { PeerEvent } from "../../../tools/simulate/gatt-peer";
import { dbusDaemon } from "../../support/environment.mjs";
import { FakeBluetoothd } from "../../support/fake-bluetoothd";
import type { FakeDevice } from "../../support/fake-bluez-device";
import { DBusDaemon } from "../../support/message-bus";

const solar: FakeDevice = {
	peer: smartSolar,
	rssi: -50,
	name: "SmartSolar HQ2132",
	payload: hexBytes("100256a0016207adceb37b605d7e0ee21b24df5c")!,
};
const shunt: FakeDevice = { peer: smartShunt, rssi: -71 };
const short = { ...limits, find: 100, services: 100 };
const none = (): void => {};
const twenty = [
	0x0200, 0x0201, 0x0207, 0xed8c, 0xed8d, 0xed8f, 0xeda8, 0xedad, 0xedbb, 0xedbc, 0xedbd, 0xedd0, 0xedd1,
	0xedd2, 0xedd3, 0xedda, 0xeddb, 0xeddc, 0xedf0, 0x1051,
];

interface Scene {
	readonly fake: FakeBluetoothd;
	readonly radio: BluezRadio;
	/** Of the first device. */
	readonly written: () => readonly string[];
	readonly links: VregLink[];
}

let daemon: DBusDaemon;

/** Runs with a bluetoothd of its own; afterwards nothing of ours may be left in it. */
async function withBluez(
	devices: readonly FakeDevice[],
	run: (scene: Scene) => Promise<void>,
	times = limits,
): Promise<FakeBluetoothd> {
	const fake = await FakeBluetoothd.start(daemon.address, devices);
	try {
		const radio = await BluezRadio.open(times);
		const links: VregLink[] = [];
		const written = (): string[] => fake.devices[0]!.peer.written.map(({ value }) => hexText(value));
		try {
			await run({ fake, radio, written, links });
		} finally {
			for (const link of links) link.close();
			await radio.close();
		}
		assert.equal(fake.discovering, false);
		assert.equal(fake.agent, undefined);
		for (const { peer } of fake.devices) assert.equal(peer.connected, 0);
	} finally {
		await fake.stop();
	}
	return fake;
}

/** A session that is ready, or the sentence with which it ended. */
async function open(
	{ radio, links }: Scene,
	address: string,
	passkey: number | undefined,
): Promise<VregLink | string> {
	const link = new VregLink(radio, { address, passkey }, none);
	links.push(link);
	try {
		await Promise.race([link.ready, link.ended]);
		return link;
	} catch (error) {
		return (error as Error).message;
	}
}

async function get(link: VregLink | string, ...registers: number[]): Promise<readonly RegisterAnswer[]> {
	assert.ok(link instanceof VregLink, String(link));
	return await link.get(registers.map((register) => ({ instance: 3, register })));
}

const skip = dbusDaemon === undefined && "no dbus-daemon";

describe("BlueZ", { skip, timeout: 120_000 }, () => {
	before(async () => {
		daemon = await DBusDaemon.start(dbusDaemon!);
		process.env.DBUS_SYSTEM_BUS_ADDRESS = daemon.address;
	});
	after(() => daemon?.stop());

	it("hears what is around, and stops discovery", async () => {
		const heard = new Map<string, Heard>();
		const { calls } = await withBluez([solar, shunt], async ({ radio }) => {
			let enough: () => void = none;
			const both = new Promise<void>((resolve) => {
				enough = resolve;
			});
			const stop = await radio.listen((device) => {
				heard.set(device.address, device);
				if (heard.size === 2) enough();
			});
			await both;
			await stop();
		});
		assert.deepEqual(heard.get("fa:ac:27:84:c6:6f"), {
			address: "fa:ac:27:84:c6:6f",
			name: "SmartSolar HQ2132",
			rssi: -50,
			payload: Buffer.from("100256a0016207adceb37b605d7e0ee21b24df5c", "hex"),
			services: [],
		});
		assert.equal(heard.get("d1:22:33:44:55:66")?.payload, undefined);
		assert.deepEqual(calls, [
			"Adapter1.SetDiscoveryFilter le",
			"Adapter1.StartDiscovery",
			"Adapter1.StopDiscovery",
		]);
	});

	it("pairs by PIN, reads 20 registers and disconnects: messages and bytes as without a radio", async () => {
		const { calls } = await withBluez([solar], async (scene) => {
			const link = await open(scene, smartSolar.address, 0);
			const answers = await get(link, ...twenty);
			assert.ok(answers.every(({ status }) => status === "value"));
			assert.deepEqual(answers[8], { status: "value", value: hexBytes("f30a") });
			// As captured, and two chunks of 74 and 46 bytes.
			const start = ["fa80ff", "f980", "01", "0300", "060082189342102703010303"];
			assert.deepEqual(scene.written().slice(0, 5), start);
			assert.deepEqual(
				scene.written().map((hex) => hex.length / 2),
				[3, 2, 1, 2, 12, 74, 46],
			);
		});
		const write = "GattCharacteristic1.WriteValue command";
		assert.equal(calls.filter((call) => call === write).length, 7);
		assert.deepEqual(
			calls.filter((call) => call !== write),
			[
				"Adapter1.SetDiscoveryFilter le",
				"Adapter1.StartDiscovery",
				"Adapter1.StopDiscovery",
				"AgentManager1.RegisterAgent KeyboardDisplay",
				"Device1.Pair",
				"AgentManager1.UnregisterAgent",
				"Device1.Connect",
				"GattCharacteristic1.StartNotify",
				"GattCharacteristic1.StartNotify",
				"GattCharacteristic1.StartNotify",
				"GattCharacteristic1.ReadValue",
				"Device1.Disconnect",
			],
		);
	});

	it("uses the MTU that BlueZ tells", async () => {
		await withBluez([shunt], async (scene) => {
			await get(await open(scene, smartShunt.address, 123456), 0xed8c, 0xed8d, 0xed8e, 0x0fff);
			assert.deepEqual(scene.written().slice(5), ["05038119ed8c05038119ed8d05038119ed8e0503", "81190fff"]);
		});
	});

	it("needs the PIN once", async () => {
		const { calls } = await withBluez([shunt], async (scene) => {
			for (const passkey of [123456, undefined]) {
				const link = await open(scene, smartShunt.address, passkey);
				assert.deepEqual(await get(link, 0xed8d), [{ status: "value", value: hexBytes("2f05") }]);
				(link as VregLink).close();
			}
		});
		assert.equal(calls.filter((call) => call === "Device1.Pair").length, 1);
		assert.equal(calls.filter((call) => call === "Device1.Disconnect").length, 2);
	});

	it("says what is wrong with a PIN, and leaves no device behind", async () => {
		const { calls } = await withBluez([shunt], async (scene) => {
			assert.match(String(await open(scene, smartShunt.address, 0)), /does not accept this PIN/);
			assert.match(String(await open(scene, smartShunt.address, undefined)), /wants its PIN/);
			assert.ok((await open(scene, smartShunt.address, 123456)) instanceof VregLink);
		});
		assert.equal(calls.filter((call) => call === "Adapter1.RemoveDevice").length, 2);
		assert.equal(calls.at(-1), "Device1.Disconnect");
	});

	it("pairs anew, given the PIN, with a device that has forgotten", async () => {
		const { calls } = await withBluez([{ ...shunt, stale: true }], async (scene) => {
			assert.match(
				String(await open(scene, smartShunt.address, undefined)),
				/if its PIN was changed since it was paired, give the new one with --passkey/,
			);
			const link = await open(scene, smartShunt.address, 123456);
			assert.deepEqual(await get(link, 0xed8d), [{ status: "value", value: hexBytes("2f05") }]);
		});
		assert.deepEqual(
			calls.filter((call) => /Device1|RemoveDevice/.test(call)),
			[
				...["Device1.Connect", "Device1.Disconnect", "Device1.Connect", "Adapter1.RemoveDevice"],
				...["Device1.Pair", "Device1.Connect", "Device1.Disconnect"],
			],
		);
	});

	it("takes no device that is not there or has other services", async () => {
		const other = { ...solar, service: "0000180f-0000-1000-8000-00805f9b34fb" };
		await withBluez(
			[other],
			async (scene) => {
				assert.match(String(await open(scene, "00:00:00:00:00:01", 0)), /is not heard/);
				assert.match(String(await open(scene, smartSolar.address, 0)), /no registers over Bluetooth/);
			},
			short,
		);
	});

	for (const [silent, says, last] of [
		["Pair", /ended the connection/, "Adapter1.RemoveDevice"],
		["Connect", /is not heard, or does not answer/, "Device1.Disconnect"],
	] as const)
		it(`gives up on a device that is silent in ${silent}`, async () => {
			const { calls } = await withBluez(
				[{ ...solar, silent: [silent] }],
				async (scene) => assert.match(String(await open(scene, smartSolar.address, 0)), says),
				{ ...limits, pair: 200, connect: 200 },
			);
			assert.equal(calls.at(-1), last);
		});

	it("takes pairing back when it is closed", async () => {
		const { calls } = await withBluez([{ ...solar, silent: ["Pair"] }], async ({ fake, radio }) => {
			const link = new VregLink(radio, { address: smartSolar.address, passkey: 0 }, none);
			while (!fake.calls.includes("Device1.Pair")) await new Promise((resolve) => setImmediate(resolve));
			link.close();
		});
		assert.deepEqual(calls.slice(-3), [
			"Device1.CancelPairing",
			"AgentManager1.UnregisterAgent",
			"Adapter1.RemoveDevice",
		]);
	});

	it("survives a device that disconnects at any step", async () => {
		// Connected, three subscriptions, a read, and what the device says of five messages and one register.
		for (let step = 0; step < 14; step++) {
			let count = 0;
			const disturb = (event: PeerEvent): readonly PeerEvent[] =>
				count++ === step ? [{ kind: "closed", reason: "disconnected" }] : [event];
			await withBluez([{ ...solar, disturb }], async (scene) => {
				const link = await open(scene, smartSolar.address, 0);
				if (typeof link === "string") {
					assert.match(link, step === 0 ? /is not heard, or does not answer/ : /ended the connection/);
					return;
				}
				await assert.rejects(get(link, 0xed8d), /ended the connection/, `at ${step}`);
			});
			assert.ok(count > step, `nothing happens at ${step}`);
		}
	});

	it("ends when BlueZ does", async () => {
		const fake = await FakeBluetoothd.start(daemon.address, [solar]);
		const radio = await BluezRadio.open();
		const link = new VregLink(radio, { address: smartSolar.address, passkey: 0 }, none);
		await link.ready;
		await fake.stop();
		await assert.rejects(link.ended, /ended the connection/);
		await radio.close();
	});

	it("tells its PIN to nobody but BlueZ, and for no other device", async () => {
		const asked: string[] = [];
		await withBluez([{ ...solar, silent: ["Pair"] }], async ({ fake, radio }) => {
			const link = new VregLink(radio, { address: smartSolar.address, passkey: 0 }, none);
			while (!fake.calls.includes("Device1.Pair")) await new Promise((resolve) => setImmediate(resolve));
			const stranger = createClient({ busAddress: daemon.address });
			for (const [bus, device] of [
				[stranger, fake.devices[0]!.path],
				[fake.bus, `${fake.devices[0]!.path}0`],
			] as const)
				try {
					await bus.invoke({
						destination: fake.agent!.sender,
						path: fake.agent!.path,
						interface: "org.bluez.Agent1",
						member: "RequestPasskey",
						signature: "o",
						body: [device],
					});
				} catch (error) {
					asked.push((error as DBusError).dbusName!);
				}
			await stranger.close();
			link.close();
		});
		assert.deepEqual(asked, ["org.bluez.Error.Rejected", "org.bluez.Error.Rejected"]);
	});

	it("says what is missing on this computer", async () => {
		await assert.rejects(BluezRadio.open(), /BlueZ does not run on this computer/);
		for (const [adapter, says] of [
			["none", /no Bluetooth adapter/],
			["off", /adapter hci0 is off; turn it on: bluetoothctl power on/],
		] as const) {
			const fake = await FakeBluetoothd.start(daemon.address, [], adapter);
			await assert.rejects(BluezRadio.open(), says);
			await fake.stop();
		}
		process.env.DBUS_SYSTEM_BUS_ADDRESS = `${daemon.address}-of-nobody`;
		try {
			await assert.rejects(BluezRadio.open(), /this computer has no D-Bus/);
		} finally {
			process.env.DBUS_SYSTEM_BUS_ADDRESS = daemon.address;
		}
	});

	for (const [what, answer] of [
		["refuses this user", "REJECTED EXTERNAL\r\n"],
		["is another program", "SSH-2.0-OpenSSH_9.2\r\n"],
		["sends what is no message", `OK 1234\r\n${"\0".repeat(500)}`],
		["hangs up", undefined],
	] as const)
		it(`says that it cannot talk to a bus that ${what}`, async () => {
			const path = `${daemon.address.slice("unix:path=".length)}-${answer?.length ?? 0}`;
			const server = createServer((socket) => {
				socket.on("error", none);
				if (answer === undefined) socket.destroy();
				else socket.once("data", () => socket.write(answer));
			});
			await new Promise<void>((resolve) => server.listen(path, resolve));
			process.env.DBUS_SYSTEM_BUS_ADDRESS = `unix:path=${path}`;
			try {
				await assert.rejects(BluezRadio.open(), /^Error: D-Bus does not answer, or refuses this user$/);
			} finally {
				process.env.DBUS_SYSTEM_BUS_ADDRESS = daemon.address;
				server.close();
			}
		});
});
