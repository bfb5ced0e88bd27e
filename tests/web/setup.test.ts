import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Setup } from "../../modules/web/setup";
import { FakeTime } from "../support/fakes";

function open(id = "c0ffee") {
	const time = new FakeTime();
	const state = { name: "", pauses: 0, joined: () => {} };
	const setup = new Setup({
		accessPoint: {
			start(name) {
				state.name = name;
			},
			onJoined(callback) {
				state.joined = callback;
			},
		},
		scanner: { pause: () => state.pauses++, resume: () => state.pauses-- },
		timers: time,
		id,
	});
	setup.start();
	return { time, state, setup };
}

describe("setup mode", () => {
	it("opens a network that carries the bridge's name", () => {
		assert.equal(open().state.name, "Heliograph-c0ffee");
	});

	it("gives that a name that every device can show, of 32 bytes at most", () => {
		assert.equal(open("Gärten 2").state.name, "Heliograph-Grten2");
		assert.equal(open("x".repeat(64)).state.name, `Heliograph-${"x".repeat(21)}`);
	});

	it("listens to Bluetooth while nobody is there, and two minutes after the last has done something", () => {
		const { time, state, setup } = open();
		assert.equal(state.pauses, 0);
		state.joined();
		assert.equal(state.pauses, 1);
		time.advance(119_000);
		setup.used();
		setup.used();
		time.advance(119_000);
		assert.equal(state.pauses, 1);
		time.advance(1_000);
		assert.equal(state.pauses, 0);
		setup.used();
		assert.equal(state.pauses, 1);
	});
});
