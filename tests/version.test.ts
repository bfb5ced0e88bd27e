import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { version } from "../modules/publish/version";

test("the firmware's version is the package's", () => {
	const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));
	assert.equal(version, read("package.json").version);
	assert.equal(version, read("package-lock.json").version);
});
