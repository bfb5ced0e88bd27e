/** A VE.Direct charger on the cable of the whole firmware, on the XS engine, to a real broker. */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Firmware } from "../../hosts/node/firmware";
import { SimulatedCharger } from "../../tools/simulate/vedirect";
import { embeddedBroker, freePort, type TestBroker } from "../support/brokers";
import { captures } from "../support/captures";
import { Command, Folder } from "../support/command";
import { Listener } from "../support/listener";

const skip = process.platform === "win32" ? "pseudo-terminals need Linux or macOS" : false;

describe("a VE.Direct charger on the cable", { skip, timeout: 120_000 }, () => {
	const folder = new Folder();
	const path = join(folder.path, "cable");
	const topic = "victron/solar_charger/Boat";
	let broker: TestBroker;
	let listener: Listener;
	let site: Command;
	let firmware: Command;

	const plugIn = async () => {
		site = new Command(["simulate", "--air", "127.0.0.1:9", "--vedirect", path]);
		await site.says(/VE.Direct charger at/);
	};

	before(async () => {
		broker = await embeddedBroker();
		await broker.start();
		listener = await Listener.connect(broker.port);
		await plugIn();
		const settings = folder.write("settings.json", {
			mqtt: { host: "127.0.0.1", port: broker.port, control: true },
			publish: { min: 1, max: 5 },
			site: { id: "test01" },
			vedirect: { name: "Boat" },
		});
		const air = `127.0.0.1:${await freePort()}`;
		firmware = new Command(["run", "--settings", settings, "--air", air, "--vedirect", path]);
		await firmware.says(/VE.Direct at .*: connected/);
	});

	after(async () => {
		firmware?.signal("SIGKILL");
		site?.signal("SIGKILL");
		listener?.close();
		await broker?.kill();
		folder.remove();
	});

	it("is published as one heard by radio would be, without a signal", async () => {
		const reading = await listener.message(topic);
		assert.deepEqual(
			[reading.type, reading.product_id, reading.model, reading.device_state, reading.charger_error],
			["solar_charger", 0xa056, "SmartSolar Charger MPPT 100/30", "bulk", "none"],
		);
		assert.ok(Number(reading.battery_voltage) > 11 && Number(reading.battery_voltage) < 15);
		assert.ok(Number(reading.pv_power) > 0);
		assert.match(String(reading.timestamp), /^\d{4}-\d\d-\d\dT/);
		assert.equal("rssi" in reading, false);
		const online = await listener.until("availability", () => listener.of(`${topic}/availability`).at(-1));
		assert.equal(online.payload, "online");
	});

	it("tells its registers: those of its text, and those that it sends by itself", async () => {
		const registers = await listener.message(`${topic}/registers`, (one) => "pv_voltage" in one);
		assert.deepEqual(
			[registers.pv_voltage, registers.serial_number, registers.firmware_version, registers.tracker_mode],
			[31.39, "HQ2132SIM01", "1.16", "tracking"],
		);
		assert.deepEqual(
			[registers.yield_user, registers.yield_yesterday, registers.pv_power_max_today],
			[231.5, 1.27, 372],
		);
	});

	it("is announced and diagnosed as the device that it is", async () => {
		const config = await listener.message("homeassistant/device/heliograph_vedirect-test01/config");
		const { connections, name } = config.dev as Record<string, unknown>;
		assert.deepEqual([connections, name], [undefined, "Boat"]);
		const status = "victron/bridge/test01/device/Boat/status";
		const { address, state } = await listener.message(status, (one) => one.state === "ok");
		assert.deepEqual([address, state], ["vedirect-test01", "ok"]);
		const { counters } = await listener.message("victron/bridge/test01/health");
		const { vedirect_blocks, vedirect_bad_blocks } = counters as Record<string, number>;
		assert.ok(vedirect_blocks! >= 1);
		// a block that had begun before the port was open
		assert.ok(vedirect_bad_blocks! <= 1);
	});

	it("answers for its registers, and takes a setting", async () => {
		const bridge = "victron/bridge/test01";
		const ask = (what: string, parameters: object) => {
			listener.publish(
				`${bridge}/request/${what}`,
				JSON.stringify({ id: what, device: "Boat", ...parameters }),
			);
			return listener.message(`${bridge}/response/${what}`);
		};
		assert.deepEqual(await ask("registers/set", { register: "charge_current_max", value: 12 }), {
			id: "registers/set",
			status: "ok",
			registers: { charge_current_max: 12 },
		});
		const registers = ["charge_current_max", "serial_number", "consumed_charge"];
		assert.deepEqual(await ask("registers", { registers }), {
			id: "registers",
			status: "ok",
			registers: { charge_current_max: 12, serial_number: "HQ2132SIM01" },
			problems: { consumed_charge: "the device does not have this register" },
		});
	});

	it("may be pulled and comes back, and the firmware goes on", async () => {
		site.signal("SIGINT");
		assert.equal((await site.finished).code, 0);
		await firmware.says(/VE.Direct at .*: the port is gone/);
		const before = listener.of(topic).length;
		await plugIn();
		await listener.until("a reading after it", () => listener.of(topic)[before]);
		assert.equal(firmware.stderr.match(/the port is gone/g)?.length, 1, firmware.stderr);
	});

	it("does not keep the firmware from ending in order", async () => {
		firmware.signal("SIGTERM");
		assert.equal((await firmware.finished).code, 0);
		await listener.message("victron/bridge/test01/state", ({ state }) => state === "offline");
	});
});

