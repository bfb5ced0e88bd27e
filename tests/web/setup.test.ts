import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Setup } from "../../modules/web/setup";
import { FakeTime } from "../support/fakes";

function open(id = "c0ffee", wanted = false) {
	const time = new FakeTime();
	const state = { name: "", pauses: 0, unused: 0, joined: () => {} };
	const setup = new Setup({
		accessPoint: {
			wanted,
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
		onUnused: () => state.unused++,
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

	it("gives way to a WiFi that refused its password, ten minutes after the last has done something", () => {
		const { time, state, setup } = open("c0ffee", true);
		time.advance(599_000);
		setup.used();
		time.advance(599_000);
		assert.equal(state.unused, 0);
		time.advance(1_000);
		assert.equal(state.unused, 1);
		const unset = open();
		unset.time.advance(3_600_000);
		assert.equal(unset.state.unused, 0);
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
