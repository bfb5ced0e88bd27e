import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Store } from "../../hosts/ports";
import { parseSettings } from "../../modules/settings/parse";
import { SettingsStore } from "../../modules/settings/store";
import { mostDevices, readSettings } from "../../modules/settings/stored";

type Value = string | number | boolean;

/** Preferences in memory that refuse what NVS refuses. */
class FakeStore implements Store {
	readonly domains = new Map<string, Map<string, Value>>();
	full = false;

	constructor(content: Record<string, Record<string, unknown>> = {}) {
		for (const [domain, values] of Object.entries(content))
			this.domains.set(domain, new Map(Object.entries(values) as [string, Value][]));
	}

	get(domain: string, key: string) {
		const value: unknown = this.domains.get(domain)?.get(key);
		if (value === "(damaged)") throw new Error("damaged");
		return value as Value | undefined;
	}

	set(domain: string, key: string, value: Value) {
		if (this.full) throw new Error("no room");
		assert.ok(domain.length <= 15 && key.length <= 15);
		if (typeof value === "string") assert.ok(Buffer.byteLength(value) < 4000);
		if (typeof value === "number") assert.equal(value, value | 0);
		const values = this.domains.get(domain) ?? new Map<string, Value>();
		this.domains.set(domain, values.set(key, value));
	}

	delete(domain: string, key: string) {
		const values = this.domains.get(domain);
		values?.delete(key);
		if (values?.size === 0) this.domains.delete(domain);
	}

	keys(domain: string) {
		if (domain === "cycle" && this.domains.get(domain)?.has("(damaged)")) throw new Error("damaged");
		return [...(this.domains.get(domain)?.keys() ?? [])];
	}

	content() {
		return Object.fromEntries([...this.domains].map(([name, values]) => [name, Object.fromEntries(values)]));
	}
}

const key = "c129cf8f75c3fe5a1655b481e205fb7d";
const device = (last: string, name: string) => ({ address: `fa:ac:27:84:c6:${last}`, key, name });

describe("settings in preferences", () => {
	it("reads domains and numbered devices as parseSettings takes them", () => {
		const { source, problems } = readSettings(
			new FakeStore({
				mqtt: { host: "10.0.0.2", port: 1884, tls: true },
				publish: { max: 120 },
				"device.1": device("01", "Roof"),
				"device.2": device("02", "Shed"),
			}),
		);
		assert.deepEqual(problems, []);
		const parsed = parseSettings(source);
		assert.deepEqual(parsed.problems, []);
		assert.equal(parsed.settings["mqtt.host"], "10.0.0.2");
		assert.equal(parsed.settings["mqtt.port"], 1884);
		assert.equal(parsed.settings["mqtt.tls"], true);
		assert.equal(parsed.settings["publish.max"], 120);
		assert.deepEqual(parsed.settings.devices, [device("01", "Roof"), device("02", "Shed")]);
	});

	it("leaves every default where nothing is stored", () => {
		assert.deepEqual(readSettings(new FakeStore()), { source: {}, problems: [] });
	});

	it("keeps the default and says so where a value cannot be read", () => {
		const { source, problems } = readSettings(
			new FakeStore({ mqtt: { base: "(damaged)", host: { no: "text" } }, cycle: { "(damaged)": 1 } }),
		);
		assert.deepEqual(source, {});
		assert.deepEqual(
			problems.map((problem) => problem.split(" ")[0]),
			["mqtt.base", "mqtt.host", "cycle"],
		);
	});

	it("leaves foreign values to parseSettings, which names them", () => {
		const { source } = readSettings(new FakeStore({ mqtt: { port: "many", colour: "red" } }));
		const { settings, problems } = parseSettings(source);
		assert.equal(settings["mqtt.port"], 0);
		assert.equal(problems.length, 2);
		assert.match(problems[0]!, /^mqtt\.port is "many"/);
		assert.match(problems[1]!, /^mqtt\.colour is not a setting/);
	});

	it("holds as many devices as it promises", () => {
		const many = Array.from({ length: mostDevices + 1 }, (_, index) => [
			`device.${index + 1}`,
			device(index.toString(16).padStart(2, "0"), ""),
		]);
		const { source } = readSettings(new FakeStore(Object.fromEntries(many)));
		assert.equal((source.devices as unknown[]).length, mostDevices);
	});
});

