import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { openAir, type Pace, pace } from "../../tools/simulate/air";
import type { Advert } from "../../tools/simulate/site";

const never = new AbortController().signal;

function advertsEvery(seconds: number, count: number): Advert[] {
	return Array.from({ length: count }, (_, i) => ({
		at: 100 + i * seconds,
		address: "fa:ac:27:84:c6:6f",
		rssi: -60,
		manufacturerData: "10",
	}));
}

/** Time that passes only in `sleep`, which oversleeps, and where the test says. */
class TestTime implements Pace {
	ms = 5000;
	readonly sleeps: number[] = [];
	readonly oversleep: number;

	constructor(oversleep = 0) {
		this.oversleep = oversleep;
	}

	now(): number {
		return this.ms;
	}

	async sleep(ms: number): Promise<void> {
		this.sleeps.push(ms);
		this.ms += ms + this.oversleep;
	}
}

test("adverts go out when they are due, counted from the first", async () => {
	const time = new TestTime();
	const sent: number[] = [];
	await pace(advertsEvery(0.5, 4), 1, () => void sent.push(time.ms), never, time);
	assert.deepEqual(sent, [5000, 5500, 6000, 6500]);
});

test("the speed scales the waiting", async () => {
	const time = new TestTime();
	const sent: number[] = [];
	await pace(advertsEvery(0.5, 3), 10, () => void sent.push(time.ms), never, time);
	assert.deepEqual(sent, [5000, 5050, 5100]);
});

test("oversleeping does not add up", async () => {
	const time = new TestTime(3);
	const sent: number[] = [];
	await pace(advertsEvery(0.1, 1001), 1, () => void sent.push(time.ms), never, time);
	assert.equal(sent.at(-1), 5000 + 100_000 + 3);
});

test("after a stall the overdue adverts follow in bursts of at most 64 until it has caught up", async () => {
	const time = new TestTime();
	const sentBySleep: number[] = [];
	let count = 0;
	await pace(
		advertsEvery(0.1, 1000),
		1,
		() => {
			sentBySleep[time.sleeps.length] = (sentBySleep[time.sleeps.length] ?? 0) + 1;
			if (++count === 10) time.ms += 30_000;
		},
		never,
		time,
	);
	assert.equal(count, 1000);
	assert.equal(Math.max(...sentBySleep.filter(Boolean)), 64);
	assert.equal(time.ms, 5000 + 99_900);
});

test("an abort ends it before the next advert", async () => {
	const stop = new AbortController();
	const time = new TestTime();
	let count = 0;
	await pace(
		advertsEvery(0.1, 100),
		1,
		() => {
			if (++count === 3) stop.abort();
		},
		stop.signal,
		time,
	);
	assert.equal(count, 3);
});

test("an abort ends a long sleep", async () => {
	const stop = new AbortController();
	const sent: Advert[] = [];
	const done = pace(
		advertsEvery(3600, 2),
		1,
		(advert) => {
			sent.push(advert);
			setImmediate(() => stop.abort());
		},
		stop.signal,
	);
	await done;
	assert.equal(sent.length, 1);
});

test("a datagram is the advert as JSON without its time", async () => {
	const listener = createSocket("udp4").bind(0, "127.0.0.1");
	await once(listener, "listening");
	const air = await openAir("127.0.0.1", listener.address().port);
	try {
		const received = once(listener, "message");
		await air.send({
			at: 12.5,
			address: "fa:ac:27:84:c6:6f",
			rssi: -61,
			manufacturerData: "100242a0016207adceb37b605d7e0ee21b24df5c",
		});
		const [datagram] = (await received) as [Buffer];
		assert.deepEqual(JSON.parse(datagram.toString()), {
			address: "fa:ac:27:84:c6:6f",
			rssi: -61,
			manufacturerData: "100242a0016207adceb37b605d7e0ee21b24df5c",
		});
	} finally {
		air.close();
		listener.close();
	}
});
