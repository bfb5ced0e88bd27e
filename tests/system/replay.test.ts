/** Replays through the real command and real brokers: what was recorded arrives, in its own time, and is acknowledged. */

import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import { chmodSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { encodeAdvertisement } from "../../modules/victron/encode-advertisement";
import { hexBytes } from "../../modules/victron/hex";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { parseSite } from "../../tools/simulate/description";
import { createSite } from "../../tools/simulate/site";
import { embeddedBroker, freePort, mosquittoBroker, type TestBroker } from "../support/brokers";
import { captures } from "../support/captures";
import { Command, Folder } from "../support/command";
import { mosquitto } from "../support/environment.mjs";
import { Listener } from "../support/listener";

const { solarCharger: mppt, acCharger } = captures;
const folder = new Folder();
after(() => folder.remove());

const cipher = nodeCiphers.aes(hexBytes(mppt.key)!.buffer as ArrayBuffer);

/** An advert of the solar charger. */
function charge(at: number, counter: number, pvPower: number) {
	const payload = encodeAdvertisement({
		productId: mppt.says.product_id,
		record: solarCharger,
		counter,
		key: hexBytes(mppt.key)!,
		cipher,
		reading: { ...mppt.says, pv_power: pvPower },
	});
	return { at, address: mppt.address, rssi: -61, manufacturerData: Buffer.from(payload).toString("hex") };
}

/** Once a second. */
function chargeEachSecond(seconds: number, pvPower: (second: number) => number) {
	return Array.from({ length: seconds }, (_, i) => charge(i, i, pvPower(i)));
}

const roof = { address: mppt.address, key: mppt.key, name: "Roof" };
const topic = "victron/solar_charger/Roof";
let files = 0;

function replay(port: number, adverts: Iterable<object>, settings: object): Command {
	const name = `${files++}`;
	return new Command([
		"run",
		"--settings",
		folder.write(`${name}.json`, { site: { id: "test01" }, ...settings }),
		"--broker",
		`mqtt://127.0.0.1:${port}`,
		"--replay",
		folder.adverts(`${name}.jsonl`, adverts),
		"--speed",
		"max",
		"--exit",
	]);
}

function suite(name: string, makeBroker: () => Promise<TestBroker>): void {
	describe(`a replay to ${name}`, { timeout: 60_000 }, () => {
		let broker: TestBroker;
		let listener: Listener;

		before(async () => {
			broker = await makeBroker();
		});
		beforeEach(async () => {
			await broker.start();
			listener = await Listener.connect(broker.port);
		});
		afterEach(async () => {
			listener.close();
			await broker.kill();
		});

		/** Runs to the end, and until the listener has heard the end too. */
		async function played(adverts: Iterable<object>, settings: object): Promise<void> {
			const { code, stderr } = await replay(broker.port, adverts, settings).finished;
			assert.equal(code, 0, stderr);
			await listener.message("victron/bridge/test01/state", ({ state }) => state === "offline");
		}

		const readings = () => listener.of(topic).map(({ payload }) => JSON.parse(payload));
		const seconds = (reading: { timestamp: string }) => Date.parse(reading.timestamp) / 1000;
		const healths = () =>
			listener.of("victron/bridge/test01/health").map(({ payload }) => JSON.parse(payload));

		it("ends with everything published, the last of it retained and the bridge offline", async () => {
			const powers = Array.from({ length: 40 }, (_, i) => 100 + i);
			await played(
				chargeEachSecond(400, (second) => powers[Math.floor(second / 10)]!),
				{ devices: [roof] },
			);
			assert.deepEqual([...new Set(readings().map(({ pv_power }) => pv_power))], powers);
			const later = await Listener.connect(broker.port);
			const retained = (path: string) =>
				later.until(path, () => later.of(path).find(({ retain }) => retain)?.payload);
			const { timestamp: _, ...last } = JSON.parse(await retained(topic));
			assert.deepEqual(last, { ...mppt.says, pv_power: 139, rssi: -61 });
			assert.deepEqual(JSON.parse(await retained("victron/bridge/test01/state")), { state: "offline" });
			later.close();
		});

		it("publishes a changing value every publish.min, in the replay's own time", async () => {
			await played(
				chargeEachSecond(600, (second) => second),
				{ devices: [roof], publish: { min: 5, max: 60 } },
			);
			const said = readings();
			// A change waits for at most one tick of a second beyond publish.min.
			assert.ok(said.length >= 100 && said.length <= 122, `${said.length} readings`);
			const span = seconds(said.at(-1)) - seconds(said[0]);
			assert.ok(Math.abs(span - 599) < 2, `${span} s`);
			assert.equal(said.at(-1).pv_power, 599, "what publish.min held back goes out at the end");
		});

		it("repeats an unchanged value every publish.max", async () => {
			await played(
				Array.from({ length: 300 }, (_, i) => charge(i, 1, 50)),
				{ devices: [roof], publish: { min: 5, max: 60 } },
			);
			const times = readings().map(seconds);
			assert.ok(times.length === 5 || times.length === 6, `${times.length} readings`);
			for (let i = 1; i < times.length - 1; i++) assert.ok(Math.abs(times[i]! - times[i - 1]! - 60) <= 2);
		});

		it("says offline a minute after the last advert, online at the next, and its health every minute", async () => {
			const other = {
				address: acCharger.address,
				rssi: -70,
				manufacturerData: acCharger.manufacturerData,
			};
			const adverts = [charge(0, 1, 50), charge(10, 2, 60)];
			const others = Array.from({ length: 400 }, (_, i) => ({ at: i, ...other }));
			await played(
				[...adverts, ...others, charge(395, 3, 70)].sort((a, b) => a.at - b.at),
				{ devices: [roof] },
			);
			const availability = listener.of(`${topic}/availability`).map(({ payload }) => payload);
			assert.deepEqual(availability, ["online", "offline", "online"]);
			const uptimes = healths().map(({ uptime }) => uptime);
			assert.ok(uptimes.length >= 6 && uptimes.length <= 7, `${uptimes}`);
			for (let i = 1; i < uptimes.length; i++)
				assert.ok(Math.abs(uptimes[i] - uptimes[i - 1] - 60) <= 2, `${uptimes}`);
			const { counters, devices } = healths().at(-1);
			assert.ok(counters.unknown_device > 300);
			assert.equal(devices.length, 1);
		});

		it("loses nothing when the broker comes up late", async () => {
			await broker.kill();
			const powers = Array.from({ length: 30 }, (_, i) => i);
			const command = replay(
				broker.port,
				powers.map((power) => charge(power * 10, power, power)),
				{ devices: [roof] },
			);
			await command.says(/connection refused/);
			await broker.start();
			const late = await Listener.connect(broker.port);
			const { code, stderr } = await command.finished;
			assert.equal(code, 0, stderr);
			await late.message("victron/bridge/test01/state", ({ state }) => state === "offline");
			const power = ({ payload }: { payload: string }) => JSON.parse(payload).pv_power;
			const stored = late.of(`${topic}/backlog`).map(power);
			const live = late.of(topic).map(power);
			late.close();
			assert.ok(stored.length > 0);
			assert.deepEqual([...new Set([...stored, ...live])], powers);
			assert.equal(live.at(-1), powers.at(-1));
		});

		it("carries 5,000 adverts of 16 devices and drops none", async () => {
			const kinds = ["solar_charger", "battery_monitor", "ac_charger", "ve_bus", "battery_sense"] as const;
			const devices = Array.from({ length: 16 }, (_, i) => ({ kind: kinds[i % 5]!, name: `Device ${i}` }));
			const site = createSite(parseSite({ seed: 7, start: "12:00", devices }));
			const adverts: object[] = [];
			for (const advert of site.adverts(0)) {
				adverts.push({ ...advert, at: advert.at * 4 }); // long enough for a late health
				if (adverts.length === 5000) break;
			}
			await played(adverts, { ...site.settings() });
			const { counters } = healths().at(-1);
			assert.equal(counters.queue_dropped, 0);
			assert.equal(counters.wrong_key, 0);
			assert.ok(counters.received > 2000, `${counters.received} received`);
			const heard = new Set(
				listener.heard
					.map(({ topic }) => topic.split("/"))
					.filter(([base, type, , leaf]) => base === "victron" && type !== "bridge" && leaf === undefined)
					.map(([, , device]) => device),
			);
			assert.equal(heard.size, 16);
		});
	});
}

suite("the embedded broker", embeddedBroker);
if (mosquitto) suite("mosquitto", mosquittoBroker);
else describe.skip("a replay to mosquitto: it is not installed");

/** Record types and their topics, as the dictionary has them. */
const types: Readonly<Record<string, string>> = {
	"0x00": "test_record",
	"0x01": "solar_charger",
	"0x02": "battery_monitor",
	"0x03": "inverter",
	"0x04": "dcdc_converter",
	"0x05": "smart_lithium",
	"0x06": "inverter_rs",
	"0x07": "gx_device",
	"0x08": "ac_charger",
	"0x09": "battery_protect",
	"0x0A": "lynx_smart_bms",
	"0x0B": "multi_rs",
	"0x0C": "ve_bus",
	"0x0D": "dc_energy_meter",
	"0x0E": "smart_bms",
	"0x0F": "orion_xs",
	"0xFF01": "solar_sense",
};

describe("every capture", { timeout: 60_000 }, () => {
	it("arrives under its type", async () => {
		const vectors = readFileSync(new URL("../vectors/victron.jsonl", import.meta.url), "utf8")
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line))
			.filter(
				({ protocol, key, manufacturerDataHex, keyMismatch }) =>
					protocol === "instant-readout" && key && manufacturerDataHex && !keyMismatch,
			);
		assert.ok(vectors.length > 20);
		const address = (n: number) => `c0:00:00:00:00:${n.toString(16).padStart(2, "0")}`;
		const broker = await embeddedBroker();
		await broker.start();
		const listener = await Listener.connect(broker.port);
		try {
			const { code, stderr } = await replay(
				broker.port,
				vectors.map(({ manufacturerDataHex }, n) => ({
					at: n / 10,
					address: address(n),
					rssi: -60,
					manufacturerData: manufacturerDataHex,
				})),
				{ devices: vectors.map(({ key }, n) => ({ address: address(n), key })) },
			).finished;
			assert.equal(code, 0, stderr);
			await listener.message("victron/bridge/test01/state", ({ state }) => state === "offline");
			for (const [n, { recordType, notes }] of vectors.entries()) {
				const name = address(n).replaceAll(":", "");
				const heard = listener.heard
					.filter(({ topic }) => topic.endsWith(`/${name}`))
					.map(({ topic }) => topic);
				assert.deepEqual(
					[...new Set(heard)],
					[`victron/${types[recordType]}/${name}`],
					`${recordType} ${notes}`,
				);
			}
		} finally {
			listener.close();
			await broker.kill();
		}
	});
});

