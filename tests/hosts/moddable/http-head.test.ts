import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { HttpHead } from "../../../hosts/moddable/http-head";

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));

function read(text: string): HttpHead {
	const head = new HttpHead();
	head.take(bytes(text));
	return head;
}

function refused(text: string): number | undefined {
	return read(text).refused;
}

describe("the head of a request", () => {
	it("is its first line and the headers that matter", () => {
		const head = new HttpHead();
		const text =
			"\r\nPOST /api/login?x HTTP/1.1\r\nHost: 192.168.4.1\r\nX-Other: 1\r\nCookie:a=b\r\ncookie: c\r\n" +
			"Content-Length: 12\r\nSec-Fetch-Site: none\r\n\r\n";
		assert.equal(head.take(bytes(`${text}{"a":1}`)), text.length);
		assert.equal(head.complete, true);
		assert.equal(head.refused, undefined);
		const { method, path, headers, length } = head.request;
		assert.deepEqual([method, path, length], ["POST", "/api/login?x", 12]);
		assert.deepEqual(
			[...headers],
			[
				["host", "192.168.4.1"],
				["cookie", "a=b, c"],
				["sec-fetch-site", "none"],
			],
		);
	});

	it("may end its lines with a line feed alone, and be of version 1.0", () => {
		const head = read("GET / HTTP/1.0\nhost: x\n\n");
		assert.equal(head.complete, true);
		assert.equal(head.request.headers.get("host"), "x");
		assert.equal(head.request.length, 0);
	});

	it("is refused where it is none", () => {
		assert.equal(refused("GET /\r\n"), 400);
		assert.equal(refused(" / HTTP/1.1\r\n"), 400);
		assert.equal(refused("GET / x HTTP/1.1\r\n"), 400);
		assert.equal(refused("GET / FTP/1.1\r\n"), 400);
		assert.equal(refused("\x16\x03\x01\x02\n"), 400);
		assert.equal(refused("GET / HTTP/2.0\r\n"), 505);
		assert.equal(refused(`GET /${"x".repeat(3000)} HTTP/1.1\r\n`), 414);
		const line = "GET / HTTP/1.1\r\n";
		assert.equal(refused(`${line}no value\r\n`), 400);
		assert.equal(refused(`${line}host : x\r\n`), 400);
		assert.equal(refused(`${line} folded: x\r\n`), 400);
		assert.equal(refused(`${line}: x\r\n`), 400);
	});

	it("is refused with a body that has no length, or two", () => {
		const line = "POST / HTTP/1.1\r\n";
		assert.equal(refused(`${line}Transfer-Encoding: chunked\r\n`), 411);
		for (const length of ["", "-1", "1e3", "0x10", "12345678901", "5, 5", "5 5"])
			assert.equal(refused(`${line}content-length: ${length}\r\n`), 400, length);
		assert.equal(refused(`${line}content-length: 5\r\ncontent-length: 6\r\n`), 400);
		assert.equal(refused(`${line}content-length: 5\r\ncontent-length: 5\r\n`), undefined);
	});

	it("is bounded: a path is cut where it is too long already, a long header passed over, the whole refused", () => {
		const head = read(`GET /${"x".repeat(300)} HTTP/1.1\r\ncookie: ${"y".repeat(1000)}\r\nhost: a\r\n\r\n`);
		assert.equal(head.request.path.length, 257);
		assert.deepEqual([...head.request.headers], [["host", "a"]]);
		assert.equal(refused(`GET / HTTP/1.1\r\n${"x: y\r\n".repeat(1000)}`), 431);
		assert.equal(refused(`GET / HTTP/1.1\r\nx: ${"y".repeat(5000)}`), 431);
	});

	it("gives no character that could break a header or a log", () => {
		const head = read("GET /\xff\x00\x1b HTTP/1.1\r\nhost: a\rb\x80\r\n\r\n");
		assert.equal(head.request.path, "/\x7f\x7f\x7f");
		assert.equal(head.request.headers.get("host"), "a\x7fb\x7f");
	});

	it("is the same however it is cut into pieces", () => {
		const text = "POST /api/x HTTP/1.1\r\nhost: abc\r\ncontent-length: 3\r\n\r\nabc";
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 20 })), (sizes) => {
				const head = new HttpHead();
				let rest = bytes(text);
				let taken = 0;
				for (const size of [...sizes, 1000]) {
					taken += head.take(rest.subarray(0, size));
					rest = rest.subarray(size);
				}
				assert.equal(taken, text.length - 3);
				assert.equal(head.request.length, 3);
			}),
		);
	});

	it("never throws, whatever comes", () => {
		const parts = fc.constantFrom(
			"GET ",
			"/",
			" HTTP/1.1",
			"\r\n",
			"\n",
			"host:",
			"content-length: ",
			"1",
			" ",
		);
		const text = fc.array(fc.oneof(parts, fc.string({ unit: "binary" }))).map((all) => all.join(""));
		fc.assert(
			fc.property(text, (all) => {
				const head = read(all);
				if (!head.complete) return;
				assert.ok(head.request.path.length <= 257 && head.request.length >= 0);
			}),
			{ numRuns: 2000 },
		);
	});
});
