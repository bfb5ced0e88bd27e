import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { BridgeLog, type LogEntry } from "../../modules/publish/bridge-log";

let entries: LogEntry[];
let log: BridgeLog;

beforeEach(() => {
	entries = [];
	log = new BridgeLog((entry) => entries.push(entry));
});

describe("BridgeLog", () => {
	it("tells a line at once", () => {
		log.write("error", "no room", 0);
		assert.deepEqual(entries, [{ level: "error", message: "no room" }]);
	});

	it("tells how often a line came again when another comes", () => {
		for (let now = 0; now < 5; now++) log.write("warning", "again", now);
		log.write("warning", "other", 5);
		assert.deepEqual(entries, [
			{ level: "warning", message: "again" },
			{ level: "warning", message: "again", repeated: 4 },
			{ level: "warning", message: "other" },
		]);
	});

	it("tells of a line that keeps coming once a minute", () => {
		for (let now = 0; now < 60_000; now += 1000) {
			log.write("warning", "again", now);
			log.tick(now);
		}
		assert.equal(entries.length, 1);
		log.tick(60_000);
		assert.deepEqual(entries.at(-1), { level: "warning", message: "again", repeated: 59 });
		log.tick(180_000);
		assert.equal(entries.length, 2);
	});

	it("tells apart the same words at another level", () => {
		log.write("warning", "hot", 0);
		log.write("error", "hot", 0);
		assert.equal(entries.length, 2);
	});

	it("lets 10 lines through at once and then one every 6 s, and counts the rest", () => {
		for (let i = 0; i < 25; i++) log.write("warning", `line ${i}`, 0);
		assert.equal(entries.length, 10);
		log.write("warning", "later", 6_000);
		assert.deepEqual(entries.at(-1), { level: "warning", message: "later", suppressed: 15 });
		log.write("warning", "too soon", 11_999);
		assert.equal(entries.length, 11);
		log.write("warning", "in time", 12_000);
		assert.deepEqual(entries.at(-1), { level: "warning", message: "in time", suppressed: 1 });
	});

	it("saves up no more than 10 lines", () => {
		for (let i = 0; i < 12; i++) log.write("warning", `line ${i}`, 3_600_000);
		assert.equal(entries.length, 10);
	});

	it("flushes nothing when nothing came again", () => {
		log.write("warning", "once", 0);
		log.flush(1);
		assert.equal(entries.length, 1);
	});
});
