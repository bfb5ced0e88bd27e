/**
 * The whole firmware against a real broker, driven over the simulated air. One suite for every host that runs it:
 * a target starts the firmware, a broker is the embedded one or mosquitto.
 */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { encodeAdvertisement } from "../../modules/victron/encode-advertisement";
import { hexBytes, hexText } from "../../modules/victron/hex";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { encodeData, encodeRegisters, encodeSynchronisation } from "../../modules/victron/vesmart/encode";
import { Air } from "../support/air";
import { freePort, type TestBroker } from "../support/brokers";
import { captures } from "../support/captures";
import { Listener } from "../support/listener";

export interface RunningFirmware {
	/** Asks it to end in order and waits. */
	stop(): Promise<void>;
	/** Ends it as a power cut does. */
	kill(): Promise<void>;
	/** What it said so far. */
	output(): string;
}

export interface Target {
	readonly name: string;
	start(settings: Record<string, unknown>, airPort: number): Promise<RunningFirmware>;
}

const { solarCharger: mppt, batteryMonitor: shunt, acCharger } = captures;

/** An advert of the solar charger with a PV power that tells it from others. */
export function mpptAdvert(counter: number, pvPower: number): string {
	const key = hexBytes(mppt.key)!;
	const payload = encodeAdvertisement({
		productId: mppt.says.product_id,
		record: solarCharger,
		counter,
		key,
		cipher: nodeCiphers.aes(key.buffer as ArrayBuffer),
		reading: { ...mppt.says, pv_power: pvPower },
	});
	return Buffer.from(payload).toString("hex");
}

const networkKey = "00112233445566778899aabbccddeeff";
/** Of the vectors, and one more with the serial number HQyywwMAEI4. */
const member = {
	cipher: nodeCiphers.aes(hexBytes(networkKey)!.buffer as ArrayBuffer),
	networkId: hexBytes("3412")!,
	source: 0x999a25ec,
};
const registers = (priority: number, register: number, hex: string) =>
	encodeRegisters(priority, [{ register, value: hexBytes(hex)! }]);

