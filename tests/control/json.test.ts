import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseJson } from "../../modules/control/json";

describe("JSON of strangers", () => {
	it("is bounded in depth, whatever is in its texts", () => {
		const value = { a: [{ b: '[[[[[[[[[["{{{{{{{{' }] };
		assert.deepEqual(parseJson(JSON.stringify(value)), value);
		assert.deepEqual(parseJson("[".repeat(8) + "]".repeat(8)), [[[[[[[[]]]]]]]]);
		assert.equal(parseJson("[".repeat(9) + "]".repeat(9)), undefined);
		assert.equal(parseJson("[".repeat(100_000)), undefined);
	});

	it("is nothing where it is none", () => {
		for (const text of ["", "{", "nul", "{'a':1}", "[1,]"]) assert.equal(parseJson(text), undefined, text);
		assert.equal(parseJson("null"), null);
	});
});
