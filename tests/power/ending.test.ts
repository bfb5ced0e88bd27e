import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { Ending } from "../../modules/power/ending";
import { FakeStore } from "../support/fake-store";

let told: string[];
let store: FakeStore;
let finish: () => void;
let ending: Ending;

beforeEach(() => {
	told = [];
	store = new FakeStore({ mqtt: { base: "boat" } });
	ending = new Ending({
		sleeper: { stop: () => told.push("no sleep") },
		publisher: {
			stop(done) {
				told.push("last words");
				finish = done;
			},
		},
		keeper: { keepAll: () => told.push("statistics") },
		survivors: { pack: (duration) => new ArrayBuffer(8 + duration) },
		power: { retain: (data) => told.push(`retain ${data.byteLength}`) },
		store,
		system: { restart: (reason) => told.push(`restart ${reason}`) },
	});
});

describe("the end of a start", () => {
	it("is a restart after the last words, and what has to survive is retained", () => {
		ending.restart("request");
		assert.deepEqual(told, ["no sleep", "last words"]);
		finish();
		assert.deepEqual(told.slice(2), ["statistics", "retain 8", "restart request"]);
	});

	it("is whatever comes after that, when it is asked for", () => {
		ending.end(() => told.push("roll back"));
		finish();
		assert.deepEqual(told, ["no sleep", "last words", "statistics", "retain 8", "roll back"]);
	});

	it("forgets all at a factory reset, and keeps nothing", () => {
		ending.factoryReset();
		assert.equal(store.get("mqtt", "base"), "boat");
		finish();
		assert.equal(store.get("mqtt", "base"), undefined);
		assert.deepEqual(told, ["no sleep", "last words", "restart factory reset"]);
	});

	it("stores the statistics before the last words when somebody ends the process", () => {
		ending.stop(() => told.push("over"));
		finish();
		assert.deepEqual(told, ["no sleep", "statistics", "last words", "over"]);
	});
});
