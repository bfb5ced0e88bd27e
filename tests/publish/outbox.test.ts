import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { Outbox, type OutboxMessage } from "../../modules/publish/outbox";
import { ReadingQueue } from "../../modules/publish/reading-queue";
import { plainBytes } from "../support/plain-records";

const plain = plainBytes(1, new Uint8Array(12));

let readings: ReadingQueue;
let outbox: Outbox;

beforeEach(() => {
	readings = new ReadingQueue(20);
	outbox = new Outbox(readings, ({ device, stored }) => ({
		topic: stored ? "backlog" : "live",
		payload: `reading ${device}`,
		retain: !stored,
	}));
});

function put(kind: OutboxMessage["kind"], topic: string, payload = topic): void {
	outbox.put({ topic, payload, retain: kind !== "log", kind });
}

/** Hands everything out; says the payloads. */
function drain(): string[] {
	const payloads: string[] = [];
	for (let entry = outbox.next(); entry; entry = outbox.next()) payloads.push(String(entry.message.payload));
	return payloads;
}

describe("Outbox", () => {
	it("sends states first, then log lines, then readings in order", () => {
		readings.put(1, plain, -60, 0);
		put("log", "a line");
		readings.put(2, plain, -60, 0);
		put("state", "online");
		assert.deepEqual(drain(), ["online", "a line", "reading 1", "reading 2"]);
	});

	it("sends responses in order before log lines, eight at most, and again after a loss", () => {
		put("log", "a line");
		for (let i = 1; i <= 9; i++) put("response", "answer", String(i));
		assert.equal(outbox.responses, 8);
		assert.equal(outbox.dropped, 1);
		assert.deepEqual(
			[outbox.next(), outbox.next()].map((entry) => entry!.message.payload),
			["1", "2"],
		);
		outbox.leave();
		assert.deepEqual(drain(), ["1", "2", "3", "4", "5", "6", "7", "8", "a line"]);
	});

	it("keeps only the latest of a state, in the place of the first", () => {
		put("state", "a", "1");
		put("state", "b", "1");
		put("state", "a", "2");
		assert.deepEqual(drain(), ["2", "1"]);
	});

	it("does not replace a state that is in flight", () => {
		put("state", "a", "1");
		outbox.next();
		put("state", "a", "2");
		assert.deepEqual(drain(), ["2"]);
		assert.equal(outbox.size, 2);
	});

	it("holds a topic until it is acknowledged", () => {
		put("announcement", "config");
		assert.equal(outbox.holds("config"), true);
		const { number } = outbox.next()!;
		assert.equal(outbox.holds("config"), true);
		assert.equal(outbox.acknowledge(number), true);
		assert.equal(outbox.holds("config"), false);
	});

	it("counts what is not acknowledged, and forgets what is", () => {
		put("state", "a");
		readings.put(1, plain, -60, 0);
		assert.equal(outbox.size, 2);
		const numbers = [outbox.next()!.number, outbox.next()!.number];
		assert.deepEqual([outbox.size, outbox.inFlight], [2, 2]);
		for (const number of numbers) assert.equal(outbox.acknowledge(number), true);
		assert.deepEqual([outbox.size, outbox.inFlight, readings.size], [0, 0, 0]);
		assert.equal(outbox.acknowledge(numbers[0]!), false);
	});

	it("numbers from 1 to 65535 and leaves out numbers in flight", () => {
		put("state", "stays");
		assert.equal(outbox.next()!.number, 1);
		for (let i = 2; i <= 65_535; i++) {
			put("state", "x");
			outbox.acknowledge(outbox.next()!.number);
		}
		put("state", "y");
		assert.equal(outbox.next()!.number, 2);
	});

	it("sends again what a lost connection left in flight, states and log lines before the rest", () => {
		put("state", "s1");
		put("log", "l1");
		put("log", "l2");
		readings.put(1, plain, -60, 0);
		drain();
		put("log", "l3");
		put("state", "s2");
		outbox.leave();
		assert.equal(outbox.inFlight, 0);
		assert.deepEqual(drain(), ["s1", "s2", "l1", "l2", "l3", "reading 1"]);
	});

	it("does not send an older state again over a newer one", () => {
		put("state", "a", "1");
		outbox.next();
		put("state", "a", "2");
		outbox.leave();
		assert.deepEqual(drain(), ["2"]);
	});

	it("drops announcements with the connection: they are made anew", () => {
		put("announcement", "config 1");
		outbox.next();
		put("announcement", "config 2");
		put("state", "online");
		outbox.leave();
		assert.deepEqual(drain(), ["online"]);
	});

	it("keeps readings of an outage apart until the last of them is acknowledged", () => {
		readings.put(1, plain, -60, 0);
		const live = outbox.next()!;
		assert.equal(live.message.topic, "live");
		outbox.leave();
		readings.put(2, plain, -60, 0);
		outbox.join();
		const first = outbox.next()!;
		assert.deepEqual(
			[first.message.topic, first.message.payload, first.message.retain],
			["backlog", "reading 1", false],
		);
		const second = outbox.next()!;
		readings.put(3, plain, -60, 0);
		const third = outbox.next()!;
		assert.deepEqual([second.message.topic, third.message.topic], ["backlog", "backlog"]);
		for (const { number } of [first, second, third]) outbox.acknowledge(number);
		readings.put(4, plain, -60, 0);
		assert.equal(outbox.next()!.message.topic, "live");
	});

	it("holds 16 log lines, drops the oldest and counts it", () => {
		for (let i = 0; i < 18; i++) put("log", `line ${i}`);
		assert.equal(outbox.dropped, 2);
		assert.deepEqual(drain().slice(0, 2), ["line 2", "line 3"]);
	});

	it("counts readings that a full queue dropped", () => {
		for (let i = 0; i < 21; i++) readings.put(0, plain, -60, i);
		assert.equal(outbox.dropped, 5);
		assert.equal(outbox.size, 16);
	});
});
