/** The checks that every view must pass find what they are there for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityProblems, startBrowser } from "../support/browser";
import { chromium } from "../support/environment.mjs";

const page = (body: string) =>
	`<!doctype html><html lang="en"><title>t</title><body><header><h1>One</h1></header><main>${body}</main>`;

const faults: Record<string, RegExp> = {
	"<input id=a>": /<input id=a> {2}has no label/,
	"<p id=a>x</p><p id=a>y</p>": /id a stands twice/,
	"<h3>Three</h3>": /<h3> Three follows a heading of level 1/,
	"<button></button>": /has no name/,
	"<input aria-label=x aria-describedby=gone>": /refers to gone/,
	"<p style='color:#999'>pale</p>": /<p> pale has a contrast of 2\.85/,
	"<div style='width:3000px'>wide</div>": /the page is \d+ wide/,
	"<img src='data:,'>": /says nothing to a screen reader/,
	"<button style='font-size:8px;padding:0;border:0'>x</button>": /too small for a finger/,
};

test("the checks of a page find each fault, and none in a good page", {
	skip: !chromium,
	timeout: 60_000,
}, async () => {
	const browser = await startBrowser();
	try {
		const tab = await browser.newPage();
		await tab.setContent(
			page("<h2>Two</h2><label>Name <input></label><button style='padding:9px'>Send it</button>"),
		);
		assert.deepEqual(await accessibilityProblems(tab), []);
		for (const [body, sentence] of Object.entries(faults)) {
			await tab.setContent(page(body));
			assert.match((await accessibilityProblems(tab)).join("\n"), sentence);
		}
	} finally {
		await browser.close();
	}
});
