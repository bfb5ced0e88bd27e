import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { ReadingQueue } from "../../modules/publish/reading-queue";
import { decodePlainRecord } from "../../modules/victron/plain-record";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { plainOf } from "../support/plain-records";

const plain = (pv_power: number) => plainOf(solarCharger, { pv_power });

let queue: ReadingQueue;

beforeEach(() => {
	queue = new ReadingQueue(8);
});

/** Times of what waits, in order, each acknowledged as it comes. */
function drain(from = queue): number[] {
	const times: number[] = [];
	for (let number = from.next(); number !== undefined; number = from.next()) {
		times.push(from.at(number).at);
		from.acknowledge(number);
	}
	return times;
}

describe("ReadingQueue", () => {
	it("gives back what it was given, in order", () => {
		queue.put(3, plain(19), -61, 1_500.25);
		queue.put(300, plain(20), -128, 2 ** 40);
		const first = queue.at(queue.next()!);
		assert.deepEqual([first.device, first.rssi, first.at, first.stored], [3, -61, 1_500.25, false]);
		assert.equal(decodePlainRecord(first.plain).pv_power, 19);
		const second = queue.at(queue.next()!);
		assert.deepEqual([second.device, second.rssi, second.at], [300, -128, 2 ** 40]);
		assert.equal(decodePlainRecord(second.plain).pv_power, 20);
		assert.equal(queue.next(), undefined);
	});

	it("keeps a reading until it is acknowledged, in whatever order", () => {
		for (let i = 0; i < 3; i++) queue.put(0, plain(i), -60, i);
		const numbers = [queue.next()!, queue.next()!, queue.next()!];
		queue.acknowledge(numbers[1]!);
		assert.equal(queue.size, 3);
		queue.acknowledge(numbers[0]!);
		assert.equal(queue.size, 1);
		queue.acknowledge(numbers[2]!);
		assert.equal(queue.size, 0);
	});

	it("hands out again what a lost connection did not acknowledge, and nothing twice", () => {
		for (let i = 0; i < 4; i++) queue.put(0, plain(i), -60, i);
		const numbers = [queue.next()!, queue.next()!, queue.next()!];
		queue.acknowledge(numbers[1]!);
		queue.leave();
		assert.equal(queue.size, 3);
		assert.deepEqual(drain(), [0, 2, 3]);
	});

	it("knows whose readings are not acknowledged", () => {
		queue.put(3, plain(0), -60, 0);
		queue.put(5, plain(0), -60, 1);
		const numbers = [queue.next()!, queue.next()!];
		queue.acknowledge(numbers[0]!);
		assert.deepEqual([queue.holds(3), queue.holds(5), queue.holds(0)], [false, true, false]);
	});

	it("goes round its block for ever", () => {
		for (let i = 0; i < 1_000; i++) {
			queue.put(0, plain(0), -60, i);
			queue.put(1, plain(0), -60, i + 0.5);
			assert.deepEqual(drain(), [i, i + 0.5]);
		}
		assert.equal(queue.thinned, 0);
	});

	it("thins the older half to every second reading of a device, and counts what went", () => {
		queue.leave();
		for (let i = 0; i < 9; i++) queue.put(0, plain(i), -60, i);
		assert.equal(queue.thinned, 2);
		assert.deepEqual(drain(), [0, 2, 4, 5, 6, 7, 8]);
	});

	it("never thins away the latest reading of a device", () => {
		queue.leave();
		queue.put(1, plain(1), -60, 100);
		for (let i = 0; i < 500; i++) queue.put(0, plain(i % 7), -60, i);
		const times = drain();
		assert.equal(times[0], 100);
		assert.equal(times.at(-1), 499);
		assert.deepEqual(
			times.slice(1),
			[...times.slice(1)].sort((a, b) => a - b),
		);
		assert.equal(times.length + queue.thinned, 501);
	});

	it("lets the oldest go when there are as many devices as places", () => {
		queue.leave();
		for (let i = 0; i < 9; i++) queue.put(i, plain(i), -60, i);
		assert.deepEqual(drain(), [1, 2, 3, 4, 5, 6, 7, 8]);
		assert.equal(queue.thinned, 1);
	});

	it("touches nothing that is on its way", () => {
		for (let i = 0; i < 8; i++) queue.put(0, plain(i), -60, i);
		const numbers = Array.from({ length: 6 }, () => queue.next()!);
		queue.put(0, plain(8), -60, 8);
		assert.deepEqual(
			numbers.map((number) => queue.at(number).at),
			[0, 1, 2, 3, 4, 5],
		);
		for (const number of numbers) queue.acknowledge(number);
		assert.equal(drain().at(-1), 8);
	});

	it("refuses one more when all are on their way", () => {
		for (let i = 0; i < 8; i++) queue.put(0, plain(i), -60, i);
		while (queue.next() !== undefined);
		queue.put(0, plain(9), -60, 9);
		assert.deepEqual([queue.size, queue.thinned], [8, 1]);
	});

	it("is storing from the loss of the connection until the last stored reading is acknowledged", () => {
		queue.put(0, plain(0), -60, 0);
		assert.equal(queue.storing, false);
		queue.leave();
		assert.equal(queue.storing, true);
		queue.join();
		assert.equal(queue.storing, true);
		const number = queue.next()!;
		assert.equal(queue.at(number).stored, true);
		queue.acknowledge(number);
		assert.equal(queue.storing, false);
	});

	it("survives a sleep in as many bytes as it is given, the latest first of all", () => {
		for (let i = 0; i < 6; i++) queue.put(i % 2, plain(i), -60 - i, i);
		const saved = queue.save(100);
		assert.equal(saved.length, 96);
		const after = new ReadingQueue(8);
		after.restore(saved, 2);
		assert.equal(after.storing, true);
		const first = after.at(after.next()!);
		assert.deepEqual([first.at, first.device, first.rssi, first.stored], [3, 1, -63, true]);
		assert.equal(decodePlainRecord(first.plain).pv_power, 3);
	});

	it("restores nothing of devices that are not there, and of bytes that are no readings", () => {
		queue.put(5, plain(1), -60, 1);
		const after = new ReadingQueue(8);
		after.restore(queue.save(1000), 5);
		assert.equal(after.size, 0);
		after.restore(new Uint8Array(31), 5);
		assert.deepEqual([after.size, after.storing], [0, false]);
	});
});
