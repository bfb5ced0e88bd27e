import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { version } from "../modules/publish/version";
import { project } from "../modules/update/image";

test("the firmware's version is the package's", () => {
	const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));
	assert.equal(version, read("package.json").version);
	assert.equal(version, read("package-lock.json").version);
});

test("images carry the project and that version, as updates look for them", () => {
	for (const flash of ["4mb", "8mb"]) {
		const path = new URL(`../sdkconfig/${flash}/sdkconfig.defaults`, import.meta.url);
		const lines = readFileSync(path, "utf8").split("\n");
		assert.ok(lines.includes("CONFIG_APP_PROJECT_VER_FROM_CONFIG=y"));
		assert.ok(lines.includes(`CONFIG_APP_PROJECT_VER="${project}${version}"`));
		// `version` of `esp_app_desc_t` has 31 characters and a zero
		assert.ok(`${project}${version}`.length <= 31);
	}
});
