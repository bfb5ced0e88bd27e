import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { failureSentence, type RegisterJob } from "../../modules/registers/job";
import { RegisterReader } from "../../modules/registers/register-reader";
import { hexBytes, hexText } from "../../modules/victron/hex";
import type { GattPort } from "../../modules/victron/vreg/port";
import type { RegisterAnswer } from "../../modules/victron/vreg/work";
import { smartSolar } from "../../tools/simulate/gatt-devices";
import { GattPeer, type PeerEvent } from "../../tools/simulate/gatt-peer";
import { FakeTime } from "../support/fakes";

/** A reader, a device, and all that happens to the jobs. */
class Scene {
	readonly time = new FakeTime();
	readonly peer: GattPeer;
	readonly reader: RegisterReader;
	readonly told: string[] = [];
	readonly other = { busy: false };
	pauses = 0;

	constructor(disturb?: (event: PeerEvent) => readonly PeerEvent[], gatt?: GattPort) {
		const { time } = this;
		this.peer = new GattPeer(smartSolar, disturb ? { timers: time, disturb } : { timers: time });
		this.reader = new RegisterReader({
			gatt: gatt ?? this.peer,
			scanner: { pause: () => this.pauses++, resume: () => this.pauses-- },
			timers: time,
			others: [this.other],
		});
	}

	add(name: string, registers: readonly number[], changes: Partial<RegisterJob> = {}): this {
		this.reader.add({
			address: smartSolar.address,
			passkey: 0,
			registers,
			onAnswer: (register, answer) => this.told.push(`${name} ${hexOf(register)} ${textOf(answer)}`),
			onEnd: (failure) => this.told.push(`${name} ${failure ? failure.reason : "done"}`),
			...changes,
		});
		return this;
	}

	/** Nothing is left: no connection, no pause, no timer, no job. */
	isQuiet(): boolean {
		const { peer, reader, time } = this;
		time.advance(60_000);
		return (
			this.pauses === 0 && peer.connected === 0 && !reader.busy && !reader.connected && time.pending === 0
		);
	}
}

const hexOf = (register: number) => register.toString(16).toUpperCase().padStart(4, "0");
const textOf = (answer: RegisterAnswer) =>
	answer.status === "value" ? hexText(answer.value) : answer.status;

test("reads what a device has, at the instance that has it, while the scanner pauses", () => {
	const scene = new Scene().add("one", [0xed8d, 0x0150, 0xedbb, 0xec66, 0x010b]);
	assert.equal(scene.pauses, 0);
	scene.time.advance(20);
	assert.deepEqual([scene.pauses, scene.reader.connected, scene.reader.busy], [1, true, true]);
	scene.time.advance(5_000);
	assert.deepEqual(scene.told, [
		"one ED8D 2f05",
		"one 0150 71000000",
		"one EDBB f30a",
		"one EC66 6fc68427acfa",
		"one 010B unknown_register",
		"one done",
	]);
	assert.ok(scene.isQuiet());
});

test("sets a register and tells what it holds then", () => {
	const scene = new Scene().add("set", [0xedf0], { value: hexBytes("6400")! });
	scene.time.advance(5_000);
	assert.deepEqual(scene.told, ["set EDF0 6400", "set done"]);
	assert.ok(scene.isQuiet());
});

test("reads more when all is answered, in the same connection", () => {
	const more = [[0xec65], []];
	const scene = new Scene().add("key", [0x0150], { more: () => more.shift()! });
	scene.time.advance(5_000);
	assert.deepEqual(scene.told, [
		"key 0150 71000000",
		"key EC65 adeccb947395801a4dd45a2eaa44bf17",
		"key done",
	]);
	assert.equal(scene.peer.happened.filter(({ kind }) => kind === "connected").length, 1);
});

test("does one job after the other, and refuses the fifth", () => {
	const scene = new Scene();
	let most = 0;
	for (const name of ["a", "b", "c", "d", "e"])
		scene.add(name, [0xed8d], {
			onAnswer: () => {
				most = Math.max(most, scene.peer.connected);
			},
		});
	scene.time.advance(30_000);
	assert.deepEqual(scene.told, ["e busy", "a done", "b done", "c done", "d done"]);
	assert.equal(most, 1);
	assert.ok(scene.isQuiet());
});

