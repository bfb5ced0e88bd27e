/** Devices that do not do what they should: every session and every question ends, in bounded time, with its reason. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hexBytes } from "../../../modules/victron/hex";
import type { Characteristic } from "../../../modules/victron/vreg/port";
import { smartShunt, smartSolar } from "../../../tools/simulate/gatt-devices";
import type { PeerEvent } from "../../../tools/simulate/gatt-peer";
import { Scene } from "../../support/vreg-scene";

/** Events of the port from connecting to the values of three registers; the first is number 0. */
const events = [
	["connecting", "no_answer"],
	["subscribing", "no_answer"],
	["subscribing", "no_answer"],
	["subscribing", "no_answer"],
	["negotiating", "no_answer"],
	["negotiating", "no_answer"],
	["listing", "no_answer"], // credit
	["listing", "no_answer"], // list
	["starting", "no_answer"], // credit
	["starting", "no_answer"], // root
	["starting", "no_answer"], // credit
	["starting", "no_answer"], // others
	["ready", "no_answer"], // credit
	["ready", undefined], // values
] as const;

const closed: PeerEvent = { kind: "closed", reason: "disconnected" };
const notification = (hex: string, characteristic: Characteristic = "lastData"): PeerEvent => ({
	kind: "notified",
	characteristic,
	value: hexBytes(hex)!,
});

/** Lets `first` events pass, then does with each what `disturb` says. */
function after(
	first: number,
	disturb: (event: PeerEvent) => readonly PeerEvent[],
): (event: PeerEvent) => readonly PeerEvent[] {
	let count = 0;
	return (event) => (count++ < first ? [event] : disturb(event));
}

/** Reads three registers when it can, and waits for longer than anything may take. */
function run(scene: Scene): Scene {
	scene.open();
	for (let i = 0; i < 100 && !scene.instances && !scene.ended; i++) scene.time.advance(500);
	if (scene.instances) scene.get(0xed8d, 0xedbb, 0xed8f);
	scene.time.advance(30_000);
	return scene;
}

test("an undisturbed session has these events", () => {
	let count = 0;
	const scene = run(
		new Scene(smartSolar, (event) => {
			if (count < events.length) count++;
			return [event];
		}),
	);
	assert.ok(scene.done);
	assert.equal(count, events.length);
	assert.equal(scene.ended, undefined);
});

for (const [index, [step, reason]] of events.entries()) {
	test(`a device that disconnects instead of event ${index}`, () => {
		const scene = run(
			new Scene(
				smartSolar,
				after(index, () => [closed]),
			),
		);
		assert.deepEqual(scene.ended, { reason: "disconnected", step });
		assert.equal(scene.done, false);
		assert.equal(scene.peer.connected, 0);
		assert.equal(scene.time.pending, 0);
	});

	test(`a device that is silent from event ${index} on`, () => {
		const scene = run(
			new Scene(
				smartSolar,
				after(index, () => []),
			),
		);
		// With the values, the credit of the next keep-alive stays away.
		assert.deepEqual(scene.ended, { reason: reason ?? "no_answer", step });
		assert.equal(scene.time.pending, 0);
	});
}

test("a device that gives credit but no values", () => {
	const scene = run(
		new Scene(
			smartSolar,
			after(13, (event) => (isControl(event) ? [event] : [])),
		),
	);
	assert.ok(scene.done);
	assert.deepEqual(scene.answers, ["3/ED8D no_answer", "3/EDBB no_answer", "3/ED8F no_answer"]);
	assert.equal(scene.ended, undefined);
});

const isControl = (event: PeerEvent) => event.kind === "notified" && event.characteristic === "control";

test("a device that gives values but no credit", () => {
	const scene = run(
		new Scene(
			smartSolar,
			after(12, (event) => (isControl(event) ? [] : [event])),
		),
	);
	assert.ok(scene.done);
	assert.deepEqual(scene.ended, { reason: "no_answer", step: "ready" });
});

test("a flood of values does not keep a question open", () => {
	const flood = Array<PeerEvent>(500).fill(notification("080319200142aa0a"));
	const scene = new Scene(
		smartSolar,
		after(13, (event) => (isControl(event) ? [event] : [])),
	).ready();
	scene.get(0xed8d);
	const { peer, time } = scene;
	for (let second = 0; second < 6; second++) {
		for (const event of flood)
			if (event.kind === "notified") scene.session.onNotified("lastData", event.value);
		time.advance(1_000);
	}
	assert.deepEqual(scene.answers, ["3/ED8D no_answer"]);
	assert.equal(scene.values.length, 6 * 500);
	assert.equal(scene.ended, undefined);
	assert.equal(peer.connected, 1);
});

