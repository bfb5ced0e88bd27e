/** Finding which of the devices behind a connection has a register, with simulated devices. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readKey, readRegisters, wantedOf } from "../../hosts/node/cli/read-registers";
import { nodeTimers } from "../../hosts/node/node-timers";
import { VregLink } from "../../hosts/node/vreg-link";
import { hexBytes, hexText } from "../../modules/victron/hex";
import { smartSolar } from "../../tools/simulate/gatt-devices";
import { GattPeer, type PeerEvent } from "../../tools/simulate/gatt-peer";

interface Scene {
	readonly link: VregLink;
	/** Hex of what was written since the session is ready. */
	readonly asked: () => string;
}

async function withDevice(
	registers: Readonly<Record<string, string>>,
	run: (scene: Scene) => Promise<void>,
	disturb: (event: PeerEvent) => readonly PeerEvent[] = (event) => [event],
): Promise<void> {
	const peer = new GattPeer({ ...smartSolar, registers }, { timers: nodeTimers(), disturb });
	const link = new VregLink(peer, { address: smartSolar.address, passkey: 0 }, () => {});
	try {
		await link.ready;
		const start = peer.written.length;
		const asked = () =>
			peer.written
				.slice(start)
				.map(({ value }) => hexText(value))
				.join(" ");
		await run({ link, asked });
	} finally {
		link.close();
	}
}

const read = async (link: VregLink, ...words: readonly string[]): Promise<readonly unknown[]> =>
	(await readRegisters(link, words.map(wantedOf))).map((found) =>
		typeof found === "string" ? found : `${found.id.toString(16)}=${hexText(found.value)}`,
	);

describe("registers of a device", { concurrency: true, timeout: 60_000 }, () => {
	it("are asked of the product first, of the interface first where they are its own, then of the others", async () => {
		const registers = { "3/ED8D": "2f05", "1/0102": "00005901", "0/0150": "71000000", "3/EC12": "3412" };
		await withDevice(registers, async ({ link, asked }) => {
			assert.deepEqual(
				await read(link, "battery_voltage", "firmware_version", "ble_capabilities", "0xEC12"),
				["ed8d=2f05", "102=00005901", "150=71000000", "ec12=3412"],
			);
			assert.equal(
				asked(),
				"05038119ed8d05038119010205008119015005008119ec12 05018119010205018119ec12 05038119ec12",
			);
		});
	});

	it("that share a name are tried until one is there", async () => {
		await withDevice({ "3/ED8F": "f8ff" }, async ({ link }) =>
			assert.deepEqual(await read(link, "battery_current"), ["ed8f=f8ff"]),
		);
		await withDevice({ "3/ED8F": "f8ff", "3/ED8C": "46fcffff" }, async ({ link }) =>
			assert.deepEqual(await read(link, "battery_current"), ["ed8c=46fcffff"]),
		);
	});

	it("that are not there, and those that are refused", async () => {
		const refusal = hexBytes("090019ed8d01")!;
		const disturb = (event: PeerEvent): readonly PeerEvent[] =>
			event.kind === "notified" && hexText(event.value).startsWith(hexText(refusal))
				? [{ ...event, value: hexBytes("090019ed8d02")! }]
				: [event];
		await withDevice(
			{},
			async ({ link }) => {
				assert.deepEqual(await read(link, "battery_voltage"), [
					"the device refuses this register with code 2",
				]);
				assert.deepEqual(await read(link, "pv_power"), ["the device does not have this register"]);
			},
			disturb,
		);
	});

	it("of a device that says nothing any more end in a sentence", async () => {
		let ready = false;
		await withDevice(
			{ "3/ED8D": "2f05" },
			async ({ link }) => {
				ready = true;
				await assert.rejects(read(link, "battery_voltage"), /does not answer any more/);
			},
			(event) => (ready ? [] : [event]),
		);
	});
});

describe("the key of a device", { concurrency: true, timeout: 60_000 }, () => {
	const key = "adeccb947395801a4dd45a2eaa44bf17";

	it("is told when bit 6 of its capabilities says so", async () => {
		await withDevice({ "0/0150": "40000000", "0/EC65": key }, async ({ link }) =>
			assert.equal(hexText((await readKey(link)) as Uint8Array), key),
		);
	});

	for (const [what, registers, says] of [
		["the bit is not set", { "0/0150": "bfffffff", "0/EC65": key }, /does not tell its key/],
		["it has no capabilities", { "0/EC65": key }, /does not tell its key/],
		["it has no key", { "0/0150": "40000000" }, /does not have this register/],
		["its key is short", { "0/0150": "40000000", "0/EC65": "adec" }, /something that is no key/],
	] as const)
		it(`is not told when ${what}`, async () => {
			await withDevice(registers, async ({ link, asked }) => {
				assert.match(String(await readKey(link)), says);
				if (!what.includes("key")) assert.ok(!asked().includes("19ec65"));
			});
		});
});
