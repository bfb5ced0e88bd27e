import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ElapsedClock } from "../../modules/power/elapsed-clock";
import { RetainedState } from "../../modules/power/retained-state";
import { Survivors, section } from "../../modules/power/survivors";

const addresses = ["fa:ac:27:84:c6:6f", "d1:22:33:44:55:66"];

/** The retained memory of a device, and what each part gets back. */
function setUp(memory: { data: ArrayBuffer | undefined }) {
	const returned: string[] = [];
	const retained = new RetainedState(addresses, {
		retained: () => memory.data,
		retain: (data) => {
			memory.data = data;
		},
	});
	const note = (name: string, saved: Uint8Array | undefined) =>
		returned.push(`${name} ${saved?.join() ?? "-"}`);
	const survivors = new Survivors({
		retained,
		clock: new ElapsedClock({ monotonic: () => 1_000, utc: () => undefined }, undefined),
		policy: { retain: () => Uint8Array.of(9).buffer },
		keeper: {
			prepare: (duration) => returned.push(`prepare ${duration}`),
			saveTimes: () => Uint8Array.of(1),
			restoreTimes: (saved) => note("times", saved),
			save: (index) => (index === 1 ? undefined : Uint8Array.of(2, index)),
			restore: (index, saved) => note(`device ${index}`, saved),
		},
		publisher: {
			save: () => Uint8Array.of(3),
			saveBacklog: () => Uint8Array.of(4),
			restore(saved, backlog) {
				note("outlets", saved);
				note("backlog", backlog);
			},
		},
		devices: addresses.length,
	});
	return { retained, returned, survivors };
}

describe("what has to survive", () => {
	it("comes back to those whose it is, but for what was stored instead", () => {
		const memory: { data: ArrayBuffer | undefined } = { data: undefined };
		const before = setUp(memory);
		memory.data = before.survivors.pack(60_000);
		assert.deepEqual(before.returned, ["prepare 60000"]);

		const after = setUp(memory);
		const clock = new ElapsedClock(
			{ monotonic: () => 0, utc: () => undefined },
			after.retained.section(section.clock),
		);
		assert.equal(clock.monotonic(), 61_000);
		assert.deepEqual(after.retained.section(section.sleep), Uint8Array.of(9));
		after.survivors.restore();
		assert.deepEqual(after.returned, ["outlets 3", "backlog 4", "times 1", "device 0 2,0", "device 1 -"]);
		assert.equal(after.retained.section(section.clock), undefined);
	});

	it("is nothing after a power cut", () => {
		const { returned, survivors } = setUp({ data: undefined });
		survivors.restore();
		assert.deepEqual(returned, ["outlets -", "backlog -", "times -", "device 0 -", "device 1 -"]);
	});
});