describe("single settings", () => {
	it("are stored as the value that they mean", () => {
		const fake = new FakeStore();
		const store = new SettingsStore(fake);
		assert.equal(store.set("publish.max", "10 min"), undefined);
		assert.equal(store.set("mqtt.tls", "true"), undefined);
		assert.equal(store.set("mqtt.base", "boat"), undefined);
		assert.deepEqual(fake.content(), { publish: { max: 600 }, mqtt: { tls: true, base: "boat" } });
	});

	it("are refused with a sentence, and the old value stays", () => {
		const fake = new FakeStore({ mqtt: { base: "boat" } });
		const store = new SettingsStore(fake);
		assert.match(store.set("mqtt.base", "a/#")!, /^mqtt\.base has the wildcard #/);
		assert.match(store.set("mqtt.bse", "x")!, /did you mean mqtt\.base/);
		assert.match(store.set("base", "x")!, /not a setting/);
		assert.deepEqual(fake.content(), { mqtt: { base: "boat" } });
	});

	it("are refused when they contradict another one", () => {
		const fake = new FakeStore({ publish: { max: 30 } });
		assert.match(new SettingsStore(fake).set("publish.min", 40)!, /^publish\.(min|max) /);
		assert.deepEqual(fake.content(), { publish: { max: 30 } });
	});

	it("tell when the store has no room, without the value", () => {
		const fake = new FakeStore();
		fake.full = true;
		const problem = new SettingsStore(fake).set("mqtt.password", "secret-word");
		assert.match(problem!, /^mqtt\.password cannot be stored/);
		assert.doesNotMatch(problem!, /secret-word/);
	});

	it("are not longer than a preference may be", () => {
		const store = new SettingsStore(new FakeStore());
		assert.equal(store.set("mqtt.username", "x".repeat(3900)), undefined);
		assert.match(store.set("mqtt.username", "x".repeat(3901))!, /3901 bytes/);
		assert.match(store.set("mqtt.username", "€".repeat(1301))!, /3903 bytes/);
	});

	it("go back to their default", () => {
		const fake = new FakeStore({ mqtt: { base: "boat" } });
		const store = new SettingsStore(fake);
		assert.equal(store.reset("mqtt.base"), undefined);
		assert.deepEqual(fake.content(), {});
		assert.match(store.reset("mqtt.bse")!, /not a setting/);
	});
});

describe("stored devices", () => {
	it("begin with their address", () => {
		const fake = new FakeStore();
		const store = new SettingsStore(fake);
		assert.match(store.set("device.1.name", "Roof")!, /address/);
		assert.equal(store.set("device.1.address", "FA-AC-27-84-C6-01"), undefined);
		assert.equal(store.set("device.1.key", key.toUpperCase()), undefined);
		assert.equal(store.set("device.1.name", "Roof"), undefined);
		assert.deepEqual(fake.content(), { "device.1": device("01", "Roof") });
	});

	it("are refused with a bad number, field or value, and never twice", () => {
		const fake = new FakeStore({ "device.1": device("01", "Roof") });
		const store = new SettingsStore(fake);
		for (const name of [
			"device.0.name",
			"device.3.address",
			"device.01.name",
			"device.x.name",
			"device.1.colour",
		])
			assert.match(store.set(name, "x")!, /accepted/, name);
		assert.match(store.set("device.1.key", "12")!, /^device\.1\.key has 2 hex digits/);
		assert.match(store.set("device.2.address", device("01", "").address)!, /each address once/);
		assert.deepEqual(fake.content(), { "device.1": device("01", "Roof") });
	});

	it("move up when one is removed", () => {
		const fake = new FakeStore({
			"device.1": device("01", "Roof"),
			"device.2": { address: device("02", "").address },
			"device.3": device("03", "Shed"),
		});
		const store = new SettingsStore(fake);
		assert.equal(store.removeDevice(1), undefined);
		assert.deepEqual(fake.content(), {
			"device.1": { address: device("02", "").address },
			"device.2": device("03", "Shed"),
		});
		assert.equal(store.removeDevice(2), undefined);
		assert.match(store.removeDevice(2)!, /accepted: 1 to 1/);
		assert.equal(store.removeDevice(1), undefined);
		assert.match(store.removeDevice(1)!, /accepted: none/);
		assert.deepEqual(fake.content(), {});
	});
});
