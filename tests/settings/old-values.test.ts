import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings } from "../../modules/settings/parse";
import { defaultSettings } from "../../modules/settings/schema";

const roof = { address: "fa:ac:27:84:c6:6f", key: "0df4d0395b7d1a876c0c33ecb9e70dcd", name: "Roof" };

test("what the source does not name stays as it was", () => {
	const old = { ...defaultSettings(), "mqtt.base": "sun", devices: [roof] };
	assert.deepEqual(parseSettings({ mqtt: { port: 1884 } }, old).settings, { ...old, "mqtt.port": 1884 });
});

test("a refused value leaves the old one, not the default", () => {
	const old = { ...defaultSettings(), "mqtt.port": 1884 };
	assert.equal(parseSettings({ mqtt: { port: 99999 } }, old).settings["mqtt.port"], 1884);
});

test("settings are objects of their own, so that defaults in flash stay untouched", () => {
	const old = Object.freeze({ ...defaultSettings(), devices: Object.freeze([Object.freeze({ ...roof })]) });
	const { settings } = parseSettings({}, old);
	assert.notEqual(settings.devices, old.devices);
	assert.notEqual(settings.devices[0], old.devices[0]);
	assert.deepEqual(settings, old);
});

test("publish.max below publish.min is refused and both stay", () => {
	const { settings, problems } = parseSettings({ publish: { min: 20, max: 10 } });
	assert.deepEqual(problems, ["publish.max is 10 s, less than publish.min; accepted: 20 s or more"]);
	assert.equal(settings["publish.min"], 5);
	assert.equal(settings["publish.max"], 60);
});

test("publish.min above the publish.max that stays is refused", () => {
	const { settings, problems } = parseSettings({ publish: { min: "2 min" } });
	assert.deepEqual(problems, ["publish.min is 2 min, more than publish.max; accepted: 1 min or less"]);
	assert.equal(settings["publish.min"], 5);
});

test("publish.max may equal publish.min", () => {
	assert.deepEqual(parseSettings({ publish: { min: 10, max: 10 } }).problems, []);
});

test("a domain that is no object is refused with its keys", () => {
	assert.deepEqual(parseSettings({ cycle: 5 }).problems, [
		"cycle is a number; accepted: an object with awake, asleep, service",
	]);
});

test("a hundred sentences, then a count", () => {
	const source: Record<string, number> = {};
	for (let index = 0; index < 1000; index++) source[`nothing${index}`] = index;
	const { problems } = parseSettings(source);
	assert.equal(problems[99], "nothing99 is not a setting");
	assert.deepEqual(problems.slice(100), ["900 more problems"]);
});

test("values that are nested deeply are refused by their kind alone", () => {
	let deep: unknown = 1;
	for (let level = 0; level < 100_000; level++) deep = { mqtt: deep };
	assert.deepEqual(parseSettings({ mqtt: { host: deep } }).problems, [
		"mqtt.host is an object; accepted: a name, x.local or an address, without scheme and port",
	]);
});
