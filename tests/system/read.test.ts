/** `heliograph read` as people use it: on a real message bus with simulated devices, and on the simulated air. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { hexBytes } from "../../modules/victron/hex";
import { smartShunt, smartSolar } from "../../tools/simulate/gatt-devices";
import type { PeerEvent } from "../../tools/simulate/gatt-peer";
import { freePort } from "../support/brokers";
import { Command, type Finished, Folder, heliograph } from "../support/command";
import { dbusDaemon } from "../support/environment.mjs";
import { FakeBluetoothd } from "../support/fake-bluetoothd";
import { DBusDaemon } from "../support/message-bus";

const read = (...words: readonly string[]): Promise<Finished> => heliograph(["read", ...words]);

/** One sentence, no stack trace. */
function refused({ code, stderr }: Finished, expected: number, says: RegExp): void {
	assert.match(stderr, says);
	assert.equal(code, expected, stderr);
	assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
	assert.doesNotMatch(stderr, /\n\s+at |node:|Error:/);
}

const solarKey = "adeccb947395801a4dd45a2eaa44bf17";
const solar = ["--address", "FA-AC-27-84-C6-6F"];
const shunt = ["--address", smartShunt.address];

describe("heliograph read, through BlueZ", {
	timeout: 120_000,
	skip: dbusDaemon === undefined && "no dbus-daemon",
}, () => {
	let daemon: DBusDaemon;
	let bluez: FakeBluetoothd;
	/** The SmartSolar tells its battery voltage with each credit. */
	let talks = false;

	before(async () => {
		daemon = await DBusDaemon.start(dbusDaemon!);
		process.env.DBUS_SYSTEM_BUS_ADDRESS = daemon.address;
		const value = hexBytes("080319ed8d422f05")!;
		const telling: PeerEvent = { kind: "notified", characteristic: "lastData", value };
		bluez = await FakeBluetoothd.start(daemon.address, [
			{ peer: smartShunt, rssi: -80, payload: hexBytes("100289a302b040af925d09a4d89aa0128bdef48c6298a9")! },
			{
				peer: { ...smartSolar, registers: { ...smartSolar.registers, "0/EC13": "00".repeat(16) } },
				rssi: -50,
				name: "Roof\u0007",
				payload: hexBytes("100256a0016207adceb37b605d7e0ee21b24df5c")!,
				disturb: (event) => (talks && event.kind === "notified" ? [event, telling] : [event]),
			},
			{ peer: { ...smartSolar, address: "c0:00:00:00:00:01" }, rssi: -30 },
			{ peer: { ...smartShunt, address: "c0:00:00:00:00:02" }, rssi: -90, silent: ["Pair"] },
		]);
	});
	after(async () => {
		await bluez?.stop();
		daemon?.stop();
		delete process.env.DBUS_SYSTEM_BUS_ADDRESS;
	});

	it("lists what is heard, nearest first", async () => {
		const { code, stdout, stderr } = await read("--scan", "--duration", "0.5");
		assert.equal(code, 0, stderr);
		assert.deepEqual(
			stdout
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line)),
			[
				{
					address: "fa:ac:27:84:c6:6f",
					name: "Roof",
					rssi: -50,
					product_id: 0xa056,
					model: "SmartSolar Charger MPPT 100/30",
				},
				{ address: "d1:22:33:44:55:66", rssi: -80, product_id: 0xa389, model: "SmartShunt 500A/50mV" },
			],
		);
	});

	it("wants the PIN first", async () => {
		refused(await read("pv_voltage", ...solar), 1, /wants its PIN: give it with --passkey/);
		refused(await read("pv_voltage", ...solar, "--passkey", "123456"), 1, /does not accept this PIN/);
		assert.equal(bluez.agent, undefined);
		assert.equal(bluez.discovering, false);
	});

	it("reads registers by name and by id, wherever the device has them", async () => {
		const { code, stdout, stderr } = await read(
			...["pv_voltage", "0xED8D", "battery_current", "device_state", "ble_capabilities", "0x0100"],
			...["network_key", "consumed_charge", ...solar, "--passkey", "000000"],
		);
		assert.deepEqual(JSON.parse(stdout), {
			pv_voltage: 28.03,
			battery_voltage: 13.27,
			battery_current: -0.06,
			device_state: "bulk",
			device_state_code: 3,
			ble_capabilities: ["ble_mode", "ve_reg_service", "trends", "advertisement_key"],
			product_id: 0xa056,
			network_key: "***",
		});
		assert.equal(stderr, "heliograph: consumed_charge: the device does not have this register\n");
		assert.equal(code, 1);
	});

	it("reads of the nearest device, without its PIN once it is paired, what tells most", async () => {
		const { code, stdout, stderr } = await read();
		assert.equal(code, 0);
		assert.equal(stderr, "heliograph: the nearest is fa:ac:27:84:c6:6f, Roof, -50 dBm\n");
		const values = JSON.parse(stdout);
		assert.equal(values.model, "SmartSolar Charger MPPT 100/30");
		assert.equal(values.pv_voltage, 28.03);
		assert.ok(!("state_of_charge" in values));
	});

	it("reads a SmartShunt's registers as captured", async () => {
		const words = [
			"battery_current",
			"battery_power",
			"starter_voltage",
			"battery_voltage",
			"state_of_charge",
		];
		const { code, stdout } = await read(...words, ...shunt, "--passkey", "123456");
		assert.equal(code, 0);
		assert.equal(
			stdout,
			'{"battery_current":-0.954,"battery_power":-13,"starter_voltage":-0.01,"battery_voltage":13.27,"state_of_charge":100}\n',
		);
	});

	it("tells the key only to who asks for it", async () => {
		assert.deepEqual(JSON.parse((await read("--key", ...solar)).stdout), {
			address: "fa:ac:27:84:c6:6f",
			key: solarKey,
		});
		const { stdout } = await read("advertisement_key", "product_id", ...solar);
		assert.deepEqual(JSON.parse(stdout), { product_id: 0xa056, advertisement_key: solarKey });
		const all = await read(...solar);
		assert.ok(!all.stdout.includes(solarKey));
	});

	it("goes on with what the device sends by itself, until it is interrupted", async () => {
		talks = true;
		const command = new Command(["read", "battery_voltage", ...solar, "--duration", "1000"]);
		try {
			await command.says(/"register"/);
		} finally {
			talks = false;
			command.signal("SIGINT");
		}
		const { code, stdout } = await command.finished;
		assert.equal(code, 0);
		const [first, ...more] = stdout.trim().split("\n");
		assert.equal(first, '{"battery_voltage":13.27}');
		assert.deepEqual(new Set(more), new Set(['{"register":{"battery_voltage":13.27}}']));
		assert.equal(bluez.calls.at(-1), "Device1.Disconnect");
	});

	it("leaves nothing behind when it is interrupted", async () => {
		const from = bluez.calls.length;
		const command = new Command(["read", "--address", "c0:00:00:00:00:02", "--passkey", "123456"]);
		while (!bluez.calls.slice(from).includes("Device1.Pair")) await new Promise((r) => setTimeout(r, 10));
		command.signal("SIGINT");
		refused(await command.finished, 1, /interrupted/);
		assert.deepEqual(bluez.calls.slice(-3), [
			"Device1.CancelPairing",
			"AgentManager1.UnregisterAgent",
			"Adapter1.RemoveDevice",
		]);
	});

	it("says that a charger without history has none", async () => {
		refused(await read("history", ...solar), 1, /the device has no history/);
	});
});