describe("a broker that refuses", { timeout: 60_000 }, () => {
	const password = "not-the-Right-0ne";
	const adverts = [charge(0, 1, 50)];

	it("is asked again, in plain words and without the password", async () => {
		const port = await freePort();
		let attempts = 0;
		const server = createServer((socket) => {
			socket.on("error", () => {});
			socket.once("data", () => {
				attempts++;
				socket.end(Buffer.from([0x20, 2, 0, 4])); // CONNACK: bad user name or password
			});
		});
		await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
		const command = replay(port, adverts, { devices: [roof], mqtt: { username: "me", password } });
		try {
			await command.says(/broker: refused: .*password/i);
			const end = Date.now() + 30_000;
			while (attempts < 2 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
			assert.ok(attempts >= 2, "tried again");
		} finally {
			command.signal("SIGTERM");
			const { code, stdout, stderr } = await command.finished;
			server.close();
			assert.equal(code, 0, stderr);
			assert.ok(!(stdout + stderr).includes(password));
			assert.doesNotMatch(stderr, /\n\s+at /);
		}
	});

	it("is mosquitto with a password file", { skip: !mosquitto && "mosquitto is not installed" }, async () => {
		const salt = Buffer.from("heliograph12");
		const hash = pbkdf2Sync("right", salt, 101, 64, "sha512").toString("base64");
		chmodSync(folder.path, 0o755); // started by root, mosquitto reads it as its own user
		const file = folder.write("passwords", `me:$7$101$${salt.toString("base64")}$${hash}\n`);
		const broker = await mosquittoBroker(`allow_anonymous false\npassword_file ${file}`);
		await broker.start();
		try {
			const wrong = replay(broker.port, adverts, { devices: [roof], mqtt: { username: "me", password } });
			await wrong.says(/broker: refused: .*(authori|password)/i);
			wrong.signal("SIGTERM");
			const { stdout, stderr } = await wrong.finished;
			assert.ok(!(stdout + stderr).includes(password));
			const settings = { devices: [roof], mqtt: { username: "me", password: "right" } };
			const finished = await replay(broker.port, adverts, settings).finished;
			assert.equal(finished.code, 0, finished.stderr);
			assert.match(finished.stderr, /connected to the broker/);
		} finally {
			await broker.kill();
		}
	});
});
