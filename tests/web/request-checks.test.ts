import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { jsonBody } from "../../modules/web/json-body";
import { isOwnHost, isSameOrigin, isType } from "../../modules/web/request-checks";
import { Utf8Decoder, utf8Bytes } from "../../modules/web/utf8";

/** In two pieces. */
function parseJson(text: string, cut = text.length >> 1): unknown {
	const bytes = Buffer.from(text);
	let value: unknown = "never called";
	const body = jsonBody(
		bytes.length,
		(said) => {
			value = said;
		},
		() => {},
	);
	body.onData(bytes.subarray(0, cut));
	body.onData(bytes.subarray(cut));
	body.onEnd();
	return value;
}

function utf8Text(bytes: Uint8Array, cut: number): string | undefined {
	const decoder = new Utf8Decoder();
	decoder.push(bytes.subarray(0, cut));
	decoder.push(bytes.subarray(cut));
	return decoder.end();
}

describe("the host header", () => {
	it("is the device's own when it cannot be a stranger's name", () => {
		for (const host of [
			"192.168.4.1",
			"192.168.4.1:8080",
			"[::1]:80",
			"[fe80::1a:2b]",
			"localhost:8080",
			"LOCALHOST",
			"heliograph.local",
			"a.b.local:80",
			"roof_1",
		])
			assert.equal(isOwnHost(host), true, host);
	});

	it("is a stranger's otherwise", () => {
		for (const host of [
			"",
			":80",
			"evil.com",
			"evil.com:80",
			"192.168.4.1.evil.com",
			"local",
			"x.local.evil.com",
			"evil.com#.local",
			"evil.com/x.local",
			".local",
			"192.168.4.1@evil.com",
			"[::1].evil.com",
			"[evil.com]",
			"[]",
			"localhost:80:80",
			"localhost:http",
			"a b",
			"müll",
			"x\r\ny",
			`${"a".repeat(254)}`,
		])
			assert.equal(isOwnHost(host), host === "local", host);
	});

	it("never throws", () => {
		fc.assert(fc.property(fc.string(), (host) => typeof isOwnHost(host) === "boolean"));
	});
});

describe("the origin of a request", () => {
	const from = (headers: Record<string, string>) =>
		isSameOrigin(new Map(Object.entries({ host: "10.0.0.5:81", ...headers })));

	it("is told by sec-fetch-site where the browser sends it, else by origin", () => {
		assert.equal(from({ "sec-fetch-site": "same-origin" }), true);
		assert.equal(from({ "sec-fetch-site": "none" }), true);
		assert.equal(from({ origin: "http://10.0.0.5:81" }), true);
		assert.equal(from({ origin: "https://10.0.0.5:81" }), true);
	});

	it("is another's otherwise", () => {
		assert.equal(from({}), false);
		assert.equal(from({ origin: "null" }), false);
		assert.equal(from({ origin: "http://10.0.0.5" }), false);
		assert.equal(from({ origin: "http://10.0.0.5:81.evil.com" }), false);
		assert.equal(from({ "sec-fetch-site": "same-site" }), false);
		assert.equal(from({ "sec-fetch-site": "cross-site", origin: "http://10.0.0.5:81" }), false);
		assert.equal(isSameOrigin(new Map([["origin", "http://undefined"]])), false);
	});
});

describe("a body", () => {
	it("has the type that its header says", () => {
		assert.equal(isType("application/json", "application/json"), true);
		assert.equal(isType("Application/JSON; charset=utf-8", "application/json"), true);
		assert.equal(isType("text/plain", "application/json"), false);
		assert.equal(isType("text/plain; application/json", "application/json"), false);
		assert.equal(isType(undefined, "application/json"), false);
	});

	it("is UTF-8 or nothing, as Node's strict decoder has it", () => {
		const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
		const known = (bytes: Uint8Array) => {
			try {
				return strict.decode(bytes);
			} catch {
				return undefined;
			}
		};
		const nearText = fc
			.tuple(fc.string({ unit: "binary" }), fc.array(fc.nat(255)), fc.string({ unit: "binary" }))
			.map(([a, b, c]) => Uint8Array.from([...Buffer.from(a), ...b, ...Buffer.from(c)]));
		fc.assert(
			fc.property(nearText, fc.nat(), (bytes, at) =>
				assert.equal(utf8Text(bytes, at % (bytes.length + 1)), known(bytes)),
			),
			{ numRuns: 2000 },
		);
	});

	it("goes to bytes as Node's encoder makes them", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) =>
				assert.deepEqual(utf8Bytes(text), new TextEncoder().encode(text)),
			),
		);
		assert.deepEqual([...utf8Bytes("\ud800")], [0xef, 0xbf, 0xbd]);
	});

	it("is the same JSON however it is cut", () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(), (value, at) => {
				const text = JSON.stringify(value);
				assert.deepEqual(parseJson(text, at % (text.length + 1)), JSON.parse(text));
			}),
		);
		const long = JSON.stringify({ text: "ü".repeat(5000) });
		assert.equal(JSON.stringify(parseJson(long)), long);
	});

	it("is JSON of a bounded depth", () => {
		assert.deepEqual(parseJson('{"a":[1,"]]]]]]]]]]]]]]]]]]]]\\"[[[[[[[[[[[[[[[["]}'), {
			a: [1, ']]]]]]]]]]]]]]]]]]]]"[[[[[[[[[[[[[[[['],
		});
		assert.deepEqual(Array.isArray(parseJson(`${"[".repeat(8)}${"]".repeat(8)}`)), true);
		assert.equal(parseJson(`${"[".repeat(9)}${"]".repeat(9)}`), undefined);
		assert.equal(parseJson("[".repeat(8000)), undefined);
		assert.equal(parseJson(`${"]".repeat(100)}${"[".repeat(110)}`), undefined);
		assert.equal(parseJson("{"), undefined);
	});
});
