import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { records } from "../modules/victron/records/index";
import { labels } from "../modules/victron/vedirect/labels";
import { generatedDocuments, withGenerated } from "../tools/docs";
import { table } from "../tools/docs/registers";

for (const [path, content] of Object.entries(generatedDocuments()))
	test(`${path} is what npm run docs writes`, () => {
		const written = readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
		assert.ok(written === content, `${path} is stale: run npm run docs`);
	});

test("the compressed page is the page, without a time stamp (RFC 1952, 2.3)", () => {
	const [page, compressed] = ["", ".gz"].map((end) =>
		readFileSync(new URL(`../modules/web/page.html${end}`, import.meta.url)),
	) as [Buffer, Buffer];
	assert.ok(gunzipSync(compressed).equals(page), "modules/web/page.html.gz is stale: run npm run docs");
	assert.equal(compressed.readUInt32LE(4), 0);
});

test("the protocol document has every record and field", () => {
	const document = generatedDocuments()["docs/protocol.md"]!;
	for (const { type, fields } of records) {
		assert.ok(document.includes(`\`${type}\``), type);
		for (const { name } of fields) assert.ok(document.includes(`\`${name}\``), name);
	}
});

test("the registers' document has every register and label", () => {
	const document = generatedDocuments()["docs/registers.md"]!;
	for (const { register } of table)
		assert.ok(document.includes(`0x${register.toString(16).toUpperCase().padStart(4, "0")}`), `${register}`);
	for (const line of labels.trim().split("\n")) {
		const [label, name] = line.split(" ");
		assert.ok(document.includes(`| \`${label}\` | \`${name}\``), label);
	}
});

test("a document without the markers is not overwritten", () => {
	assert.throws(() => withGenerated("# Title\n", "devices", "x"), /markers of devices are missing/);
});