export function systemSuite(target: Target, brokerName: string, makeBroker: () => Promise<TestBroker>): void {
	describe(`${target.name} with ${brokerName}`, () => {
		let broker: TestBroker;
		let listener: Listener;
		let air: Air;
		let firmware: RunningFirmware;
		const topic = { mppt: "victron/solar_charger/Roof", shunt: "victron/battery_monitor/fa_c_" };

		const settings = () => ({
			mqtt: { host: "127.0.0.1", port: broker.port, base: "victron" },
			publish: { min: 1, max: 5 },
			network: { id: "3412", key: networkKey },
			site: { id: "test01" },
			devices: [
				{ address: mppt.address, key: mppt.key, name: "Roof" },
				{ address: shunt.address, key: shunt.key, name: "House/battery #1+" },
				{ address: acCharger.address.toUpperCase(), key: `00${acCharger.key.slice(2)}`, name: "Shore" },
			],
		});

		before(async () => {
			broker = await makeBroker();
			await broker.start();
			listener = await Listener.connect(broker.port);
			const airPort = await freePort();
			air = new Air(airPort);
			firmware = await target.start(settings(), airPort);
			await listener.message("victron/bridge/test01/state", ({ state }) => state === "online");
		});

		after(async () => {
			await firmware?.kill();
			listener?.close();
			air?.close();
			await broker?.kill();
		});

		it("publishes a capture as the dictionary says, with its signal and time", async () => {
			await air.advert(mppt.address, mppt.manufacturerData, -58);
			const { timestamp, ...reading } = await listener.message(topic.mppt);
			assert.deepEqual(reading, { ...mppt.says, rssi: -58 });
			assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
		});

		it("keeps a name with wildcards and slashes out of the topic", async () => {
			await air.advert(shunt.address, shunt.manufacturerData);
			const found = await listener.until("a battery monitor", () =>
				listener.heard.find(
					({ topic }) => /^victron\/battery_monitor\/[^/]+$/.test(topic) && !/[+#]/.test(topic),
				),
			);
			assert.equal(JSON.parse(found.payload).state_of_charge, 50);
		});

		it("announces the device to Home Assistant and says that it is online", async () => {
			const config = await listener.until("discovery", () =>
				listener.heard.find(
					({ topic }) => topic.startsWith("homeassistant/device/") && /c6_?6f|c66f/i.test(topic),
				),
			);
			const payload = JSON.parse(config.payload);
			assert.ok(payload.o || payload.origin);
			const components = Object.values((payload.cmps ?? payload.components) as Record<string, unknown>[]);
			assert.ok(components.length >= Object.keys(solarCharger.fields).length);
			const online = await listener.until("availability", () =>
				listener.of(`${topic.mppt}/availability`).at(-1),
			);
			assert.equal(online.payload, "online");
		});

		it("names the byte that a wrong key should begin with, once, and publishes no reading of it", async () => {
			for (let i = 0; i < 5; i++) await air.advert(acCharger.address, acCharger.manufacturerData);
			await air.advert(mppt.address, mpptAdvert(5000, 77));
			await listener.message(topic.mppt, ({ pv_power }) => pv_power === 77);
			const entries = listener.of("victron/bridge/test01/log").filter(({ payload }) => /c1/i.test(payload));
			assert.equal(entries.length, 1);
			assert.ok(!listener.heard.some(({ topic }) => topic.startsWith("victron/ac_charger/")));
			assert.ok(!listener.heard.some(({ payload }) => payload.includes(acCharger.key.slice(2))));
		});

		it("publishes registers of the VE.Smart network, whose members are not configured", async () => {
			const stranger = "c1:00:00:00:00:07";
			await air.advert(stranger, hexText(encodeSynchronisation(member, 6)));
			await air.advert(stranger, hexText(encodeData(member, 7, registers(8, 0xed8d, "2f05"))));
			await air.advert(stranger, hexText(encodeData(member, 8, registers(8, 0xedec, "4574"))));
			const together = await listener.message(
				"venetworking/HQyywwMAEI4",
				({ battery_temperature }) => battery_temperature !== undefined,
			);
			const { timestamp, ...rest } = together;
			assert.deepEqual(rest, { battery_voltage: 13.27, battery_temperature: 24.5, priority: 8 });
			assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT/);
			const raw = await listener.until(
				"a register by itself",
				() => listener.of("venetworking/HQyywwMAEI4/EDEC")[0],
			);
			assert.equal(raw.payload, "29765");
		});

		it("publishes those of a configured device with it, too", async () => {
			const own = { ...member, source: 0x89abcdef };
			await air.advert(shunt.address, hexText(encodeSynchronisation(own, 6)));
			await air.advert(shunt.address, hexText(encodeData(own, 7, registers(12, 0xed8c, "1fefffff"))));
			const { battery_current } = await listener.message("victron/battery_monitor/House_battery_1/registers");
			assert.equal(battery_current, -4.321);
		});

		it("publishes nothing of what is replayed, forged or damaged in the network, and counts it", async () => {
			const stranger = "c1:00:00:00:00:07";
			const packet = encodeData(member, 9, registers(8, 0xed8d, "3005"));
			const forged = hexText(packet.map((byte, index) => (index === packet.length - 1 ? byte ^ 1 : byte)));
			await air.advert(stranger, forged);
			await air.advert(stranger, hexText(encodeData(member, 5, registers(8, 0xed8d, "3105"))));
			await air.advert(stranger, hexText(encodeData(member, 10, hexBytes("088ded023205ff")!)));
			for (let length = 0; length < 40; length++)
				await air.advert(
					stranger,
					`${1 + (length % 3)}`.padStart(2, "0") + randomBytes(length).toString("hex"),
				);
			await air.advert(stranger, hexText(encodeData(member, 11, registers(8, 0xed8d, "3305"))));
			const raw = () => listener.of("venetworking/HQyywwMAEI4/ED8D").map(({ payload }) => payload);
			await listener.until("the last one", () => raw().at(-1) === "1331");
			assert.deepEqual([...new Set(raw())], ["1327", "1331"]);
			assert.ok(!listener.heard.some(({ payload }) => payload.includes(networkKey)));
		});

		it("goes on through garbage from the air", async () => {
			for (let length = 0; length < 250; length += 7)
				await air.advert(mppt.address, randomBytes(length).toString("hex"));
			for (const junk of ["", "{", "null", "[]", '{"address":5}', "\u0000", `"${"x".repeat(9000)}"`])
				await air.send(junk);
			await air.send(randomBytes(1200));
			await air.advert("no address at all", mppt.manufacturerData);
			await air.advert(mppt.address, mpptAdvert(5001, 78));
			await listener.message(topic.mppt, ({ pv_power }) => pv_power === 78);
		});

		it("publishes an unchanged value again after publish.max while the device is heard", async () => {
			const before = listener.of(topic.mppt).length;
			const repeated = mpptAdvert(5001, 78);
			await listener.until("a second message", () => {
				void air.advert(mppt.address, repeated);
				return listener.of(topic.mppt).length > before;
			});
			assert.equal(listener.latest(topic.mppt)?.pv_power, 78);
		});

		it("stores readings while the broker is away, delivers them in order, then tells the latest", async () => {
			await broker.kill();
			const sent = [201, 202, 203, 204];
			for (const [index, power] of sent.entries()) {
				await air.advert(mppt.address, mpptAdvert(6000 + index, power));
				await new Promise((resolve) => setTimeout(resolve, 1300)); // longer than publish.min
			}
			await broker.start();
			await listener.message(topic.mppt, ({ pv_power }) => pv_power === sent.at(-1));
			// what was on its way when the broker went away may come twice
			const stored = listener.of(`${topic.mppt}/backlog`);
			const readings = stored.map(({ payload }) => JSON.parse(payload));
			const powers = [...new Set(readings.map(({ pv_power }) => pv_power))];
			assert.deepEqual(powers.slice(-4), sent);
			assert.ok(!stored.some(({ retain }) => retain));
			const time = (power: number) => readings.find(({ pv_power }) => pv_power === power).timestamp;
			for (let i = 1; i < sent.length; i++) {
				const gap = Date.parse(time(sent[i]!)) - Date.parse(time(sent[i - 1]!));
				assert.ok(gap >= 1000, `each with its own time: ${gap} ms`);
			}
			const live = listener.of(topic.mppt).map(({ payload }) => JSON.parse(payload).pv_power);
			assert.deepEqual(
				live.filter((power) => sent.includes(power)),
				[204],
			);
		});

		it("tells its counters and each device's in health", async () => {
			const health = await listener.message(
				"victron/bridge/test01/health",
				({ counters }) => {
					const { network_truncated, unknown_device } = counters as Record<string, number>;
					return network_truncated! >= 1 && unknown_device! >= 1;
				},
				75_000,
			);
			const counters = health.counters as Record<string, number>;
			for (const reason of [
				"received",
				"published",
				"duplicate",
				"unknown_device",
				"too_short",
				"queue_dropped",
			])
				assert.equal(typeof counters[reason], "number", reason);
			assert.equal(counters.queue_dropped, 0);
			assert.ok(counters.wrong_key! >= 5);
			for (const reason of ["network_wrong_key", "network_replayed"])
				assert.ok(counters[reason]! >= 1, reason);
			assert.equal((health.devices as unknown[]).length, 3);
		});

		it("says offline when it ends in order, and by its last will when it does not", async () => {
			await firmware.stop();
			await listener.until(
				"offline",
				() => listener.latest("victron/bridge/test01/state")?.state === "offline",
			);
			const airPort = await freePort();
			firmware = await target.start(settings(), airPort);
			await listener.until(
				"online",
				() => listener.latest("victron/bridge/test01/state")?.state === "online",
			);
			await firmware.kill();
			await listener.until(
				"the will",
				() => listener.latest("victron/bridge/test01/state")?.state === "offline",
			);
			const later = await Listener.connect(broker.port, "victron/bridge/test01/state");
			const retained = await later.until("a retained state", () => later.heard.find(({ retain }) => retain));
			assert.equal(JSON.parse(retained.payload).state, "offline");
			later.close();
		});
	});
}
