/** The page as a file: what a browser is not needed for. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const bytes = readFileSync(new URL("../../modules/web/page.html", import.meta.url));
const page = bytes.toString("utf8");

test("the page is smaller than 60,000 bytes", () => {
	assert.ok(bytes.length < 60_000, `${bytes.length} bytes`);
});

test("the page loads nothing from elsewhere", () => {
	const known = ["http://www.w3.org/2000/svg", "http://", "https://"];
	const urls = page.match(/https?:\/\/[^\s"'`<)]*/g) ?? [];
	assert.deepEqual(
		urls.filter((url) => !known.includes(url)),
		[],
	);
	assert.doesNotMatch(page, /\ssrc=|@import|url\(|<link|<iframe|\bimport\s*[({"']/);
});

test("the page fits a content security policy: one style, one script, nothing inline beside them", () => {
	assert.equal(page.match(/<style/g)?.length, 1);
	assert.equal(page.match(/<script/g)?.length, 1);
	const markup = page.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, "");
	assert.doesNotMatch(markup, /\son\w+=|\sstyle=|javascript:/i);
});

test("the page makes no HTML from text", () => {
	assert.doesNotMatch(
		page,
		/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser/,
	);
});
