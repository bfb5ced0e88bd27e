/** What the advert path may cost in XS's deterministic meter. */

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { measure } from "../../hosts/node/cli/bench";

describe("the advert path on XS", { timeout: 60_000 }, () => {
	let measured: Awaited<ReturnType<typeof measure>>;

	before(async () => {
		measured = await measure();
	});

	/** Computrons. */
	const limits = {
		other_company: 150,
		unknown_device: 150,
		duplicate: 300,
		reading: 3000,
		payload: 5000,
		statistics: 2500,
		vedirect: 450_000,
		vedirect_block: 100_000,
		network_packet: 6000,
		network_repeated: 700,
		network_stranger: 250,
	};

	for (const [what, limit] of Object.entries(limits))
		it(`costs at most ${limit} computrons for: ${what}`, () => {
			const cost = measured.costs[what]!;
			assert.ok(cost > 0 && cost <= limit, `${cost}`);
		});

	it("retains what 8 devices need through deep sleep in less than 6 KB", () => {
		assert.ok(measured.retained > 8 * 352 && measured.retained <= 6144, `${measured.retained}`);
	});

	it("made a payload", () => assert.ok(measured.costs.payload_bytes! > 200));

	it("holds no more after 100,000 adverts than after 1,000", () => {
		assert.ok(measured.heap.after_1000 > 0);
		assert.equal(measured.heap.after_100000, measured.heap.after_1000);
	});
});