test("another value streamed all the while does not keep a set open", () => {
	const scene = new Scene(
		smartSolar,
		after(13, (event) => (isControl(event) ? [event] : [])),
	).ready();
	let answer: unknown;
	scene.session.set({ instance: 3, register: 0x0200 }, Uint8Array.of(4), (given) => {
		answer = given;
	});
	for (let i = 0; i < 60; i++) {
		scene.session.onNotified("lastData", hexBytes("08031902004101")!);
		scene.time.advance(100);
	}
	assert.deepEqual(answer, { status: "value", value: Uint8Array.of(1) });
});

test("errors by the control characteristic", () => {
	for (const [hex, code] of [
		["f70300", 3],
		["f70200", 2],
		["f702", 2],
		["f7", 0],
	] as const)
		for (const [index, step] of [
			[6, "listing"],
			[13, "ready"],
		] as const) {
			const scene = run(
				new Scene(
					smartSolar,
					after(index, () => [notification(hex, "control")]),
				),
			);
			assert.deepEqual(scene.ended, { reason: "device_error", step, code });
		}
});

test("a device that wants no subscription", () => {
	const scene = run(
		new Scene(
			smartSolar,
			after(9, () => [notification("07000302")]),
		),
	);
	assert.deepEqual(scene.ended, { reason: "device_error", step: "starting", code: 2 });
});

test("a device that rejects what an instance is asked for", () => {
	const scene = run(
		new Scene(
			smartSolar,
			after(13, (event) => (isControl(event) ? [event] : [notification("07030502")])),
		),
	);
	assert.deepEqual(scene.answers, ["3/ED8D refused 2", "3/EDBB refused 2", "3/ED8F refused 2"]);
	assert.ok(scene.done);
});

test("half a chunk is told as dropped, and its register has no answer", () => {
	const half = (event: PeerEvent): readonly PeerEvent[] =>
		event.kind === "notified" && event.characteristic !== "control"
			? [{ ...event, value: event.value.subarray(0, 12) }]
			: [event];
	const scene = run(new Scene(smartSolar, after(13, half)));
	assert.deepEqual(scene.answers, ["3/ED8D=2f05", "3/EDBB no_answer", "3/ED8F no_answer"]);
	assert.equal(scene.dropped[0], "truncated");
});

test("a chunk that is lost costs its own values only", () => {
	let lost = false;
	const lose = (event: PeerEvent): readonly PeerEvent[] => {
		if (lost || event.kind !== "notified" || event.characteristic !== "data") return [event];
		lost = true;
		return [];
	};
	const scene = new Scene(smartShunt, after(13, lose)).ready();
	scene.get(0xed8c, 0xed8d, 0xed8e);
	scene.time.advance(10_000);
	assert.ok(lost && scene.done);
	scene.get(0xed8c);
	scene.time.advance(10_000);
	assert.equal(scene.answers.at(-1), "3/ED8C=46fcffff");
});

test("wrong CBOR is told as dropped, and what comes after is read", () => {
	let wrong = true;
	const spoil = (event: PeerEvent): readonly PeerEvent[] => {
		if (isControl(event) || !wrong) return [event];
		wrong = false;
		return [notification("0803f97c00"), notification("0d00"), event];
	};
	const scene = run(new Scene(smartSolar, after(13, spoil)));
	assert.deepEqual(scene.dropped, ["malformed", "unknown_opcode"]);
	assert.ok(scene.done);
	assert.equal(scene.answers[1], "3/EDBB=f30a");
});

test("a device that asks to forget the beginning of a message", () => {
	const restart = (event: PeerEvent): readonly PeerEvent[] =>
		isControl(event) ? [event] : [notification("080319", "data"), notification("f8", "control"), event];
	const scene = run(new Scene(smartSolar, after(13, restart)));
	assert.ok(scene.done);
	assert.deepEqual(scene.dropped, []);
});

test("devices that list too much, or what is none", () => {
	for (const list of [`029f${"00".repeat(40)}ff`, "029f000001ff", "0240"]) {
		const scene = run(
			new Scene(
				smartSolar,
				after(7, () => [notification(list)]),
			),
		);
		assert.deepEqual(scene.ended, { reason: "no_answer", step: "listing" }, list);
		assert.ok(scene.dropped.length > 0);
	}
});

test("a chunk size of nothing is twenty bytes", () => {
	const offer = { kind: "read", characteristic: "control" } as const;
	for (const value of [new Uint8Array(0), Uint8Array.of(0, 4, 0, 1, 0xde), new Uint8Array(7)]) {
		const disturbed = new Scene(smartShunt, (event) =>
			event.kind === "read" ? [{ ...offer, value }] : [event],
		);
		run(disturbed);
		assert.equal(disturbed.ended, undefined);
		assert.ok(disturbed.done);
		for (const write of disturbed.peer.written) assert.ok(write.value.length <= 20);
	}
});

