import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { captiveAnswer } from "../../modules/network/captive-dns";

const address = [192, 168, 4, 1];
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

/** For `a.bc`, recursion desired, as RFC 1035 has it; then a record of EDNS as resolvers add. */
const question = "01 61 02 62 63 00 0001 0001";
const query = `1234 0100 0001 0000 0000 0001 ${question} 00 0029 1000 0000 0000 0000`;

describe("names in the device's own network", () => {
	it("lead to the device, without what followed the question", () => {
		const answer = captiveAnswer(hex(query), address);
		assert.equal(
			Buffer.from(answer!).toString("hex"),
			`123485800001000100000000${question}c00c000100010000003c0004c0a80401`.replaceAll(" ", ""),
		);
	});

	it("have no other records: an IPv6 address is answered with none", () => {
		const answer = captiveAnswer(hex(query.replace("0001 0001 00 ", "001c 0001 00 ")), address);
		assert.equal(Buffer.from(answer!).toString("hex"), "12348580000100000000000001610262630000" + "1c0001");
	});

	it("are not answered where nobody asks", () => {
		for (const other of [
			"",
			"1234",
			query.replace("0100", "8100"), // an answer
			query.replace("0100", "2800"), // an update
			query.replace("0001", "0000"),
			query.slice(0, -50),
			`1234 0100 0001 0000 0000 0000 c00c 0001 0001`,
			`1234 0100 0001 0000 0000 0000 ${"3f".repeat(20)}`,
		])
			assert.equal(captiveAnswer(hex(other), address), undefined, other);
		assert.equal(captiveAnswer(new Uint8Array(513), address), undefined);
	});

	it("never make it throw", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 600 }), (rest) => {
				const bytes = Uint8Array.from([...hex("1234 0100 0001 0000 0000 0000"), ...rest]);
				const answer = captiveAnswer(bytes, address);
				assert.ok(answer === undefined || answer.length <= bytes.length + 16);
			}),
			{ numRuns: 1000 },
		);
	});
});
