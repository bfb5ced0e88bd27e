import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Device } from "../../modules/telemetry/device";
import { DeviceKey } from "../../modules/victron/instant-readout";
import type { Reading } from "../../modules/victron/record";
import { EventFeed } from "../../modules/web/event-feed";
import { LogLines } from "../../modules/web/log-lines";
import { FakeTime } from "../support/fakes";
import { FakeExchange } from "../support/web";

const addresses = ["fa:ac:27:84:c6:6f", "d1:22:33:44:55:66"];

function open() {
	const time = new FakeTime();
	const log = new LogLines();
	const devices = addresses.map(
		(address, index) => new Device(address, "", new DeviceKey(undefined, -1), index),
	);
	const readings: (Reading | undefined)[] = [
		{ type: "solar_charger", product_id: 1, pv_power: 19 },
		undefined,
	];
	const states = ["ok", "no_adverts"];
	const feed = new EventFeed(
		{ timers: time, clock: time, devices },
		{
			reading: (index) => readings[index],
			finding: (index) => states[index]!.length,
			age: (index) => Math.round((time.now - (devices[index]!.heardAt ?? 0)) / 1000),
			report: (index) => JSON.stringify({ address: addresses[index], state: states[index], age: time.now }),
		},
		log,
	);
	const hear = (index: number, power: number, at = time.now) => {
		readings[index] = { type: "solar_charger", product_id: 1, pv_power: power };
		Object.assign(devices[index]!, { heardAt: at, rssi: -60 });
		feed.reading(devices[index]!);
	};
	const listen = () => {
		const exchange = new FakeExchange();
		feed.open(exchange);
		return exchange;
	};
	return { time, log, devices, feed, states, hear, listen };
}

describe("events", () => {
	it("begin with each device's report and latest reading, then the log's last 20 lines", () => {
		const { time, log, hear, listen } = open();
		for (let line = 1; line <= 25; line++) log.add("warning", `line ${line}`);
		hear(0, 20);
		time.advance(3000);
		const client = listen();
		time.advance(3000);
		assert.equal(client.headers["content-type"], "text/event-stream");
		assert.deepEqual(
			client.events("device").map(({ address, state }) => [address, state]),
			[
				[addresses[0], "ok"],
				[addresses[1], "no_adverts"],
			],
		);
		assert.deepEqual(client.events("reading"), [
			{ address: addresses[0], type: "solar_charger", product_id: 1, pv_power: 20, rssi: -60, age: 3 },
		]);
		assert.deepEqual(
			client.events("log").map(({ message }) => message),
			Array.from({ length: 20 }, (_, index) => `line ${index + 6}`),
		);
	});

	it("tell a reading at most once a second for each device, the latest of it", () => {
		const { time, hear, listen } = open();
		const client = listen();
		time.advance(1000);
		const before = client.events("reading").length;
		for (let power = 0; power < 40; power++) {
			hear(0, power);
			hear(1, 100 + power);
			time.advance(100);
		}
		time.advance(2000);
		for (const [index, last] of [39, 139].entries()) {
			const powers = client
				.events("reading")
				.slice(before)
				.filter(({ address }) => address === addresses[index])
				.map(({ pv_power }) => pv_power);
			assert.ok(powers.length >= 4 && powers.length <= 6, String(powers));
			assert.equal(powers.at(-1), last);
		}
	});

	it("tell every ten seconds of a device that repeats itself", () => {
		const { time, devices, feed, hear, listen } = open();
		hear(0, 5);
		const client = listen();
		time.advance(1000);
		const before = client.events("reading").length;
		for (let second = 0; second < 30; second++) {
			feed.heard(devices[0]!);
			time.advance(1000);
		}
		assert.equal(client.events("reading").length - before, 3);
	});

	it("tell a report again when the finding is another", () => {
		const { time, states, listen } = open();
		const client = listen();
		time.advance(30_000);
		assert.equal(client.events("device").length, 2);
		states[1] = "wrong_key";
		time.advance(6000);
		assert.deepEqual(
			client.events("device").map(({ state }) => state),
			["ok", "no_adverts", "wrong_key"],
		);
	});

	it("tell new lines of the log and progress of an update", () => {
		const { time, log, feed, listen } = open();
		const client = listen();
		time.advance(1000);
		log.add("error", "the broker is away");
		feed.progress({ state: "receiving", received: 5, size: 10 });
		time.advance(100);
		assert.deepEqual(client.events("log"), [{ level: "error", message: "the broker is away" }]);
		assert.deepEqual(client.events("update"), [{ state: "receiving", received: 5, size: 10 }]);
	});

	it("are a comment every 15 seconds at least", () => {
		const { time, listen } = open();
		const client = listen();
		time.advance(46_000);
		assert.equal(client.sent.filter((text) => text.startsWith(":")).length, 3);
	});

	it("are for four at once, and one who goes makes room", () => {
		const { feed, listen } = open();
		const clients = [listen(), listen(), listen(), listen()];
		assert.equal(feed.full, true);
		clients[2]!.onClosed();
		assert.equal(feed.full, false);
	});

	it("end for who is too slow, and go on for the others", () => {
		const { time, hear, listen } = open();
		const [slow, quick] = [listen(), listen()];
		time.advance(1000);
		slow.slow = true;
		hear(0, 77);
		time.advance(1000);
		assert.equal(slow.closed, true);
		assert.equal(quick.closed, false);
		assert.equal(quick.events("reading").at(-1)?.pv_power, 77);
	});

	it("take no time while nobody listens", () => {
		const { time, hear, feed, listen } = open();
		hear(0, 1);
		feed.progress({ state: "trial" });
		assert.equal(time.pending, 0);
		const client = listen();
		assert.equal(time.pending, 1);
		client.onClosed();
		assert.equal(time.pending, 0);
	});
});

describe("lines of the log", () => {
	it("are cut where they are long", () => {
		const log = new LogLines();
		log.add("error", "x".repeat(5000));
		assert.equal(log.line(0), `{"level":"error","message":"${"x".repeat(120)}…"}`);
		assert.equal(log.line(1), undefined);
	});
});