test("waits while the radio is needed otherwise, for 90 seconds at most", () => {
	const scene = new Scene();
	scene.other.busy = true;
	scene.add("short", [0xed8d]);
	scene.time.advance(10_000);
	assert.deepEqual([scene.told, scene.pauses, scene.reader.busy], [[], 0, true]);
	scene.other.busy = false;
	scene.time.advance(5_000);
	assert.deepEqual(scene.told, ["short ED8D 2f05", "short done"]);
	scene.other.busy = true;
	scene.add("long", [0xed8d]).add("longer", [0xed8d]);
	scene.time.advance(89_999);
	assert.equal(scene.told.length, 2);
	scene.time.advance(1);
	assert.deepEqual(scene.told.slice(2), ["long busy", "longer busy"]);
	assert.ok(scene.isQuiet());
});

test("names what went wrong", () => {
	const wrongPin = new Scene().add("job", [0xed8d], { passkey: 111_111 });
	wrongPin.time.advance(5_000);
	assert.deepEqual(wrongPin.told, ["job pairing_failed"]);
	const nobody = new Scene().add("job", [0xed8d], { address: "00:11:22:33:44:55" });
	nobody.time.advance(5_000);
	assert.deepEqual(nobody.told, ["job not_found"]);
	const broken = new Scene(undefined, {
		connect() {
			throw new Error("no memory");
		},
	}).add("job", [0xed8d]);
	broken.time.advance(5_000);
	assert.deepEqual(broken.told, ["job failed"]);
	for (const scene of [wrongPin, nobody, broken]) assert.ok(scene.isQuiet());
	assert.equal(
		failureSentence({ reason: "device_error", step: "listing", code: 3 }),
		"the device refuses the session: error 3",
	);
});

/** Lets `first` events pass, then does with each what `disturb` says. */
function after(
	first: number,
	disturb: (event: PeerEvent) => readonly PeerEvent[],
): (event: PeerEvent) => readonly PeerEvent[] {
	let count = 0;
	return (event) => (count++ < first ? [event] : disturb(event));
}

const closed: PeerEvent = { kind: "closed", reason: "disconnected" };
const error: PeerEvent = { kind: "notified", characteristic: "control", value: hexBytes("f70300")! };

for (let step = 0; step < 16; step++) {
	test(`ends when the device disconnects, is silent, floods or refuses after event ${step}`, () => {
		const silent = new Scene(after(step, () => [])).add("job", [0xed8d, 0x010b]);
		const gone = new Scene(after(step, () => [closed])).add("job", [0xed8d, 0x010b]);
		const flooding = new Scene(after(step, (event) => Array(200).fill(event))).add("job", [0xed8d, 0x010b]);
		const refusing = new Scene(after(step, () => [error])).add("job", [0xed8d, 0x010b]);
		for (const scene of [silent, gone, flooding, refusing]) {
			scene.time.advance(90_000);
			const ends = scene.told.filter((line) => /^job [a-z_]+$/.test(line));
			assert.equal(ends.length, 1, JSON.stringify(scene.told));
			assert.equal(scene.told.at(-1), ends[0]);
			assert.ok(scene.isQuiet());
		}
		if (step < 14) assert.deepEqual(gone.told.at(-1), "job disconnected");
	});
}

test("a job without an end is left after 90 seconds", () => {
	const scene = new Scene();
	let asked = 0;
	scene.add("endless", [0xed8d], { more: () => (asked++ < 1e6 ? [0xed8d] : []) });
	scene.time.advance(90_000);
	assert.equal(scene.told.at(-1), "endless too_long");
	assert.ok(scene.isQuiet());
});

test("whatever a device sends, every job ends once and the scanner hears again", () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.nat(20), fc.uint8Array({ maxLength: 24 }), fc.nat(2)), { maxLength: 30 }),
			(junk) => {
				let count = 0;
				const scene = new Scene((event) => {
					count++;
					const mine = junk.filter(([at]) => at === count);
					const characteristics = ["control", "data", "lastData"] as const;
					return [
						event,
						...mine.map(([, value, which]): PeerEvent => {
							return { kind: "notified", characteristic: characteristics[which]!, value };
						}),
					];
				}).add("job", [0xed8d, 0xedbb, 0x010b]);
				scene.time.advance(90_000);
				assert.equal(scene.told.filter((line) => /^job [a-z_]+$/.test(line)).length, 1);
				assert.ok(scene.isQuiet());
			},
		),
		{ numRuns: 200 },
	);
});
