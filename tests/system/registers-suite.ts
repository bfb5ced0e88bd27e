/** Registers through the whole firmware: over MQTT, by schedule, and a key that is fetched with the PIN; for every host. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { nodeTimers } from "../../hosts/node/node-timers";
import type { GattPort } from "../../modules/victron/vreg/port";
import { smartSolar } from "../../tools/simulate/gatt-devices";
import { GattPeer } from "../../tools/simulate/gatt-peer";
import { GattServer } from "../../tools/simulate/gatt-server";
import type { TestBroker } from "../support/brokers";
import { captures } from "../support/captures";
import { apiProblems } from "../support/json-schema";
import { Listener } from "../support/listener";

const { address, manufacturerData, key } = captures.solarCharger;
const bridge = "victron/bridge/test03";
const pin = "271828";

/** A host with connections to simulated devices. */
export interface ConnectingHost {
	readonly name: string;
	/** How much faster the firmware's clock runs. */
	readonly speed: number;
	/** @param gattPort where the simulated devices take connections. */
	start(settings: Record<string, unknown>, gattPort: number): Promise<ConnectedFirmware>;
}

export interface ConnectedFirmware {
	/** Of the simulated air. */
	advert(text: string): void;
	output(): string;
	stop(): Promise<void>;
}

export function registerSuite(
	{ name, speed, start }: ConnectingHost,
	makeBroker: () => Promise<TestBroker>,
): void {
	describe(`registers of a device over the ${name}`, { timeout: 240_000 }, () => {
		let broker: TestBroker;
		let listener: Listener;
		let firmware: ConnectedFirmware;
		let server: GattServer;
		let asked = 0;
		/** A device that forgets who was paired: the PIN is wanted each time. */
		const devices: GattPort = {
			connect: (target, events) =>
				new GattPeer({ ...smartSolar, passkey: Number(pin) }, { timers: nodeTimers(speed) }).connect(
					target,
					events,
				),
		};

		async function ask(what: string, parameters: object = {}): Promise<Record<string, unknown>> {
			const id = ++asked;
			listener.publish(`${bridge}/request/${what}`, JSON.stringify({ id, ...parameters }));
			const response = await listener.message(`${bridge}/response/${what}`, (message) => message.id === id);
			assert.deepEqual(apiProblems(`${what}.response`, response), []);
			return response;
		}

		before(async () => {
			broker = await makeBroker();
			await broker.start();
			listener = await Listener.connect(broker.port);
			server = await GattServer.listen(devices, "127.0.0.1", 0);
			const settings = {
				mqtt: { host: "127.0.0.1", port: broker.port, control: true },
				site: { id: "test03" },
				devices: [{ address, name: "Roof", registers: "pv_voltage, history_day_1" }],
			};
			firmware = await start(settings, server.port);
			await listener.message(`${bridge}/state`, ({ state }) => state === "online");
		});

		after(async () => {
			await firmware?.stop();
			server?.close();
			listener?.close();
			await broker?.kill();
		});

		it("are not read by schedule with a wrong PIN, which is said once", async () => {
			const { message } = await listener.message(`${bridge}/log`, (line) =>
				String(line.message).includes("PIN"),
			);
			assert.equal(
				message,
				"Roof: reading registers: the device refuses the PIN; accepted: its 6 digits, 000000 unless it was changed",
			);
		});

		it("give the key with the right PIN, and readings arrive after a restart", async () => {
			assert.equal((await ask("keys/fetch", { address })).status, "error");
			assert.deepEqual(await ask("keys/fetch", { address, pin }), {
				id: asked,
				status: "ok",
				restart_needed: true,
			});
			const list = (await ask("settings/get", { key: "devices" })).devices;
			assert.deepEqual(list, [
				{ address, key: "***", name: "Roof", pin: "***", registers: "pv_voltage, history_day_1" },
			]);
			await ask("restart");
			const reading = await listener.until("a reading", () => {
				firmware.advert(JSON.stringify({ address, rssi: -61, manufacturerData }));
				return listener.latest("victron/solar_charger/Roof");
			});
			assert.equal(reading.battery_voltage, 13.88);
		});

		it("are read by request", async () => {
			assert.deepEqual(
				await ask("registers", { device: "Roof", registers: ["pv_voltage", "device_mode", "0xEDF0"] }),
				{
					id: asked,
					status: "ok",
					registers: {
						pv_voltage: 28.03,
						device_mode: "charger",
						device_mode_code: 1,
						charge_current_max: 30,
					},
				},
			);
		});

		it("are published with the device's readings, all that were read in one object", async () => {
			const told = await listener.message(
				"victron/solar_charger/Roof/registers",
				(value) => "charge_current_max" in value,
			);
			assert.equal(told.pv_voltage, 28.03);
			assert.equal(told.charge_current_max, 30);
		});

		it("are set by request, and told as the device has them", async () => {
			const set = { device: "Roof", register: "float_voltage", value: 13.7 };
			assert.deepEqual((await ask("registers/set", set)).registers, { float_voltage: 13.7 });
			assert.match(
				String((await ask("registers/set", { ...set, register: "pv_voltage" })).error),
				/can only be read$/,
			);
		});

		it("are read by schedule with the PIN that was stored, and the history is in the statistics", async () => {
			await listener.until("the schedule", async () => {
				const { counters } = await ask("status");
				return (counters as Record<string, number>).registers_read! > 0;
			});
			await ask("statistics/reset", { device: "Roof" });
			const { charger } = (await listener.message(
				"victron/solar_charger/Roof/statistics",
				(value) => "charger" in value,
			)) as {
				charger: Record<string, Record<string, number>>;
			};
			assert.equal(charger.yesterday!.battery_voltage_max, 14.61);
		});

		it("are entities of Home Assistant", async () => {
			const topic = `homeassistant/device/heliograph_${address.replaceAll(":", "")}/config`;
			const { cmps } = (await listener.message(topic, () => true)) as {
				cmps: Record<string, Record<string, unknown>>;
			};
			assert.equal(cmps.register_pv_voltage!.state_topic, "victron/solar_charger/Roof/registers");
			assert.equal(cmps.register_pv_voltage!.unit_of_measurement, "V");
		});

		it("never show a key or a PIN", () => {
			const all = JSON.stringify(listener.heard.filter(({ topic }) => !topic.includes("/request/")));
			assert.ok(!all.includes(key));
			assert.ok(!all.includes(pin));
			assert.ok(!firmware.output().includes(key));
			assert.ok(!firmware.output().includes(pin));
		});
	});
}
