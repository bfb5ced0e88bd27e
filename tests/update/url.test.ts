import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { followUrl, parseUrl, urlText } from "../../modules/update/url";

test("an address has a scheme, a host, perhaps a port, and a path", () => {
	assert.deepEqual(parseUrl("http://192.168.1.10:8000/fw.bin"), {
		secure: false,
		host: "192.168.1.10",
		port: 8000,
		path: "/fw.bin",
	});
	assert.deepEqual(parseUrl("HTTPS://example.org/a/b?c=d#e"), {
		secure: true,
		host: "example.org",
		port: 443,
		path: "/a/b?c=d",
	});
	assert.equal(parseUrl("http://example.org")?.path, "/");
	assert.equal(parseUrl("http://example.org?x")?.path, "/?x");
});

test("anything else is none", () => {
	for (const text of [
		"",
		"example.org/fw.bin",
		"ftp://example.org/fw.bin",
		"file:///etc/passwd",
		"http://",
		"http:///fw.bin",
		"http://user:secret@example.org/fw.bin",
		"http://example.org:0/",
		"http://example.org:65536/",
		"http://example.org:/",
		"http://exa mple.org/",
		"http://example.org/a b",
		"http://example.org/a\r\nHost: evil",
		"http://example.org/\u00fc",
		"http://[::1]/fw.bin",
		`http://example.org/${"x".repeat(1024)}`,
	])
		assert.equal(parseUrl(text), undefined, text);
});

test("a redirect leads to an address, a path, or beside the file", () => {
	const from = parseUrl("http://example.org:8080/fw/latest.bin?x=/y/z")!;
	const follow = (location: string) => {
		const url = followUrl(from, location);
		return url && urlText(url);
	};
	assert.equal(follow("https://other.org/fw.bin"), "https://other.org:443/fw.bin");
	assert.equal(follow("//other.org/fw.bin"), "http://other.org:80/fw.bin");
	assert.equal(follow("/new.bin"), "http://example.org:8080/new.bin");
	assert.equal(follow("9.bin"), "http://example.org:8080/fw/9.bin");
	assert.equal(follow("ftp://other.org/fw.bin"), undefined);
	assert.equal(follow("/a\r\nX: y"), undefined);
});

test("whatever text it is, a parsed address is one line that means the same", () => {
	const text = fc.oneof(
		fc.string(),
		fc.webUrl(),
		fc.string().map((rest) => `http://example.org/${rest}`),
	);
	fc.assert(
		fc.property(text, (candidate) => {
			const url = parseUrl(candidate);
			if (url === undefined) return;
			assert.match(url.path, /^\/[\x21-\x7e]*$/);
			assert.deepEqual(parseUrl(urlText(url)), url);
		}),
	);
});
