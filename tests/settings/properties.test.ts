import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseSetting, parseSettings } from "../../modules/settings/parse";
import { type Settings, settingKeys } from "../../modules/settings/schema";

/** Every rule again, by what a valid value looks like and not by how it is parsed. */
function assertValid(settings: Settings): void {
	assert.deepEqual(Object.keys(settings).sort(), [...settingKeys, "devices"].sort());
	for (const key of settingKeys) {
		assert.deepEqual(parseSetting(key, settings[key]), { key, value: settings[key] });
	}
	assert.match(settings["mqtt.base"], /^[^+#/]$|^[^+#/][^+#]*[^+#/]$/u);
	assert.match(settings["site.id"], /^[^+#/]*$/u);
	assert.match(settings["cycle.service"], /^(([01]\d|2[0-3]):[0-5]\d\/\d{1,4})?$/);
	assert.ok(settings["mqtt.port"] >= 0 && settings["mqtt.port"] <= 65535);
	assert.ok(settings["publish.min"] <= settings["publish.max"]);
	for (const device of settings.devices) {
		assert.deepEqual(Object.keys(device), ["address", "key", "name"]);
		assert.match(device.address, /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
		assert.match(device.key, /^([0-9a-f]{32})?$/);
		assert.ok([...device.name].length <= 64);
	}
	assert.equal(new Set(settings.devices.map((device) => device.address)).size, settings.devices.length);
}

const value = fc.oneof(
	fc.jsonValue(),
	fc.string({ unit: "binary" }),
	fc.nat({ max: 100_000 }),
	fc.constantFrom("10 s", "2 min", "dark", "07:30/15", "true", "a/b", "CET-1CEST"),
);
const hex = (length: number) =>
	fc.string({ unit: fc.constantFrom(..."0123456789abcdefABCDEF"), minLength: length, maxLength: length });
const address = fc.array(hex(2), { minLength: 6, maxLength: 6 }).map((pairs) => pairs.join(":"));
const device = fc.record(
	{
		address: fc.oneof(address, fc.constant("C0:00:00:00:00:01"), value),
		key: fc.oneof(hex(32), hex(31), value),
		name: value,
	},
	{ requiredKeys: [] },
);
const settings = fc
	.record({
		flat: fc.dictionary(fc.oneof(fc.constantFrom(...settingKeys), fc.string()), value),
		devices: fc.oneof(fc.array(fc.oneof(device, value)), value),
	})
	.map(({ flat, devices }) => ({ ...flat, devices }));

test("any JSON gives valid settings and sentences of one line", () => {
	fc.assert(
		fc.property(fc.oneof(settings, fc.jsonValue()), (source) => {
			const parsed = parseSettings(source);
			assertValid(parsed.settings);
			for (const problem of parsed.problems) assert.match(problem, /^\P{Cc}+$/u);
		}),
		{ numRuns: 2000 },
	);
});

test("anything at all, JSON or not, throws nothing", () => {
	fc.assert(
		fc.property(
			fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }),
			(source) => {
				assertValid(parseSettings(source).settings);
				for (const key of settingKeys) parseSetting(key, source);
			},
		),
		{ numRuns: 500 },
	);
});

test("a problem is never without its key", () => {
	fc.assert(
		fc.property(fc.constantFrom(...settingKeys), value, (key, given) => {
			const parsed = parseSetting(key, given);
			if ("problem" in parsed) assert.ok(parsed.problem.startsWith(`${key} `));
		}),
	);
});

test("no sentence holds a secret, whatever is wrong with it", () => {
	const secret = fc.oneof(
		fc.string({ minLength: 6, unit: "grapheme-ascii" }).map((text) => `${text}\0`),
		hex(31),
		fc.string({ minLength: 3901, maxLength: 3910 }),
		fc.integer({ min: 100_000_000 }),
	);
	fc.assert(
		fc.property(secret, (given) => {
			const { problems } = parseSettings({
				wifi: { password: given },
				mqtt: { password: given },
				devices: [{ address: "c0:00:00:00:00:01", key: given }],
			});
			assert.ok(problems.length >= 1);
			for (const problem of problems) assert.ok(!problem.includes(String(given).replace("\0", "")), problem);
		}),
	);
});
