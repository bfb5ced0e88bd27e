import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseRequest } from "../../modules/control/parse-request";

describe("a request's JSON", () => {
	it("is an object, and nothing at all is one", () => {
		assert.deepEqual(parseRequest(""), {});
		assert.deepEqual(parseRequest(" \n"), {});
		assert.deepEqual(parseRequest('{"id":1,"key":"[[[[[[[[[[ \\"{{{{{{{{{"}'), {
			id: 1,
			key: '[[[[[[[[[[ "{{{{{{{{{',
		});
	});

	for (const text of ["{", "[]", "null", "7", '"x"', "{}{}", "\u0000"])
		it(`is refused with a sentence: ${JSON.stringify(text)}`, () => {
			assert.match(String(parseRequest(text)), /^the request is no JSON object; accepted: /);
		});

	it("is refused before it is parsed when it is nested too deeply", () => {
		assert.match(String(parseRequest("[".repeat(4096))), /nested too deeply; accepted: 8 levels/);
		assert.match(String(parseRequest(`${'{"a":'.repeat(9)}1${"}".repeat(9)}`)), /nested too deeply/);
		assert.equal(typeof parseRequest(`${'{"a":'.repeat(8)}1${"}".repeat(8)}`), "object");
	});

	it("is an object or a sentence, whatever comes", () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
				const parsed = parseRequest(text);
				if (typeof parsed === "string") assert.match(parsed, /accepted: /);
				else assert.equal(Object.prototype.toString.call(parsed), "[object Object]");
			}),
		);
	});
});
