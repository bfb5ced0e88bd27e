/** Whole sessions with simulated devices: what is written and what comes, beside what was captured. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { hexBytes, hexText } from "../../../modules/victron/hex";
import { VregSession } from "../../../modules/victron/vreg/session";
import { VregStream } from "../../../modules/victron/vreg/stream";
import type { RegisterAnswer } from "../../../modules/victron/vreg/work";
import { smartShunt, smartSolar } from "../../../tools/simulate/gatt-devices";
import { GattPeer, type PeerEvent } from "../../../tools/simulate/gatt-peer";
import { FakeTime } from "../../support/fakes";
import { Scene } from "../../support/vreg-scene";

const captured = ["C fa80ff", "C f980", "L 01", "L 0300", "L 060082189342102703010303"];
const notified = (scene: Scene, ...characteristics: readonly string[]) =>
	scene.peer.happened.filter(
		(event) => event.kind === "notified" && characteristics.includes(event.characteristic),
	);

test("a session starts with the captured writes and nothing else", () => {
	const scene = new Scene(smartSolar).ready();
	assert.deepEqual(scene.writes(), captured);
	assert.deepEqual(scene.instances, [
		{ instance: 0, parent: 0 },
		{ instance: 1, parent: 0 },
		{ instance: 3, parent: 1 },
	]);
	const order = scene.peer.happened.slice(0, 5).map((event) => event.kind);
	assert.deepEqual(order, ["connected", "subscribed", "subscribed", "subscribed", "read"]);
});

test("each captured message has the captured number of answers", () => {
	// A trace of VictronConnect with an MPPT 75/15: after each message one credit and so many answers.
	const messages: readonly [string, number][] = [
		["01", 1],
		["0300", 1],
		["060082189342102705008219ec6619ec6503010303", 5],
		["05008119010d05008119ec7d050081189005008119ec3f05008119ec12", 5],
	];
	const time = new FakeTime();
	const peer = new GattPeer(smartSolar, { timers: time });
	let credits = 0;
	let answers = 0;
	const count = () => {
		answers++;
	};
	const stream = new VregStream({ onDevices: count, onResponse: count, onValue: count, onRefusal: count });
	const connection = peer.connect(smartSolar, {
		onConnected() {},
		onSubscribed() {},
		onRead() {},
		onClosed: (reason) => assert.fail(reason),
		onNotified(characteristic, value) {
			if (characteristic !== "control") stream.receive(value, characteristic === "lastData");
			else {
				assert.equal(hexText(value), "f901");
				credits++;
			}
		},
	});
	connection.write("control", hexBytes("fa80ff")!);
	connection.write("control", hexBytes("f980")!);
	time.advance(100);
	assert.equal(credits, 1);
	for (const [message, expected] of messages) {
		answers = credits = 0;
		connection.write("lastData", hexBytes(message)!);
		time.advance(100);
		assert.equal(credits, 1);
		assert.equal(answers, expected, message);
	}
});

const twenty = [
	0x0200, 0x0201, 0x0207, 0xed8c, 0xed8d, 0xed8f, 0xeda8, 0xedad, 0xedbb, 0xedbc, 0xedbd, 0xedd0, 0xedd1,
	0xedd2, 0xedd3, 0xedda, 0xeddb, 0xeddc, 0xedf0, 0x1051,
];

test("a session of a start, 20 registers and a close: messages and bytes", () => {
	const scene = new Scene(smartSolar).ready();
	assert.equal(scene.get(...twenty), true);
	scene.time.advance(1_000);
	assert.ok(scene.done);
	scene.session.close();
	scene.time.advance(120_000);
	assert.equal(scene.ended, undefined);
	assert.equal(scene.peer.connected, 0);
	assert.equal(scene.answers.length, 20);
	assert.equal(scene.answers[8], "3/EDBB=f30a");
	// Six bytes for each register as captured, cut at the captured 74.
	const [data, last, ...more] = scene.writes(captured.length);
	assert.deepEqual(more, []);
	const asked = twenty.map((register) => `05038119${register.toString(16).padStart(4, "0")}`).join("");
	assert.equal(data, `D ${asked.slice(0, 148)}`);
	assert.equal(last, `L ${asked.slice(148)}`);
	const bytes = scene.peer.written.reduce((sum, { value }) => sum + value.length, 0);
	assert.equal(bytes, 3 + 2 + 1 + 2 + 12 + 120);
	// One for the first credit, and one for each of four messages.
	assert.equal(notified(scene, "control").length, 5);
});

test("an older device gets the captured chunks of 20 bytes in messages of eight", () => {
	// VictronConnect with a SmartShunt: three messages of 26 registers, each in these eight chunks.
	const trace = [
		"D 05038119030605038119030705038119030e0503",
		"D 8119030f05038119031005038119031105038119",
		"D 030a05038119030b050381190303050381190308",
		"D 0503811903090503811903040503811910300503",
		"D 8119031d05038119031e05038119eefc05038119",
		"D 0328050381190329050381190320050381190321",
		"D 0503811903220503811903230503811903240503",
		"L 81190325050381190326050381190327",
		"D 05038119032c05038119032d05038119032a0503",
		"D 8119032b05038119033105038119033205038119",
		"D 034f05038119034d05038119100a05038119100b",
		"D 0503811910090503811903500503811903510503",
		"D 8119035205038119035305038119035405038119",
		"D 035505038119035605038119035705038119035c",
		"D 05038119035d05038119035a05038119035b0503",
		"L 81190361050381190362050381191000",
		"D 0503811910010503811910020503811910030503",
		"D 8119100505038119100405038119100605038119",
		"D 100705038119102c050381191029050381190ffd",
		"D 05038119100805038119eefe0503811904000503",
		"D 8119eef505038119eee005038119eee305038119",
		"D eee805038119eee405038119eee505038119eee6",
		"D 05038119eee105038119eee705038119eee20503",
		"L 8119eef605038119eef805038119eefb",
	];
	const asked = trace.map((write) => write.slice(2)).join("");
	const registers = [...asked.matchAll(/05038119(....)/g)].map(([, register]) =>
		Number.parseInt(register!, 16),
	);
	assert.equal(registers.length, 78);
	const scene = new Scene(smartShunt).ready();
	scene.get(...registers);
	scene.time.advance(3_000);
	assert.ok(scene.done);
	assert.deepEqual(scene.writes(captured.length), trace);
});

test("registers of a SmartShunt as captured, and one that it does not have", () => {
	const scene = new Scene(smartShunt).ready();
	scene.get(0xed8c, 0xed8e, 0xed7d, 0xed8d, 0x0fff, 0x034e);
	scene.time.advance(1_000);
	assert.deepEqual(scene.answers, [
		"3/ED8C=46fcffff",
		"3/ED8E=f3ff",
		"3/ED7D=ffff",
		"3/ED8D=2f05",
		"3/0FFF=1027",
		"3/034E unknown_register",
	]);
});

test("the keep-alive holds the connection, as captured, and an idle session lives on", () => {
	const scene = new Scene(smartSolar).ready();
	scene.time.advance(60_000);
	assert.equal(scene.ended, undefined);
	const sent = scene.writes(captured.length);
	assert.equal(sent.length, 15);
	assert.deepEqual(new Set(sent), new Set(["L 0600821893421027"]));
	assert.equal(scene.get(0xedbb), true);
	scene.time.advance(1_000);
	assert.deepEqual(scene.answers, ["3/EDBB=f30a"]);
});

test("credit goes back each time that 65 chunks have come", () => {
	const scene = new Scene(smartShunt).ready();
	for (let i = 0; i < 12; i++) {
		scene.get(...Array<number>(20).fill(0xed8d));
		scene.time.advance(3_000);
		assert.ok(scene.done);
	}
	const grants = scene.writes().filter((write) => write === "C f941").length;
	assert.ok(grants > 0);
	assert.equal(grants, Math.floor(notified(scene, "data", "lastData").length / 65));
});

test("a register is set, and answers with what it holds", () => {
	const scene = new Scene(smartSolar).ready();
	const answers: RegisterAnswer[] = [];
	const address = { instance: 3, register: 0x0200 };
	assert.equal(
		scene.session.set(address, Uint8Array.of(4), (answer) => answers.push(answer)),
		true,
	);
	assert.equal(
		scene.session.set(address, Uint8Array.of(5), () => assert.fail()),
		false,
	);
	scene.time.advance(1_000);
	assert.deepEqual(answers, [{ status: "value", value: Uint8Array.of(4) }]);
	// The captured command that turns an inverter off.
	assert.deepEqual(scene.writes(captured.length), ["L 0603821902004104"]);
});

test("what a device refuses to set", () => {
	const scene = new Scene(smartSolar).ready();
	const answers: RegisterAnswer[] = [];
	const set = (register: number, value: Uint8Array) => {
		const begun = scene.session.set({ instance: 3, register }, value, (answer) => answers.push(answer));
		scene.time.advance(1_000);
		return begun;
	};
	assert.equal(set(0x0200, Uint8Array.of(4, 0)), true);
	assert.equal(set(0x2222, Uint8Array.of(4)), true);
	assert.equal(set(0x0200, new Uint8Array(222)), false);
	assert.deepEqual(answers, [{ status: "refused", code: 2 }, { status: "unknown_register" }]);
});

test("a device that limits what is set: the value that it has instead", () => {
	const limited: PeerEvent = {
		kind: "notified",
		characteristic: "lastData",
		value: hexBytes("080319edf0422c01")!,
	};
	const scene = new Scene(smartSolar, (event) =>
		event.kind === "notified" && hexText(event.value) === "080319edf042e803" ? [limited] : [event],
	).ready();
	let answer: RegisterAnswer | undefined;
	scene.session.set({ instance: 3, register: 0xedf0 }, hexBytes("e803")!, (given) => {
		answer = given;
	});
	scene.time.advance(10_000);
	assert.deepEqual(answer, { status: "value", value: hexBytes("2c01")! });
});

test("values that come unasked are told, but not the keep-alive's", () => {
	const extra: PeerEvent = {
		kind: "notified",
		characteristic: "lastData",
		value: hexBytes("080319ed8d422f0508001893421027")!,
	};
	let armed = false;
	const scene = new Scene(smartSolar, (event) =>
		armed && event.kind === "notified" ? [event, extra] : [event],
	);
	scene.ready();
	armed = true;
	scene.time.advance(4_100);
	assert.ok(scene.values.length > 0);
	assert.deepEqual(new Set(scene.values), new Set(["3/ED8D=2f05"]));
});

test("nothing is read before a session is ready, at work or over", () => {
	const scene = new Scene(smartSolar).open();
	assert.equal(scene.get(0xed8d), false);
	scene.time.advance(1_000);
	assert.equal(scene.get(), false);
	assert.equal(scene.get(0xed8d), true);
	assert.equal(scene.get(0xed8d), false);
	scene.time.advance(1_000);
	scene.session.close();
	assert.equal(scene.get(0xed8d), false);
	assert.equal(scene.time.pending, 0);
});

test("a wrong passkey, a missing one, and no device", () => {
	for (const [target, reason] of [
		[{ passkey: 111111 }, "pairing_failed"],
		[{ passkey: undefined }, "pairing_failed"],
		[{ address: "00:00:00:00:00:00" }, "not_found"],
	] as const) {
		const scene = new Scene(smartShunt).open(target);
		scene.time.advance(1_000);
		assert.deepEqual(scene.ended, { reason, step: "connecting" });
	}
});

test("a device that is bonded needs no passkey", () => {
	const scene = new Scene(smartShunt).ready();
	scene.session.close();
	let again = false;
	const session = new VregSession(
		{ gatt: scene.peer, timers: scene.time },
		{
			onReady: () => {
				again = true;
			},
			onValue() {},
			onDropped() {},
			onEnded: ({ reason }) => assert.fail(reason),
		},
	);
	session.open({ address: smartShunt.address, passkey: undefined });
	scene.time.advance(1_000);
	assert.ok(again);
});

test("a device with nothing behind its interface is ready after the root", () => {
	const orion = { ...smartSolar, devices: [{ instance: 0, parent: 0 }] };
	const scene = new Scene(orion).ready();
	scene.time.advance(1_000);
	assert.deepEqual(scene.writes(), ["C fa80ff", "C f980", "L 01", "L 0300", "L 0600821893421027"]);
});
