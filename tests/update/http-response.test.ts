import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HttpResponse } from "../../modules/update/http-response";

/** What the events say of an answer that comes in parts of `part` bytes, after which the server closes. */
function hear(answer: string | Uint8Array, part = 7): string[] {
	const bytes = typeof answer === "string" ? Buffer.from(answer, "latin1") : answer;
	const said: string[] = [];
	let body = "";
	const response = new HttpResponse({
		onHead: (status, length, location) => said.push(`head ${status} ${length} ${location}`),
		onData(data) {
			assert.ok(data.length > 0);
			body += Buffer.from(data).toString("latin1");
		},
		onEnd: () => said.push(`end ${body}`),
		onFailed: (reason) => said.push(`failed: ${reason}`),
	});
	for (let at = 0; at < bytes.length; at += part) response.take(bytes.subarray(at, at + part));
	response.lost();
	response.lost();
	assert.equal(response.ended, true);
	return said;
}

test("an answer has a status, a length, and a body of that length", () => {
	const answer = "HTTP/1.1 200 OK\r\nContent-Type: x\r\nCONTENT-LENGTH:  5\r\n\r\nhelloXX";
	for (const part of [1, 2, 7, 1000])
		assert.deepEqual(hear(answer, part), ["head 200 5 undefined", "end hello"]);
	const old = "HTTP/1.0 200 OK\nServer: old\n\nhello";
	assert.deepEqual(hear(old), ["head 200 undefined undefined", "end hello"]);
	assert.deepEqual(hear("HTTP/1.1 404 \r\ncontent-length: 0\r\n\r\n"), ["head 404 0 undefined", "end "]);
	const large = hear("HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\nx");
	assert.deepEqual(large, ["head 200 10000000000 undefined", "failed: the connection was lost"]);
});

test("a redirect says where to", () => {
	const policy = `content-security-policy: ${"x".repeat(5000)}\r\n`;
	assert.deepEqual(hear(`HTTP/1.1 302 Found\r\n${policy}Location: https://a.b/c:d\r\n\r\n`), [
		"head 302 undefined https://a.b/c:d",
		"end ",
	]);
});

test("what is cut, endless or no HTTP fails with a sentence", () => {
	assert.deepEqual(hear(""), ["failed: the connection was lost"]);
	assert.deepEqual(hear("HTTP/1.1 200 OK\r\nServer: x\r\n"), ["failed: the connection was lost"]);
	assert.deepEqual(hear("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell"), [
		"head 200 5 undefined",
		"failed: the connection was lost",
	]);
	assert.deepEqual(hear("SSH-2.0-OpenSSH\r\n"), ["failed: the server does not answer in HTTP"]);
	assert.deepEqual(hear("HTTP/1.1 xyz\r\n"), ["failed: the server does not answer in HTTP"]);
	assert.deepEqual(hear(`HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(5000)}`), [
		"failed: the server's head is too long",
	]);
	assert.deepEqual(hear("x".repeat(20_000)), ["failed: the server's head is too long"]);
	for (const length of ["-1", "1e3", "five", "99999999999999x", ""])
		assert.deepEqual(hear(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`), [
			"failed: the server's content-length is no number",
		]);
	assert.deepEqual(hear("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello"), [
		"failed: the server sends in chunks, though it was not asked to",
	]);
});

test("whoever listens may close it from inside an event", () => {
	const said: string[] = [];
	const response: HttpResponse = new HttpResponse({
		onHead() {
			said.push("head");
			response.close();
		},
		onData: () => said.push("data"),
		onEnd: () => said.push("end"),
		onFailed: () => said.push("failed"),
	});
	response.take(Buffer.from("HTTP/1.1 404 Gone\r\ncontent-length: 2\r\n\r\nno"));
	response.lost();
	assert.deepEqual(said, ["head"]);
});

test("any bytes end once, without an exception", () => {
	const text = fc
		.array(
			fc.constantFrom("HTTP/1.1 200 OK", "\r\n", "content-length: 3", ":", "\n", "location: /", "abc", "\0"),
		)
		.map((parts) => Buffer.from(parts.join("")));
	fc.assert(
		fc.property(fc.oneof(fc.uint8Array(), text), fc.integer({ min: 1, max: 20 }), (bytes, part) => {
			const said = hear(bytes, part);
			assert.equal(said.filter((line) => !line.startsWith("head")).length, 1);
		}),
	);
});
