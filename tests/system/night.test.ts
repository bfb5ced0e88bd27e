/** A night through the real command and a real broker: what a subscribed client sees from dusk to dawn. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { encodeAdvertisement } from "../../modules/victron/encode-advertisement";
import { hexBytes } from "../../modules/victron/hex";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { embeddedBroker, type TestBroker } from "../support/brokers";
import { captures } from "../support/captures";
import { Command, Folder } from "../support/command";
import { Listener } from "../support/listener";
import { noonZone } from "../support/noon";

const { solarCharger: mppt } = captures;
const key = hexBytes(mppt.key)!;
const cipher = nodeCiphers.aes(key.buffer as ArrayBuffer);
const minute = 60;
/** Seconds: sun until dusk, then dark until dawn, then a little sun. */
const [dusk, dawn, end] = [10 * minute, 190 * minute, 200 * minute];
const step = 4;

const topic = {
	bridge: "victron/bridge/night/state",
	roof: "victron/solar_charger/Roof",
	availability: "victron/solar_charger/Roof/availability",
	backlog: "victron/solar_charger/Roof/backlog",
	statistics: "victron/solar_charger/Roof/statistics",
};

/** One advert every four seconds; the battery falls slowly in the dark. */
function* adverts() {
	for (let at = 0, counter = 1; at < end; at += step, counter++) {
		const dark = at >= dusk && at < dawn;
		const payload = encodeAdvertisement({
			productId: mppt.says.product_id,
			record: solarCharger,
			counter,
			key,
			cipher,
			reading: {
				...mppt.says,
				pv_power: dark ? 0 : 60,
				battery_voltage: dark ? 13 - Math.floor((at - dusk) / (20 * minute)) / 100 : 13.5,
				yield_today: 0.5,
			},
		});
		yield { at, address: mppt.address, rssi: -61, manufacturerData: Buffer.from(payload).toString("hex") };
	}
}

describe("a night with sleep.mode dark", () => {
	const folder = new Folder();
	let broker: TestBroker;
	let listener: Listener;
	let states: { state: string; wake_at?: string; publish_by?: string }[];

	before(async () => {
		broker = await embeddedBroker();
		await broker.start();
		listener = await Listener.connect(broker.port);
		const settings = {
			mqtt: { host: "127.0.0.1", port: broker.port },
			sleep: { mode: "dark", after: "2 min", check: "10 min", heartbeat: "60 min" },
			site: { id: "night" },
			clock: { timezone: noonZone() },
			devices: [{ address: mppt.address, key: mppt.key, name: "Roof" }],
		};
		const command = new Command([
			"run",
			"--settings",
			folder.write("settings.json", settings),
			"--replay",
			folder.adverts("adverts.jsonl", adverts()),
			"--speed",
			"max",
			"--exit",
		]);
		const { code, stderr } = await command.finished;
		assert.equal(code, 0, stderr);
		await listener.message(topic.bridge, ({ state }) => state === "offline");
		states = listener.of(topic.bridge).map(({ payload }) => JSON.parse(payload));
	});

	after(async () => {
		listener.close();
		await broker.kill();
		folder.remove();
	});

	it("is online by day, asleep between heartbeats, online at dawn, and never offline", () => {
		// dark from minute 10 to 190: asleep from 12 on, heartbeats about every 60 minutes, then the light
		assert.deepEqual(
			states.map(({ state }) => state),
			["online", "sleeping", "online", "sleeping", "online", "sleeping", "online", "offline"],
		);
	});

	it("says when it wakes and by when it says something", () => {
		const asleep = states.filter(({ state }) => state === "sleeping");
		for (const { wake_at, publish_by } of asleep) {
			const ahead = Date.parse(publish_by!) - Date.parse(wake_at!);
			assert.ok(ahead >= 50 * minute * 1000 && ahead <= 51 * minute * 1000, `${ahead} ms`);
		}
	});

	it("calls the charger sleeping, not offline", () => {
		assert.deepEqual(
			listener.of(topic.availability).map(({ payload }) => payload),
			["online", "sleeping", "online", "sleeping", "online", "sleeping", "online"],
		);
	});

	it("delivers with each heartbeat what it heard meanwhile, in order", () => {
		const stored = listener.of(topic.backlog).map(({ payload }) => JSON.parse(payload));
		assert.ok(stored.length >= 10, `${stored.length} stored`);
		const times = stored.map(({ timestamp }) => Date.parse(timestamp));
		assert.deepEqual(
			times,
			[...times].sort((a, b) => a - b),
		);
		const dark = stored.filter(({ pv_power }) => pv_power === 0);
		assert.ok(dark.length >= stored.length - 1, "beside the first light, all is of the night");
	});

	it("never shows a value as live that is not: the retained one is the latest of its time", () => {
		const live = listener.of(topic.roof).map(({ payload }) => JSON.parse(payload));
		const times = live.map(({ timestamp }) => Date.parse(timestamp));
		assert.deepEqual(
			times,
			[...times].sort((a, b) => a - b),
		);
		assert.equal(live.at(-1)!.pv_power, 60);
	});

	it("keeps the day's statistics through every sleep", () => {
		const { today } = listener.latest(topic.statistics) as { today: Record<string, number> };
		assert.equal(today.yield, 0.5);
		assert.equal(today.battery_voltage_max, 13.5);
		assert.equal(today.battery_voltage_min, 12.92);
	});
});
