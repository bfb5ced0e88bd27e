/** `docs/setup.md` names only what there is. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { Command } from "../support/command";

const folder = new URL("../../docs/", import.meta.url);
const document = readFileSync(new URL("setup.md", folder), "utf8");

test("every command in the setup document exists", async () => {
	const { stdout } = await new Command(["--help"]).finished;
	const known = [...stdout.matchAll(/^ {2}(\w+) {2,}/gm)].map(([, name]) => name);
	const named = [...document.matchAll(/npx heliograph (\w+)/g)].map(([, name]) => name);
	assert.ok(named.length > 0);
	assert.deepEqual(
		named.filter((name) => !known.includes(name)),
		[],
	);
});

test("every file that the setup document leads to is there, and a picture is smaller than 150 KB", () => {
	for (const [, mark, link] of document.matchAll(/(!?)\[[^\]]*\]\(([^)#]+)[^)]*\)/g)) {
		const file = new URL(link!, folder);
		assert.ok(existsSync(file), link);
		if (mark) assert.ok(statSync(file).size < 150_000, `${link} is too large`);
	}
});