test("closing from inside an answer ends it there", () => {
	const scene = new Scene(smartSolar).ready();
	let answers = 0;
	scene.session.get(
		[0xed8d, 0xedbb].map((register) => ({ instance: 3, register })),
		() => {
			answers++;
			scene.session.close();
		},
		() => assert.fail("done"),
	);
	scene.time.advance(10_000);
	assert.equal(answers, 1);
	assert.equal(scene.time.pending, 0);
});

test("any events in any order: a session ends or can be used, and leaves nothing behind", () => {
	const characteristic = fc.constantFrom<Characteristic>("control", "lastData", "data");
	const known = ["f901", "f900", "f9", "f8", "fa", "029f000001000301ff", "07000300", "07010300", "07030300"];
	const value = fc.oneof(
		fc.uint8Array({ maxLength: 40 }),
		fc.constantFrom(...known, "080319ed8d422f05", "090019034e01", "0803").map((hex) => hexBytes(hex)!),
	);
	const anyEvent: fc.Arbitrary<PeerEvent> = fc.oneof(
		fc.constant<PeerEvent>({ kind: "connected" }),
		fc.record({ kind: fc.constant("subscribed" as const), characteristic }),
		fc.record({ kind: fc.constant("read" as const), characteristic, value }),
		{ weight: 5, arbitrary: fc.record({ kind: fc.constant("notified" as const), characteristic, value }) },
		fc.constant(closed),
	);
	fc.assert(
		fc.property(
			fc.nat(14),
			fc.array(fc.array(anyEvent, { maxLength: 4 }), { maxLength: 20 }),
			(first, plan) => {
				let next = 0;
				const scene = new Scene(
					smartSolar,
					after(first, (event) => plan[next++] ?? [event]),
				);
				run(scene);
				assert.ok(scene.ended !== undefined || scene.instances !== undefined);
				if (scene.ended === undefined) {
					assert.ok(scene.done);
					assert.equal(scene.answers.length, 3);
					scene.session.close();
				}
				scene.time.advance(120_000);
				assert.equal(scene.time.pending, 0);
				assert.equal(scene.peer.connected, 0);
			},
		),
		{ numRuns: 500 },
	);
});

test("closing from inside an answer that nobody gave ends it there", () => {
	const scene = new Scene(
		smartSolar,
		after(13, (event) => (isControl(event) ? [event] : [])),
	).ready();
	let answers = 0;
	scene.session.get(
		[0xed8d, 0xedbb].map((register) => ({ instance: 3, register })),
		() => {
			answers++;
			scene.session.close();
		},
		() => assert.fail("done"),
	);
	scene.time.advance(10_000);
	assert.equal(answers, 1);
	assert.equal(scene.time.pending, 0);
});

test("a credit of nothing is none", () => {
	const none = (event: PeerEvent) => (isControl(event) ? [notification("f900", "control")] : [event]);
	const scene = run(new Scene(smartSolar, none));
	assert.deepEqual(scene.ended, { reason: "no_answer", step: "negotiating" });
	assert.deepEqual(scene.writes(), ["C fa80ff", "C f980"]);
});

test("a link that takes less than the device gets chunks of the link", () => {
	const scene = run(new Scene({ ...smartSolar, longestWrite: 23 }));
	assert.ok(scene.done);
	assert.deepEqual(scene.writes().filter((write) => write.startsWith("D")).length, 0);
	scene.get(0xed8d, 0xedbb, 0xed8f, 0xed8d);
	scene.time.advance(1_000);
	assert.ok(scene.writes().includes("D 05038119ed8d05038119edbb05038119ed8f05038119ed"));
});

test("the time for an answer begins when it is asked for", () => {
	let asked = false;
	// No credit for the last message of the start, and no answers.
	const hold = (event: PeerEvent) => (asked || isControl(event) ? [] : [event]);
	const scene = new Scene(smartSolar, after(10, hold)).ready();
	const written = scene.peer.written.length;
	scene.get(0xed8d);
	asked = true;
	scene.time.advance(3_000);
	assert.equal(scene.peer.written.length, written);
	scene.session.onNotified("control", hexBytes("f901")!);
	assert.equal(scene.peer.written.length, written + 1);
	scene.time.advance(4_500);
	scene.session.onNotified("lastData", hexBytes("080319ed8d422f05")!);
	assert.deepEqual(scene.answers, ["3/ED8D=2f05"]);
	assert.ok(scene.done);
});
