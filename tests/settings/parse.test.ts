import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseSetting, parseSettings } from "../../modules/settings/parse";
import { brokerPort, type Setting, schema, settingKeys } from "../../modules/settings/schema";

/** The sentences for a source. */
function problems(source: unknown): string[] {
	return parseSettings(source).problems;
}

function accepts(name: string, value: unknown): unknown {
	const outcome = parseSetting(name, value);
	assert.ok("value" in outcome, `${name} ${JSON.stringify(value)}: ${JSON.stringify(outcome)}`);
	return outcome.value;
}

describe("settings", () => {
	it("have the defaults of the documentation", () => {
		const { settings, problems } = parseSettings({});
		assert.deepEqual(problems, []);
		assert.equal(settings["mqtt.base"], "victron");
		assert.equal(settings["mqtt.discovery"], "homeassistant");
		assert.equal(settings["mqtt.host"], "");
		assert.equal(settings["publish.min"], 5);
		assert.equal(settings["publish.max"], 60);
		assert.equal(settings["sleep.mode"], "off");
		assert.equal(settings["sleep.after"], 600);
		assert.equal(settings["sleep.check"], 600);
		assert.equal(settings["sleep.heartbeat"], 3600);
		assert.equal(settings["cycle.awake"], 120);
		assert.equal(settings["cycle.asleep"], 1080);
		assert.equal(settings["cycle.service"], "20:00/60");
		assert.equal(settings["clock.timezone"], "UTC0");
		assert.deepEqual(settings.devices, []);
	});

	it("are nested at the dots, or flat", () => {
		const nested = parseSettings({ mqtt: { base: "boat" }, publish: { min: 1 } });
		const flat = parseSettings({ "mqtt.base": "boat", "publish.min": 1 });
		assert.deepEqual(nested, flat);
		assert.equal(nested.settings["mqtt.base"], "boat");
	});

	it("give the broker's port by TLS where none is set", () => {
		assert.equal(brokerPort(parseSettings({}).settings), 1883);
		assert.equal(brokerPort(parseSettings({ mqtt: { tls: true } }).settings), 8883);
		assert.equal(brokerPort(parseSettings({ mqtt: { tls: true, port: 1884 } }).settings), 1884);
	});

	it("fit preferences: both parts of a key have at most 15 characters", () => {
		for (const name of settingKeys) {
			const [domain, own, ...more] = name.split(".");
			assert.deepEqual(more, [], name);
			assert.ok(domain!.length <= 15 && own!.length <= 15, name);
		}
	});

	it("have a sentence of help each, and a default that they accept", () => {
		for (const [name, setting] of Object.entries(schema) as [string, Setting][]) {
			assert.match(setting.help, /\.$/, name);
			if (setting.default !== "") accepts(name, setting.default);
		}
	});
});

describe("a refused setting", () => {
	it("keeps its default and gets one sentence with the key, the problem and what is accepted", () => {
		const { settings, problems } = parseSettings({ mqtt: { port: 99999, base: "van" } });
		assert.equal(settings["mqtt.port"], 0);
		assert.equal(settings["mqtt.base"], "van");
		assert.deepEqual(problems, ["mqtt.port is 99999; accepted: 1 to 65535"]);
	});

	it("that is unknown is named, with the one that may be meant", () => {
		assert.deepEqual(problems({ mqtt: { hots: "x" } }), [
			"mqtt.hots is not a setting; did you mean mqtt.host?",
		]);
		assert.match(problems({ mqqt: { host: "x" } })[0]!, /^mqqt is not a setting; did you mean mqtt\?$/);
		assert.match(problems({ zzzzzzzzzz: 1 })[0]!, /^zzzzzzzzzz is not a setting$/);
	});

	it("of the wrong shape is a sentence, not an exception", () => {
		for (const source of [null, 5, "text", [], true]) assert.equal(problems(source).length, 1);
		assert.equal(problems({ mqtt: 5 }).length, 1);
		assert.equal(problems({ mqtt: { host: { deep: [] } } }).length, 1);
		assert.equal(problems({ devices: "none" }).length, 1);
		assert.equal(problems({ devices: [5] }).length, 1);
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
