import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { news, RegisterValues } from "../../modules/publish/register-values";
import { hexText } from "../../modules/victron/hex";

/** Ids and values as hex, in the block's order. */
function content(values: RegisterValues): [number, string][] {
	const all: [number, string][] = [];
	for (let at = 0; at < values.end; at = values.after(at))
		all.push([values.id(at), hexText(values.value(at))]);
	return all;
}

const two = Uint8Array.of(1, 2);

describe("RegisterValues", () => {
	it("has the latest value of each register, by ascending id, like a map", () => {
		const ids = [0, 1, 0x0100, 0x010a, 0x2030, 0x7fff, 0x8000, 0xed8c, 0xed8d, 0xed8f, 0xffff];
		const one = fc.tuple(fc.constantFrom(...ids), fc.uint8Array({ minLength: 1, maxLength: 12 }));
		fc.assert(
			fc.property(fc.array(one, { maxLength: 80 }), (puts) => {
				const values = new RegisterValues();
				const model = new Map<number, string>();
				for (const [id, bytes] of puts) {
					values.put(id, bytes);
					model.set(id, hexText(bytes));
				}
				assert.deepEqual(
					content(values),
					[...model].sort(([one], [other]) => one - other),
				);
				assert.deepEqual(content(values.copy()), content(values));
			}),
		);
	});

	it("tells what changed from what was only heard", () => {
		const values = new RegisterValues();
		values.put(0xed8d, two);
		assert.equal(values.news, news.changed | news.heard);
		values.publish(news.changed);
		assert.equal(values.news, 0);
		values.put(0xed8d, two);
		assert.equal(values.news, news.heard);
		values.put(0xed8d, Uint8Array.of(1, 2, 0));
		assert.equal(values.news, news.changed | news.heard, "another length is a change");
	});

	it("gives each register once that is to go out", () => {
		const values = new RegisterValues();
		values.put(1, two);
		values.put(2, two);
		assert.equal(values.takeDue(), -1);
		values.publish(news.changed);
		assert.deepEqual(
			[values.id(values.takeDue()), values.id(values.takeDue()), values.takeDue()],
			[1, 2, -1],
		);
		values.publishAll();
		assert.equal(values.id(values.takeDue()), 1);
	});

	it("keeps no secret, no row of registers, nothing empty and nothing long", () => {
		const values = new RegisterValues();
		values.put(0xec65, new Uint8Array(16));
		values.put(0xec13, new Uint8Array(16));
		values.put(0x1050, new Uint8Array(34));
		values.put(0xec31, two);
		values.put(1, new Uint8Array(0));
		values.put(1, new Uint8Array(65));
		assert.equal(values.end, 0);
		assert.equal(values.news, 0);
	});

	it("stays within its bytes, with what came first", () => {
		const values = new RegisterValues();
		for (let id = 0x8000; id < 0x9000; id++) values.put(id, two);
		assert.equal(content(values).length, Math.floor(512 / 6));
		values.put(0x8000, new Uint8Array(64));
		assert.deepEqual(content(values)[0], [0x8000, "0102"], "no room for more");
		values.put(0x8000, Uint8Array.of(3, 4));
		assert.deepEqual(content(values)[0], [0x8000, "0304"]);
	});
});
