import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RetainedState, retainedLimit } from "../../modules/power/retained-state";

const addresses = ["fa:ac:27:84:c6:6f", "d1:22:33:44:55:66"];
const content =
	(length: number, fill = 7) =>
	() =>
		new Uint8Array(length).fill(fill);

/** A host's memory. */
function memory(data?: ArrayBuffer) {
	const kept = { data };
	return {
		retained: () => kept.data,
		retain: (next: ArrayBuffer) => {
			kept.data = next;
		},
	};
}

function packed(
	...sections: { number: number; save: (limit: number) => Uint8Array | undefined }[]
): ArrayBuffer {
	return new RetainedState(addresses, memory()).pack(sections);
}

describe("RetainedState", () => {
	it("gives back each section that was packed", () => {
		const data = packed({ number: 1, save: content(8, 1) }, { number: 200, save: content(300, 2) });
		assert.equal(data.byteLength, 5 + 3 + 8 + 3 + 300);
		const after = new RetainedState(addresses, memory(data));
		assert.deepEqual(after.section(1), new Uint8Array(8).fill(1));
		assert.deepEqual(after.section(200), new Uint8Array(300).fill(2));
		assert.equal(after.section(3), undefined);
	});

	it("keeps to 6 KB, the first sections first, and tells each what is left", () => {
		const limits: number[] = [];
		const big = (length: number) => (limit: number) => {
			limits.push(limit);
			return new Uint8Array(length);
		};
		const data = packed(
			{ number: 1, save: big(5_000) },
			{ number: 2, save: big(2_000) },
			{ number: 3, save: big(1_130) },
		);
		assert.deepEqual(limits, [6144 - 8, 6144 - 5_008 - 3, 6144 - 5_008 - 3]);
		assert.equal(data.byteLength, 5_008 + 3 + 1_130);
		assert.ok(data.byteLength <= retainedLimit);
		const after = new RetainedState(addresses, memory(data));
		assert.deepEqual(
			[after.section(1)?.length, after.section(2), after.section(3)?.length],
			[5_000, undefined, 1_130],
		);
	});

	it("leaves out a section without content", () => {
		assert.equal(packed({ number: 1, save: () => undefined }).byteLength, 5);
	});

	it("is nothing for another list of devices, another layout, or none", () => {
		const data = packed({ number: 1, save: content(8) });
		assert.equal(new RetainedState([...addresses].reverse(), memory(data)).section(1), undefined);
		assert.equal(new RetainedState(addresses.slice(1), memory(data)).section(1), undefined);
		const other = data.slice(0);
		new Uint8Array(other)[0] = 99;
		assert.equal(new RetainedState(addresses, memory(other)).section(1), undefined);
		assert.equal(new RetainedState(addresses, memory()).section(1), undefined);
		assert.equal(new RetainedState(addresses, memory(new ArrayBuffer(0))).section(1), undefined);
	});

	it("ends at a section that was cut off", () => {
		const data = packed({ number: 1, save: content(8) }, { number: 2, save: content(8) });
		for (let length = 0; length < data.byteLength; length++) {
			const after = new RetainedState(addresses, memory(data.slice(0, length)));
			assert.equal(after.section(2), undefined);
			assert.equal(after.section(1) !== undefined, length >= 16);
		}
	});

	it("is taken once: the next start finds nothing unless it was packed anew", () => {
		const kept = memory(packed({ number: 1, save: content(8) }));
		assert.equal(new RetainedState(addresses, kept).section(1)?.length, 8);
		assert.equal(kept.retained()?.byteLength, 0);
		assert.equal(new RetainedState(addresses, kept).section(1), undefined);
	});

	it("forgets", () => {
		const after = new RetainedState(addresses, memory(packed({ number: 1, save: content(8) })));
		after.forget();
		assert.equal(after.section(1), undefined);
	});
});