describe("heliograph read, on the simulated air", { timeout: 120_000 }, () => {
	const folder = new Folder();
	let site: Command;
	let air: readonly string[];
	let devices: readonly { readonly address: string; readonly key: string }[];

	before(async () => {
		air = ["--air", `127.0.0.1:${await freePort()}`];
		const file = folder.write("site.json", {
			devices: [
				{ kind: "solar_charger", address: smartSolar.address, key: solarKey, pin: "123456" },
				{ kind: "battery_monitor" },
			],
		});
		const settings = `${folder.path}/settings.json`;
		site = new Command(["simulate", "--site", file, "--settings", settings, ...air]);
		await site.says(/connections to them/);
		devices = JSON.parse(readFileSync(settings, "utf8")).devices;
	});
	after(async () => {
		site?.signal("SIGINT");
		await site?.finished;
		folder.remove();
	});

	it("lists what is heard", async () => {
		const { code, stdout } = await read("--scan", "--duration", "5", ...air);
		assert.equal(code, 0);
		const heard = stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line).address);
		assert.deepEqual(heard.sort(), devices.map(({ address }) => address).sort());
	});

	it("fetches the key with the PIN", async () => {
		refused(await read("--key", ...solar, ...air), 1, /wants its PIN/);
		refused(await read("--key", ...solar, "--passkey", "000000", ...air), 1, /does not accept this PIN/);
		const { stdout } = await read("--key", ...solar, "--passkey", "123456", ...air);
		assert.deepEqual(JSON.parse(stdout), { address: smartSolar.address, key: solarKey });
	});

	it("reads the history", async () => {
		const { code, stdout } = await read("history", ...solar, "--passkey", "123456", ...air);
		assert.equal(code, 0);
		const { total, days } = JSON.parse(stdout);
		assert.equal(total.yield_user, 231.5);
		assert.deepEqual(
			days.map(({ days_ago, day }: Record<string, unknown>) => [days_ago, day]),
			[
				[0, 247],
				[1, 246],
				[2, 245],
			],
		);
	});

	it("says that nobody is there", async () => {
		refused(await read("--address", "00:00:00:00:00:01", ...air), 1, /00:00:00:00:00:01 is not heard/);
		const nobody = ["--air", `127.0.0.1:${await freePort()}`];
		refused(await read(...solar, ...nobody), 1, /is not heard/);
		refused(await read("--scan", "--duration", "0.1", ...nobody), 1, /no Victron device was heard in 0.1 s/);
	});
});

describe("heliograph read", { concurrency: 3, timeout: 60_000 }, () => {
	for (const [words, says] of [
		[["nonsense"], /there is no register nonsense/],
		[["pv_power", "--address", "fa:ac"], /--address must be a Bluetooth address such as/],
		[["--passkey", "12345"], /--passkey must be six digits/],
		[["--passkey", "1234567"], /--passkey must be six digits/],
		[["--duration", "0"], /--duration must be a number of seconds above 0/],
		[["--air", "here"], /--air/],
		[["--scan", "pv_power"], /--scan only listens/],
		[["--scan", "--key"], /--scan only listens/],
		[["--key", "pv_power"], /--key takes no REG/],
		[["history", "pv_power"], /history takes no REG/],
		[["history", "--duration", "5"], /history takes no REG and no --duration/],
	] as const)
		it(`refuses ${words.join(" ")}`, async () => {
			const finished = await read(...words);
			refused(finished, 2, says);
			assert.equal(finished.stdout, "");
		});

	it("says what a computer without Bluetooth lacks", async () => {
		const program = ["env", "DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nonexistent", process.execPath];
		const command = new Command(["bin/heliograph.mjs", "read", "--scan"], "", program);
		refused(await command.finished, 1, /this computer has no D-Bus|needs Linux with BlueZ/);
	});
});
