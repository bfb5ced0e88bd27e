/** Requests over VE.Direct: each ends once, in a bounded time, whatever the device does. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hexBytes } from "../../modules/victron/hex";
import {
	answerLimit,
	type RequestOutcome,
	requestTries,
	VeDirectSession,
} from "../../modules/victron/vedirect/session";
import { FakeTime } from "../support/fakes";

class Line {
	readonly time = new FakeTime();
	readonly written: string[] = [];
	readonly outcomes: RequestOutcome[] = [];
	readonly registers: [number, Uint8Array][] = [];
	readonly session = new VeDirectSession({
		timers: this.time,
		write: (text) => this.written.push(text),
		onRegister: (id, value) => this.registers.push([id, value]),
	});
	readonly note = (outcome: RequestOutcome): number => this.outcomes.push(outcome);

	/** Lets what is to be sent go out. */
	sent(): string[] {
		this.time.advance(0);
		return this.written.splice(0);
	}

	says(text: string): this {
		this.session.receive(Buffer.from(text, "latin1"));
		return this;
	}
}

test("the captured conversation", () => {
	const line = new Line();
	const { session, note } = line;
	session.request({ kind: "ping" }, note);
	session.request({ kind: "version" }, note);
	session.request({ kind: "product" }, note);
	session.request({ kind: "get", id: 0xedf0 }, note);
	session.request({ kind: "set", id: 0xedf0, value: hexBytes("6400")! }, note);
	session.request({ kind: "get", id: 0x7777 }, note);
	session.request({ kind: "restart" }, note);
	assert.deepEqual(line.outcomes, []);
	assert.deepEqual(line.sent(), [":154\n"]);
	assert.deepEqual(line.says(":51641F9\n").sent(), [":352\n"]);
	assert.deepEqual(line.says(":11641FD\n").sent(), [":451\n"]);
	assert.deepEqual(line.says(":156A05E\n").sent(), [":7F0ED0071\n"]);
	assert.deepEqual(line.says(":7F0ED009600DB\n").sent(), [":8F0ED0064000C\n"]);
	assert.deepEqual(line.says(":8F0ED0064000C\n").sent(), [":777770060\n"]);
	assert.deepEqual(line.says(":77777015F\n").sent(), [":64F\n"]);
	assert.deepEqual(line.outcomes, [
		{ outcome: "version", version: "1.16" },
		{ outcome: "version", version: "1.16" },
		{ outcome: "product", id: 0xa056 },
		{ outcome: "value", value: Uint8Array.of(0x96, 0) },
		{ outcome: "value", value: Uint8Array.of(0x64, 0) },
		{ outcome: "refused", reason: "unknown_register" },
		{ outcome: "sent" },
	]);
	assert.equal(line.time.pending, 0);
});

test("a device that does not answer is asked three times", () => {
	const line = new Line();
	line.session.request({ kind: "get", id: 0xedf0 }, line.note);
	line.time.advance(requestTries * answerLimit - 1);
	assert.equal(line.written.length, requestTries);
	assert.deepEqual(line.outcomes, []);
	line.time.advance(1);
	assert.deepEqual(line.outcomes, [{ outcome: "no_answer" }]);
	assert.equal(line.time.pending, 0);
	line.says(":7F0ED009600DB\n");
	assert.equal(line.outcomes.length, 1);
});

test("a damaged answer costs a try, and so does a damaged request", () => {
	const line = new Line();
	line.session.request({ kind: "get", id: 0xedf0 }, line.note);
	assert.equal(line.sent().length, 1);
	line.says(":7F0ED009601DB\n").time.advance(answerLimit);
	assert.equal(line.sent().length, 1);
	assert.equal(line.says(":4AAAAFD\n").sent().length, 1);
	line.says(":7F0ED009600DB\n");
	assert.deepEqual(line.outcomes, [{ outcome: "value", value: Uint8Array.of(0x96, 0) }]);
});

test("a device that cannot read any frame does not hold a request for ever", () => {
	const line = new Line();
	line.session.request({ kind: "ping" }, line.note);
	for (let i = 0; i < 10; i++) line.says(":4AAAAFD\n").time.advance(0);
	assert.deepEqual(line.outcomes, [{ outcome: "no_answer" }]);
});

test("what the device sends by itself is no answer", () => {
	const line = new Line();
	line.says(":7F0ED009600DB\n:51641F9\n");
	line.session.request({ kind: "get", id: 0x0201 }, line.note);
	line.sent();
	line.says(":A0102000543\n:7F0ED009600DB\n:51641F9\n:11641FD\n");
	assert.deepEqual(line.outcomes, []);
	assert.deepEqual(line.registers, [[0x0201, Uint8Array.of(5)]]);
	line.says(":7010200054 6\n:70102000546\n");
	assert.deepEqual(line.outcomes, [{ outcome: "value", value: Uint8Array.of(5) }]);
});

test("closing ends every request, and later ones at once", () => {
	const line = new Line();
	line.session.request({ kind: "ping" }, line.note);
	line.sent();
	line.session.request({ kind: "ping" }, line.note);
	line.session.close();
	assert.deepEqual(line.outcomes, [{ outcome: "closed" }, { outcome: "closed" }]);
	line.session.request({ kind: "ping" }, line.note);
	assert.deepEqual(line.sent(), []);
	assert.equal(line.outcomes.length, 3);
	assert.equal(line.time.pending, 0);
});

test("whatever comes, each request ends once and in time", () => {
	const answers = [
		":51641F9\n",
		":11641FD\n",
		":7F0ED009600DB\n",
		":305004D\n",
		":4AAAAFD\n",
		":A0102000543\n",
	];
	const requests = [{ kind: "ping" }, { kind: "get", id: 0xedf0 }, { kind: "version" }] as const;
	const step = fc.oneof(
		fc.constantFrom(...requests),
		fc.constantFrom(...answers),
		fc.uint8Array({ maxLength: 40 }),
		fc.integer({ min: 0, max: 2000 }),
	);
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const line = new Line();
			let asked = 0;
			for (const one of steps) {
				if (typeof one === "string") line.says(one);
				else if (typeof one === "number") line.time.advance(one);
				else if (one instanceof Uint8Array) line.session.receive(one);
				else {
					asked++;
					line.session.request(one, line.note);
				}
			}
			line.time.advance(asked * requestTries * answerLimit);
			assert.equal(line.outcomes.length, asked);
			assert.equal(line.time.pending, 0);
		}),
	);
});
