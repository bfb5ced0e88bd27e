import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { PublishPolicy, readingPayload } from "../../modules/telemetry/publish-policy";

const [min, max] = [5_000, 60_000];
const reading = (pv_power: number) => ({ type: "solar_charger", product_id: 0xa042, pv_power });
const unknown = { type: "unknown", product_id: 0xa042, record_type: 0x77, raw: "00ff" };

let policy: PublishPolicy;
const power = (now: number) => {
	const due = policy.due(now);
	return due && JSON.parse(due.body).pv_power;
};

beforeEach(() => {
	policy = new PublishPolicy(min, max);
});

describe("PublishPolicy", () => {
	it("has nothing before the first reading", () => {
		policy.heard(-60, 0);
		assert.equal(policy.due(100_000), undefined);
		assert.equal(policy.flush(), undefined);
	});

	it("publishes the first reading at once, with signal and time", () => {
		policy.offer(reading(1), -61, 1_000);
		assert.deepEqual(policy.due(1_000), {
			type: "solar_charger",
			body: '{"type":"solar_charger","product_id":41026,"pv_power":1}',
			at: 1_000,
			rssi: -61,
		});
		assert.equal(policy.due(1_000), undefined);
	});

	it("holds a change back until min is over, and then gives the latest", () => {
		policy.offer(reading(1), -60, 0);
		policy.due(0);
		policy.offer(reading(2), -60, 1_000);
		policy.offer(reading(3), -70, 2_000);
		assert.equal(policy.due(4_999), undefined);
		const due = policy.due(5_000)!;
		assert.deepEqual([JSON.parse(due.body).pv_power, due.at, due.rssi], [3, 2_000, -70]);
	});

	it("says nothing of a value that came back within min", () => {
		policy.offer(reading(1), -60, 0);
		policy.due(0);
		policy.offer(reading(2), -60, 1_000);
		policy.offer(reading(1), -60, 2_000);
		assert.equal(policy.due(5_000), undefined);
	});

	it("repeats an unchanged value after max when the device was heard since", () => {
		policy.offer(reading(1), -60, 0);
		policy.due(0);
		policy.heard(-65, 59_000);
		assert.equal(policy.due(59_999), undefined);
		const due = policy.due(60_000)!;
		assert.deepEqual([JSON.parse(due.body).pv_power, due.at, due.rssi], [1, 59_000, -65]);
		assert.equal(policy.due(60_001), undefined);
	});

	it("repeats an unchanged value that comes with a new counter, too", () => {
		policy.offer(reading(1), -60, 0);
		policy.due(0);
		policy.offer(reading(1), -60, 30_000);
		assert.equal(power(30_000), undefined);
		assert.equal(power(60_000), 1);
	});

	it("repeats nothing of a device that is silent", () => {
		policy.offer(reading(1), -60, 0);
		policy.due(0);
		assert.equal(policy.due(600_000), undefined);
	});

	it("publishes a changed value as soon as it comes when min is over", () => {
		policy.offer(reading(1), -60, 0);
		policy.due(0);
		policy.offer(reading(2), -60, 7_000);
		assert.equal(power(7_000), 2);
	});

	it("publishes every change with a min of 0", () => {
		policy = new PublishPolicy(0, max);
		const seen = [1, 2, 3].map((value) => {
			policy.offer(reading(value), -60, 0);
			return power(0);
		});
		assert.deepEqual(seen, [1, 2, 3]);
	});

	it("makes JSON only when min is over, and once for each reading", () => {
		let made = 0;
		const toJSON = () => {
			made++;
			return { pv_power: 2 };
		};
		const counted = { ...reading(2), toJSON };
		policy.offer(reading(1), -60, 0);
		policy.due(0);
		policy.offer(counted as never, -60, 1_000);
		for (let now = 1_000; now < 5_000; now += 500) policy.due(now);
		assert.equal(made, 0);
		for (let now = 5_000; now < 15_000; now += 500) policy.due(now);
		assert.equal(made, 1);
	});

	it("flushes a change that waits, and only a change", () => {
		policy.offer(reading(1), -60, 0);
		policy.due(0);
		policy.offer(reading(2), -60, 1_000);
		assert.equal(JSON.parse(policy.flush()!.body).pv_power, 2);
		policy.offer(reading(2), -60, 2_000);
		assert.equal(policy.flush(), undefined);
	});

	it("remembers what it published last", () => {
		assert.equal(policy.last, undefined);
		policy.offer(reading(1), -60, 0);
		const due = policy.due(0);
		assert.equal(policy.last, due);
	});

	it("publishes one reading of an unknown record and no more", () => {
		policy.offer(unknown, -60, 0);
		assert.equal(policy.due(0)!.type, "unknown");
		policy.offer({ ...unknown, raw: "1234" }, -60, 70_000);
		policy.heard(-60, 80_000);
		assert.equal(policy.due(200_000), undefined);
	});

	it("keeps an unknown record apart from the known ones", () => {
		policy.offer(reading(1), -60, 0);
		policy.due(0);
		policy.offer(reading(2), -60, 1_000);
		policy.offer(unknown, -60, 1_500);
		assert.equal(policy.due(1_500)!.type, "unknown");
		assert.equal(power(5_000), 2);
		assert.equal(policy.last!.type, "solar_charger");
	});

	it("flushes an unknown record", () => {
		policy.offer(unknown, -60, 0);
		assert.equal(policy.flush()!.type, "unknown");
	});
});

describe("readingPayload", () => {
	const body = JSON.stringify(reading(19));

	it("adds time and signal", () =>
		assert.deepEqual(JSON.parse(readingPayload(body, 1_700_000_000_123, -61)), {
			...reading(19),
			timestamp: "2023-11-14T22:13:20.123Z",
			rssi: -61,
		}));

	it("has no time while the clock is not set", () =>
		assert.deepEqual(JSON.parse(readingPayload(body, undefined, -61)), { ...reading(19), rssi: -61 }));
});
