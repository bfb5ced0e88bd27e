import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { Store, StoredValue } from "../../hosts/ports";
import { TimeZone } from "../../modules/network/time-zone";
import { Device } from "../../modules/telemetry/device";
import { Statistics } from "../../modules/telemetry/statistics";
import { StatisticsKeeper } from "../../modules/telemetry/statistics-keeper";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { FakeTime } from "../support/fakes";

const [minute, hour] = [60_000, 3_600_000];
/** 10:30 UTC. */
const start = Date.UTC(2026, 5, 1, 10, 30);
const key = "faac2784c66f";

class FakeStore implements Store {
	readonly values = new Map<string, StoredValue>();
	writes = 0;
	full = false;

	get(domain: string, key: string) {
		return this.values.get(`${domain}.${key}`);
	}

	set(domain: string, key: string, value: StoredValue): void {
		this.writes++;
		if (this.full) throw new Error("no room");
		this.values.set(`${domain}.${key}`, value);
	}

	delete(domain: string, key: string): void {
		if (this.full) throw new Error("damaged");
		this.values.delete(`${domain}.${key}`);
	}

	keys(): string[] {
		return [];
	}
}

let time: FakeTime;
let store: FakeStore;
let lines: string[];
let roof: Device;
let shed: Device;
let statistics: Statistics;
let keeper: StatisticsKeeper;

/** A start of the firmware. */
function make(): void {
	const timeZone = new TimeZone("UTC0");
	roof = new Device("fa:ac:27:84:c6:6f", "Roof", new DeviceKey(undefined, -1), 0);
	shed = new Device("d1:22:33:44:55:66", "Shed", new DeviceKey(undefined, -1), 1);
	statistics = new Statistics({ devices: 2, timeZone });
	keeper = new StatisticsKeeper({
		statistics,
		devices: [roof, shed],
		store,
		timers: time,
		clock: time,
		timeZone,
		log: { log: (_, line) => lines.push(line) },
	});
}

function hear(yield_today: number): void {
	roof.received++;
	const reading = { type: "solar_charger", product_id: 1, pv_power: 100, yield_today };
	keeper.reading(roof, reading, new Uint8Array(21), -60, time.now);
}

const today = () => JSON.parse(statistics.payload(0)).today.yield;

beforeEach(() => {
	time = new FakeTime();
	time.utcAtStart = start;
	store = new FakeStore();
	lines = [];
	make();
	keeper.start();
});

describe("StatisticsKeeper", () => {
	it("keeps each device that was heard every hour, and no other", () => {
		hear(0.5);
		time.advance(59 * minute);
		assert.equal(store.writes, 0);
		time.advance(minute);
		assert.deepEqual([...store.values.keys()], [`statistics.${key}`]);
		time.advance(20 * minute);
		assert.equal(store.writes, 1);
	});

	it("goes on from the store after a power cut, with the day's yield", () => {
		hear(0.5);
		time.advance(10 * minute);
		hear(0.75);
		time.advance(50 * minute);
		hear(0.9);
		make();
		assert.equal(today(), undefined);
		keeper.restore(0, undefined);
		assert.equal(today(), 0.75);
		hear(1);
		assert.equal(today(), 1);
	});

	it("keeps when the local day ends", () => {
		time.advance(13 * hour + 29 * minute);
		hear(0.5);
		const before = store.writes;
		time.advance(2 * minute);
		assert.equal(store.writes, before + 1);
	});

	it("prefers what a sleep retained over the store", () => {
		hear(0.5);
		keeper.keepAll();
		hear(0.75);
		const retained = keeper.save(0, 1_000)!;
		make();
		keeper.restore(0, retained);
		assert.equal(today(), 0.75);
	});

	it("stores what does not fit into the retained memory", () => {
		hear(0.5);
		assert.equal(keeper.save(0, 100), undefined);
		make();
		keeper.restore(0, undefined);
		assert.equal(today(), 0.5);
	});

	it("says once that the store is full, and goes on", () => {
		store.full = true;
		hear(0.5);
		time.advance(3 * hour);
		assert.deepEqual(lines, ["statistics cannot be stored: there is no room, or the store is damaged"]);
		assert.equal(store.writes, 3);
		store.full = false;
		time.advance(hour);
		assert.equal(store.values.size, 1);
	});

	it("begins a device anew, in the store, too, and says when the store is damaged", () => {
		hear(0.5);
		keeper.keepAll();
		hear(0.75);
		keeper.reset(0);
		assert.equal(today(), undefined);
		assert.equal(store.values.size, 0);
		make();
		keeper.restore(0, undefined);
		assert.equal(today(), undefined);
		store.full = true;
		keeper.reset(0);
		assert.deepEqual(lines, ["stored statistics cannot be deleted: the store is damaged"]);
	});

	it("takes no value of another kind for statistics", () => {
		for (const value of ["text", 5, new ArrayBuffer(3)]) {
			store.values.set(`statistics.${key}`, value);
			make();
			keeper.restore(0, undefined);
			assert.equal(today(), undefined);
		}
	});
});
