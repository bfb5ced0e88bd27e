import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeUtf8, LineReader } from "../../modules/control/console-line";

function read(...chunks: (string | readonly number[])[]): string[] {
	const lines: string[] = [];
	const reader = new LineReader({
		onLine: (text) => lines.push(text),
		onCancel() {},
		onDropped: (_first, problem) => lines.push(`dropped: ${problem}`),
	});
	for (const chunk of chunks)
		reader.feed(typeof chunk === "string" ? new TextEncoder().encode(chunk) : Uint8Array.from(chunk));
	return lines;
}

describe("lines of the console", () => {
	it("end with CR, LF or both", () => {
		assert.deepEqual(read("a\rb\nc\r\nd\n\n\r\re\r", "\n"), ["a", "b", "c", "d", "", "", "", "e"]);
	});

	it("come in any pieces", () => {
		assert.deepEqual(read("sta", "", "tus\r", "\nhe", "lp\n"), ["status", "help"]);
	});

	it("are 512 bytes long at most, and the next one is whole again", () => {
		const longest = "x".repeat(512);
		assert.deepEqual(read(`${longest}\n${longest}y\nstatus\n`), [
			longest,
			"dropped: this line is longer than 512 bytes",
			"status",
		]);
	});

	it("are UTF-8, and what is not costs only its line", () => {
		assert.deepEqual(read("name Dach Süd 🌞\n", [0xff, 0xfe, 0x61, 0x0a], "ok\n"), [
			"name Dach Süd 🌞",
			"dropped: this line is not UTF-8",
			"ok",
		]);
	});

	it("take back a whole character", () => {
		assert.deepEqual(read("aü\b\x7f\b\bshów\b\bow\n"), ["show"]);
	});

	it("know no control bytes, arrow keys or NULs", () => {
		assert.deepEqual(read("\0\x01sh\x1b[Aow\x1b[1;5C\x1bOP\x1bx\tkey\n\x1b[\nhelp\nabc\x03help\n"), [
			"show key",
			"",
			"help",
			"help",
		]);
	});
});

describe("UTF-8", () => {
	it("is read as Node reads it", () => {
		const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
		const expected = (bytes: Uint8Array) => {
			try {
				return decoder.decode(bytes);
			} catch {
				return undefined;
			}
		};
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
				assert.equal(decodeUtf8(bytes, bytes.length), expected(bytes));
			}),
		);
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
				const bytes = new TextEncoder().encode(text);
				assert.equal(decodeUtf8(bytes, bytes.length), expected(bytes));
			}),
		);
	});

	// RFC 3629, 3: overlong forms, surrogates, above U+10FFFF, cut off
	for (const bytes of [
		[0xc0, 0xaf],
		[0xe0, 0x80, 0xaf],
		[0xed, 0xa0, 0x80],
		[0xf4, 0x90, 0x80, 0x80],
		[0xf5, 0x80, 0x80, 0x80],
		[0xe2, 0x82],
	])
		it(`refuses ${Buffer.from(bytes).toString("hex")}`, () => {
			assert.equal(decodeUtf8(Uint8Array.from(bytes), bytes.length), undefined);
		});
});
