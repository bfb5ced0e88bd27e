import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { PublishPolicy, readingPayload } from "../../modules/telemetry/publish-policy";
import { decodePlainRecord } from "../../modules/victron/plain-record";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { plainOf } from "../support/plain-records";

const [min, max] = [5_000, 60_000];
const plain = (pv_power: number) => plainOf(solarCharger, { pv_power });

const device = 1;

let policy: PublishPolicy;
const latest = () => decodePlainRecord(policy.last(device)!).pv_power;
const power = (now: number) => (policy.due(device, now) ? latest() : undefined);

beforeEach(() => {
	policy = new PublishPolicy(3, min, max);
});

describe("PublishPolicy", () => {
	it("has nothing before the first reading", () => {
		policy.heard(device, -60, 0);
		assert.equal(policy.due(device, 100_000), false);
		assert.equal(policy.flush(device), false);
		assert.equal(policy.last(device), undefined);
	});

	it("publishes the first reading at once, with signal and time", () => {
		policy.offer(device, plain(1), -61, 1_000);
		assert.equal(power(1_000), 1);
		assert.deepEqual([policy.lastAt(device), policy.lastRssi(device)], [1_000, -61]);
		assert.equal(policy.due(device, 1_000), false);
	});

	it("holds a change back until min is over, and then gives the latest", () => {
		policy.offer(device, plain(1), -60, 0);
		policy.due(device, 0);
		policy.offer(device, plain(2), -60, 1_000);
		policy.offer(device, plain(3), -70, 2_000);
		assert.equal(policy.due(device, 4_999), false);
		assert.equal(power(5_000), 3);
		assert.deepEqual([policy.lastAt(device), policy.lastRssi(device)], [2_000, -70]);
	});

	it("says nothing of a value that came back within min", () => {
		policy.offer(device, plain(1), -60, 0);
		policy.due(device, 0);
		policy.offer(device, plain(2), -60, 1_000);
		policy.offer(device, plain(1), -60, 2_000);
		assert.equal(policy.due(device, 5_000), false);
	});

	it("repeats an unchanged value after max when the device was heard since", () => {
		policy.offer(device, plain(1), -60, 0);
		policy.due(device, 0);
		policy.heard(device, -65, 59_000);
		assert.equal(policy.due(device, 59_999), false);
		assert.equal(power(60_000), 1);
		assert.deepEqual([policy.lastAt(device), policy.lastRssi(device)], [59_000, -65]);
		assert.equal(policy.due(device, 60_001), false);
	});

	it("repeats an unchanged value that comes with a new counter, too", () => {
		policy.offer(device, plain(1), -60, 0);
		policy.due(device, 0);
		policy.offer(device, plain(1), -60, 30_000);
		assert.equal(power(30_000), undefined);
		assert.equal(power(60_000), 1);
	});

	it("repeats nothing of a device that is silent", () => {
		policy.offer(device, plain(1), -60, 0);
		policy.due(device, 0);
		assert.equal(policy.due(device, 600_000), false);
	});

	it("publishes a changed value as soon as it comes when min is over", () => {
		policy.offer(device, plain(1), -60, 0);
		policy.due(device, 0);
		policy.offer(device, plain(2), -60, 7_000);
		assert.equal(power(7_000), 2);
	});

	it("publishes every change with a min of 0", () => {
		policy = new PublishPolicy(3, 0, max);
		const seen = [1, 2, 3].map((value) => {
			policy.offer(device, plain(value), -60, 0);
			return power(0);
		});
		assert.deepEqual(seen, [1, 2, 3]);
	});

	it("keeps a copy: the record is the receiver's own", () => {
		const given = plain(1);
		policy.offer(device, given, -60, 0);
		given.set(plain(2));
		assert.equal(power(0), 1);
	});

	it("flushes a change that waits, and only a change", () => {
		policy.offer(device, plain(1), -60, 0);
		policy.due(device, 0);
		policy.offer(device, plain(2), -60, 1_000);
		assert.equal(policy.flush(device), true);
		assert.equal(latest(), 2);
		policy.offer(device, plain(2), -60, 2_000);
		assert.equal(policy.flush(device), false);
	});

	it("keeps the devices apart", () => {
		for (const other of [0, 1, 2]) policy.offer(other, plain(other), -60 - other, other);
		for (const other of [2, 0, 1]) {
			assert.equal(policy.due(other, 10), true);
			const { pv_power } = decodePlainRecord(policy.last(other)!);
			assert.deepEqual([pv_power, policy.lastRssi(other), policy.lastAt(other)], [other, -60 - other, other]);
		}
	});

	it("goes on from what was published before a sleep", () => {
		policy.restore(device, plain(7), -66, 100_000);
		assert.deepEqual([latest(), policy.lastAt(device), policy.lastRssi(device)], [7, 100_000, -66]);
		policy.offer(device, plain(7), -60, 110_000);
		assert.equal(policy.due(device, 110_000), false);
		policy.offer(device, plain(8), -60, 111_000);
		assert.equal(power(111_000), 8);
	});
});

describe("readingPayload", () => {
	const body = '{"type":"solar_charger","pv_power":19}';

	it("adds time and signal", () =>
		assert.deepEqual(JSON.parse(readingPayload(body, 1_700_000_000_123, -61)), {
			...JSON.parse(body),
			timestamp: "2023-11-14T22:13:20.123Z",
			rssi: -61,
		}));

	it("has no time while the clock is not set", () =>
		assert.deepEqual(JSON.parse(readingPayload(body, undefined, -61)), { ...JSON.parse(body), rssi: -61 }));
});
