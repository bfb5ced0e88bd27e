import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { StateFile } from "../../hosts/node/state-file";

const folder = mkdtempSync(join(tmpdir(), "heliograph-state-"));
const path = join(folder, "state.json");

after(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(path, { force: true }));

describe("StateFile", () => {
	it("keeps values from one process to the next", () => {
		const first = new StateFile(path);
		assert.deepEqual(first.values, {});
		first.set("statistics", "faac2784c66f", { hex: "00ff" });
		first.set("network", "place", "x");
		first.set("network", "place", undefined);
		assert.deepEqual(new StateFile(path).values, {
			statistics: { faac2784c66f: { hex: "00ff" } },
			network: {},
		});
		assert.equal(existsSync(`${path}.new`), false);
	});

	it("keeps them in memory without a file", () => {
		const state = new StateFile();
		state.set("a", "b", 1);
		assert.deepEqual(state.values, { a: { b: 1 } });
	});

	it("leaves a file alone that is no state, and says which", () => {
		for (const text of ["", "[]", "5", '{"mqtt":"x"}', "{"]) {
			writeFileSync(path, text);
			assert.throws(() => new StateFile(path), {
				message: `${path}: this is no state of heliograph's; remove it or name another file`,
			});
			assert.equal(readFileSync(path, "utf8"), text);
		}
	});

	it("says at once what cannot be written", () => {
		const nowhere = join(folder, "nowhere", "state.json");
		assert.throws(() => new StateFile(nowhere), {
			message: `${nowhere}: this file cannot be written (ENOENT)`,
		});
	});

	it("goes on when a change cannot be written, and writes it with the next", () => {
		const problems: string[] = [];
		const own = join(folder, "own");
		mkdirSync(own);
		const moved = join(own, "state.json");
		const state = new StateFile(moved, (sentence) => problems.push(sentence));
		rmSync(own, { recursive: true });
		state.set("a", "b", 1);
		assert.deepEqual(problems, [`${moved}: this file cannot be written (ENOENT)`]);
		mkdirSync(own);
		state.set("a", "c", 2);
		assert.deepEqual(new StateFile(moved).values, { a: { b: 1, c: 2 } });
	});

	it("says what cannot be read", () => {
		assert.throws(() => new StateFile(folder), { message: `${folder}: this file cannot be read (EISDIR)` });
	});
});
