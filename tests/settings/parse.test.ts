import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseSettings } from "../../modules/settings/parse";

/** The sentences for a source. */
function problems(source: unknown): string[] {
	return parseSettings(source).problems;
}

describe("settings", () => {
	it("are nested at the dots, or flat", () => {
		const nested = parseSettings({ mqtt: { base: "boat" }, publish: { min: 1 } });
		const flat = parseSettings({ "mqtt.base": "boat", "publish.min": 1 });
		assert.deepEqual(nested, flat);
		assert.equal(nested.settings["mqtt.base"], "boat");
	});
});

describe("a refused setting", () => {
	it("never repeats a key that stands in the wrong place", () => {
		const key = "adeccb947395801a4dd45a2eaa44bf17";
		const said = [
			...problems({ [key]: "x" }),
			...problems({ mqtt: { [key]: 1, port: key }, publish: { min: `${key} s` }, sleep: { mode: key } }),
		];
		assert.equal(said.length, 5);
		for (const sentence of said) assert.ok(!sentence.includes(key.slice(0, 16)), sentence);
		assert.ok(said.includes("a name that looks like a key is not a setting"), said.join());
	});

	it("keeps its default and gets one sentence with the key, the problem and what is accepted", () => {
		const { settings, problems } = parseSettings({ mqtt: { port: 99999, base: "van" } });
		assert.equal(settings["mqtt.port"], 0);
		assert.equal(settings["mqtt.base"], "van");
		assert.deepEqual(problems, ["mqtt.port is 99999; accepted: 0 to 65535"]);
	});

	it("that is unknown is named, with the one that may be meant", () => {
		assert.deepEqual(problems({ mqtt: { hots: "x" } }), [
			"mqtt.hots is not a setting; did you mean mqtt.host?",
		]);
		assert.match(problems({ mqqt: { host: "x" } })[0]!, /^mqqt is not a setting; did you mean mqtt\?$/);
		assert.match(problems({ zzzzzzzzzz: 1 })[0]!, /^zzzzzzzzzz is not a setting$/);
	});

	it("of the wrong shape is a sentence, not an exception", () => {
		for (const [source, kind] of [
			[null, "null"],
			[undefined, "missing"],
			[5, "a number"],
			["text", "text"],
			[[], "a list"],
			[true, "a boolean"],
		])
			assert.deepEqual(problems(source), [`settings are ${kind}; accepted: an object`]);
	});

	it("that touches the prototype is unknown, and touches nothing", () => {
		const source = JSON.parse(
			'{"__proto__":{"polluted":1},"constructor":{"prototype":{}},"mqtt":{"__proto__":1}}',
		);
		assert.equal(problems(source).length, 3);
		assert.equal(({} as Record<string, unknown>).polluted, undefined);
	});

	it("floods no one: very many problems are counted", () => {
		const source = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`wrong${n}`, n]));
		assert.ok(problems(source).length <= 101);
	});
});

describe("the VE.Smart network", () => {
	const key = "00112233445566778899aabbccddeeff";

	it("needs its id and its key", () => {
		assert.deepEqual(problems({ network: { id: "b36f", key } }), []);
		assert.deepEqual(problems({ network: { id: "b36f" } }), [
			"network.id is set without network.key, so no network is heard; accepted: both or neither",
		]);
		assert.deepEqual(problems({ network: { key } }), [
			"network.key is set without network.id, so no network is heard; accepted: both or neither",
		]);
	});
});
