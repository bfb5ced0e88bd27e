import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StoredValue } from "../../hosts/ports";
import type { UpdateProgress } from "../../modules/control/api";
import { Trial } from "../../modules/update/trial";
import { FakeTime } from "../support/fakes";
import { FakeSlot } from "../support/images";

function setUp({ trial, note }: { readonly trial: boolean; readonly note?: string }) {
	const time = new FakeTime();
	const slot = new FakeSlot();
	slot.trial = trial;
	const values = new Map<string, StoredValue>();
	if (note !== undefined) values.set("firmware.trial", note);
	const progress: UpdateProgress[] = [];
	const state = { reached: false, confirmed: 0, ended: 0 };
	const under = new Trial({
		slot,
		store: {
			get: (domain, key) => values.get(`${domain}.${key}`),
			set: (domain, key, value) => values.set(`${domain}.${key}`, value),
			delete: (domain, key) => values.delete(`${domain}.${key}`),
		},
		timers: time,
		version: "1.2.3",
		publisher: {
			get settled() {
				return state.reached;
			},
		},
		progress: (step) => progress.push(step),
		ending: {
			end(done) {
				state.ended++;
				done();
			},
		},
	});
	under.start(() => state.confirmed++);
	return { progress, slot, state, time, trial: under, values };
}

describe("new firmware", () => {
	it("is confirmed when it reaches the broker", () => {
		const { progress, slot, state, time, trial, values } = setUp({ trial: true, note: "1.2.3" });
		assert.deepEqual([trial.active, state.confirmed], [true, 0]);
		time.advance(599_000);
		state.reached = true;
		time.advance(1_000);
		assert.deepEqual([slot.confirmed, slot.rolledBack, state.confirmed], [1, 0, 1]);
		assert.equal(trial.active, false);
		assert.deepEqual(progress, [
			{ state: "trial", version: "1.2.3" },
			{ state: "confirmed", version: "1.2.3" },
		]);
		assert.equal(values.size, 0);
		assert.equal(time.pending, 0);
	});

	it("gives way to the old after 10 minutes, and its note stays for that", () => {
		const { slot, state, time, trial, values } = setUp({ trial: true, note: "1.2.3" });
		time.advance(599_999);
		assert.equal(slot.rolledBack, 0);
		time.advance(1);
		assert.deepEqual([slot.rolledBack, slot.confirmed, state.ended, state.confirmed], [1, 0, 1, 0]);
		assert.equal(trial.active, true);
		assert.equal(values.get("firmware.trial"), "1.2.3");
		assert.equal(time.pending, 0);
	});
});

describe("firmware that is not on trial", () => {
	it("tells once of new firmware that gave way to it", () => {
		const { progress, state, trial, values } = setUp({ trial: false, note: "9.8.7" });
		assert.deepEqual(progress, [
			{
				state: "rolled_back",
				version: "9.8.7",
				error: "firmware 9.8.7 did not reach the broker within 10 minutes, or restarted before",
			},
		]);
		assert.deepEqual([trial.active, state.confirmed, values.size], [false, 1, 0]);
	});

	it("says nothing without a note", () => {
		const { progress, state, time } = setUp({ trial: false });
		assert.deepEqual([progress.length, state.confirmed, time.pending], [0, 1, 0]);
	});
});