describe("garbage on the cable", { timeout: 60_000 }, () => {
	const { address, key, manufacturerData } = captures.solarCharger;

	it("costs no advert, and the text after it is read", async () => {
		const broker = await embeddedBroker();
		await broker.start();
		const listener = await Listener.connect(broker.port);
		const faults: string[] = [];
		const firmware = await Firmware.start({
			settings: {
				mqtt: { host: "127.0.0.1", port: broker.port },
				site: { id: "test02" },
				devices: [{ address, key, name: "Roof" }],
			},
			onVeDirect() {},
			onFault: (message) => faults.push(message),
		});
		try {
			// more than the line may hold: some of it is lost
			for (let round = 0; round < 30; round++) firmware.vedirect(randomBytes(10_000));
			firmware.vedirect(Buffer.alloc(10_240, "9"));
			firmware.advert(JSON.stringify({ address, rssi: -60, manufacturerData }));
			const { battery_voltage } = await listener.message("victron/solar_charger/Roof");
			assert.equal(battery_voltage, captures.solarCharger.says.battery_voltage);
			const charger = new SimulatedCharger({
				values: () => ({ device_state: "bulk", battery_voltage: 12.5, pv_power: 8 }),
				write: (bytes) => firmware.vedirect(Buffer.from(bytes)),
			});
			const reading = await listener.until("the text", () => {
				charger.tick();
				return listener.latest("victron/solar_charger/vedirect-test02");
			});
			assert.deepEqual([reading.battery_voltage, reading.pv_power], [12.5, 8]);
			assert.deepEqual(faults, []);
		} finally {
			firmware.kill();
			listener.close();
			await broker.kill();
		}
	});
});

describe("a cable that is not there", { skip, timeout: 60_000 }, () => {
	it("is said once, and does not keep the firmware from working", async () => {
		const firmware = new Command([
			...["run", "--air", `127.0.0.1:${await freePort()}`],
			...["--vedirect", "/dev/does-not-exist"],
		]);
		await firmware.says(/VE.Direct at \/dev\/does-not-exist: there is no such port; it is tried again/);
		firmware.signal("SIGTERM");
		const { code, stderr } = await firmware.finished;
		assert.equal(code, 0);
		assert.equal(stderr.match(/no such port/g)?.length, 1);
	});
});
