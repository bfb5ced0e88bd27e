import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Outbox, type OutboxMessage } from "../../modules/publish/outbox";
import { textOf } from "../support/fakes";

const message = (kind: OutboxMessage["kind"], topic: string, payload = topic): OutboxMessage => ({
	kind,
	topic,
	payload,
	retain: true,
});

/** Hands out and acknowledges everything. */
function drain(outbox: Outbox): string[] {
	const payloads: string[] = [];
	for (let entry = outbox.next(); entry; entry = outbox.next()) {
		payloads.push(textOf(entry.message.payload));
		outbox.acknowledge(entry.number);
	}
	return payloads;
}

function filled(capacity: number, ...messages: OutboxMessage[]): Outbox {
	const outbox = new Outbox(capacity);
	for (const each of messages) outbox.put(each);
	return outbox;
}

describe("Outbox", () => {
	it("keeps readings of one topic in order", () => {
		const outbox = filled(
			9,
			message("reading", "a", "1"),
			message("reading", "a", "2"),
			message("reading", "b", "3"),
		);
		assert.deepEqual(drain(outbox), ["1", "2", "3"]);
	});

	it("replaces a waiting state of the same topic", () => {
		const outbox = filled(
			9,
			message("state", "s", "old"),
			message("state", "t"),
			message("state", "s", "new"),
		);
		assert.equal(outbox.size, 2);
		assert.deepEqual(drain(outbox), ["new", "t"]);
		assert.equal(outbox.dropped, 0);
	});

	it("sends states before readings that wait", () =>
		assert.deepEqual(drain(filled(9, message("reading", "r"), message("state", "s"))), ["s", "r"]));

	it("drops a log entry before health, health before the oldest reading", () => {
		const outbox = filled(
			4,
			message("reading", "r", "1"),
			message("log", "l"),
			message("health", "h"),
			message("reading", "r", "2"),
		);
		outbox.put(message("reading", "r", "3"));
		outbox.put(message("reading", "r", "4"));
		outbox.put(message("reading", "r", "5"));
		assert.equal(outbox.dropped, 3);
		assert.deepEqual(drain(outbox), ["2", "3", "4", "5"]);
	});

	it("drops the oldest log entry for a new one", () => {
		const outbox = filled(2, message("log", "l", "1"), message("reading", "r"), message("log", "l", "2"));
		assert.deepEqual(drain(outbox), ["r", "2"]);
	});

	it("drops what comes when all that waits is worth more", () => {
		const outbox = filled(
			2,
			message("reading", "r", "1"),
			message("reading", "r", "2"),
			message("log", "l"),
			message("health", "h"),
		);
		assert.equal(outbox.dropped, 2);
		assert.deepEqual(drain(outbox), ["1", "2"]);
	});

	it("gives a state the place of the oldest reading, and of the oldest state when there are no readings", () => {
		const outbox = filled(
			2,
			message("reading", "r"),
			message("state", "a"),
			message("state", "b"),
			message("state", "c"),
		);
		assert.equal(outbox.dropped, 2);
		assert.deepEqual(drain(outbox), ["b", "c"]);
	});

	it("counts what is in flight as taking room, and never drops it", () => {
		const outbox = filled(2, message("reading", "r", "1"), message("reading", "r", "2"));
		const numbers = [outbox.next()!.number, outbox.next()!.number];
		outbox.put(message("reading", "r", "3"));
		assert.equal(outbox.dropped, 1);
		assert.deepEqual(
			numbers.map((number) => outbox.acknowledge(number)),
			[true, true],
		);
		assert.equal(outbox.size, 0);
	});

	it("says that it does not know a number", () => assert.equal(new Outbox(2).acknowledge(7), false));

	it("does not bring back a state that a newer one replaced", () => {
		const outbox = filled(4, message("state", "s", "old"));
		outbox.next();
		outbox.put(message("state", "s", "new"));
		outbox.rewind();
		assert.deepEqual(drain(outbox), ["new"]);
	});

	it("puts states, readings and log entries in flight back", () => {
		const outbox = filled(8, message("log", "l"), message("reading", "r"), message("state", "s"));
		while (outbox.next());
		outbox.rewind();
		assert.equal(outbox.inFlight, 0);
		assert.deepEqual(drain(outbox), ["s", "l", "r"]);
	});

	it("numbers from 1 to 65535 and never twice at a time", () => {
		const outbox = filled(3, message("reading", "held"));
		const held = outbox.next()!.number;
		assert.equal(held, 1);
		let [least, most] = [65_535, 0];
		for (let i = 0; i < 65_535; i++) {
			outbox.put(message("reading", "r"));
			const { number } = outbox.next()!;
			least = Math.min(least, number);
			most = Math.max(most, number);
			outbox.acknowledge(number);
		}
		assert.deepEqual([least, most], [2, 65_535]);
	});

	it("delivers exactly what was put, in order, through any losses of the connection", () => {
		const step = fc.constantFrom("put", "send", "acknowledge", "lose");
		fc.assert(
			fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
				const outbox = new Outbox(200);
				const put: string[] = [];
				const delivered: string[] = [];
				let flying: { number: number; payload: string }[] = [];
				const acknowledge = () => {
					const first = flying.shift();
					if (!first) return;
					assert.ok(outbox.acknowledge(first.number));
					delivered.push(first.payload);
				};
				const send = () => {
					const entry = outbox.next();
					if (!entry) return false;
					assert.ok(entry.number >= 1 && entry.number <= 65_535);
					assert.ok(!flying.some(({ number }) => number === entry.number));
					flying.push({ number: entry.number, payload: textOf(entry.message.payload) });
					return true;
				};
				for (const each of steps) {
					if (each === "put") {
						put.push(String(put.length));
						outbox.put(message("reading", "r", put.at(-1)));
					} else if (each === "send") send();
					else if (each === "acknowledge") acknowledge();
					else {
						outbox.rewind();
						flying = [];
					}
				}
				while (send());
				while (flying.length) acknowledge();
				assert.deepEqual(delivered, put);
				assert.equal(outbox.size + outbox.dropped, 0);
			}),
		);
	});
});
