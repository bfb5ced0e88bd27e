import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { layerSettings } from "../../modules/settings/layers";
import { parseSettings } from "../../modules/settings/parse";
import { SettingsStore } from "../../modules/settings/store";
import { forgetAll, mostDevices, readSettings } from "../../modules/settings/stored";
import { FakeStore } from "../support/fake-store";

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

	it("passes by what the firmware learned of its networks", () => {
		const fake = new FakeStore({
			network: { id: "b36f", broker: "10.0.0.2/1883/plain//", place: "0c:80:63:11:22:33/6", refused: true },
		});
		assert.deepEqual(readSettings(fake), { source: { "network.id": "b36f" }, problems: [] });
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

/** A settings store over a file's settings. */
function open(fake: FakeStore, written: unknown = {}, hashPassword?: (text: string) => string) {
	return new SettingsStore({
		store: fake,
		source: { read: () => layerSettings(written, fake).source },
		hashPassword,
	});
}

/** As they hold after the next start. */
const read = (store: SettingsStore) => {
	const { values, devices } = store.source();
	return parseSettings({ ...values, devices }).settings;
};
const changed = { changed: true };
const unchanged = { changed: false };
const problem = (outcome: { problem: string } | { changed: boolean }) =>
	"problem" in outcome ? outcome.problem : assert.fail("it was not refused");

describe("settings of a file and of the store", () => {
	it("are the stored ones where there are any, whether the file is nested or flat", () => {
		const fake = new FakeStore({ mqtt: { base: "boat" } });
		const { source } = layerSettings({ mqtt: { base: "home", host: "nas" }, "site.id": "shed" }, fake);
		assert.deepEqual(source, { "mqtt.base": "boat", "mqtt.host": "nas", "site.id": "shed" });
	});

	it("have the stored list of devices instead of the file's, an empty one too", () => {
		const written = { devices: [device("01", "Roof")] };
		assert.deepEqual(layerSettings(written, new FakeStore()).source, written);
		const kept = new FakeStore({ "device.2": device("02", "Shed") });
		assert.deepEqual(layerSettings(written, kept).source, { devices: [device("02", "Shed")] });
		const emptied = new FakeStore({ devices: { none: true } });
		assert.deepEqual(layerSettings(written, emptied).source, { devices: [] });
	});

	it("leave what is no object to parseSettings", () => {
		const { source } = layerSettings([1], new FakeStore({ mqtt: { base: "boat" } }));
		assert.match(parseSettings(source).problems[0]!, /^settings are a list/);
	});
});

describe("a change of settings", () => {
	it("stores the values that are meant", () => {
		const fake = new FakeStore();
		const wanted = { "publish.max": "10 min", "mqtt.tls": "true", "sleep.alarm_voltage": 11.5 };
		assert.deepEqual(open(fake).change(wanted), changed);
		assert.deepEqual(fake.content(), {
			publish: { max: 600 },
			mqtt: { tls: true },
			sleep: { alarm_voltage: "11.5" },
		});
		assert.equal(read(open(fake))["sleep.alarm_voltage"], 11.5);
	});

	it("is refused with a sentence, and nothing of it is stored", () => {
		for (const [wanted, sentence] of [
			[{ "mqtt.host": "nas", "mqtt.base": "a/#" }, /^mqtt\.base has the wildcard #/],
			[{ "mqtt.host": "nas", "mqtt.bse": "x" }, /did you mean mqtt\.base/],
			[{ "mqtt.host": "nas", base: null }, /not a setting/],
			[{ "mqtt.host": "nas", "mqtt.tls": null, "mqtt.port": [] }, /^mqtt\.port is a list/],
		] as const) {
			const fake = new FakeStore({ mqtt: { base: "boat", tls: true } });
			assert.match(problem(open(fake).change(wanted)), sentence);
			assert.deepEqual(fake.content(), { mqtt: { base: "boat", tls: true } });
		}
	});

	it("is refused as a whole when settings contradict each other, those of the file too", () => {
		const fake = new FakeStore({ publish: { max: 30 } });
		const store = open(fake, { publish: { min: 20, max: 60 } });
		assert.match(problem(store.change({ "mqtt.base": "boat", "publish.min": 40 })), /^publish\.(min|max) /);
		assert.deepEqual(fake.content(), { publish: { max: 30 } });
		assert.deepEqual(store.change({ "publish.min": 40, "publish.max": null }), changed);
		assert.deepEqual(fake.content(), { publish: { min: 40 } });
	});

	it("is taken back when the store is full, and says so without the value", () => {
		for (let room = 0; room < 3; room++) {
			const fake = new FakeStore({ mqtt: { base: "boat" } });
			fake.room = room;
			// what was there before always has room again
			const set = fake.set.bind(fake);
			fake.set = (domain, key, value) => {
				if (key === "base" && value === "boat") fake.room++;
				set(domain, key, value);
			};
			const wanted = { "mqtt.base": "home", "mqtt.host": "nas", "mqtt.password": "secret-word" };
			const sentence = problem(open(fake).change(wanted));
			assert.match(sentence, /^mqtt\.(base|host|password) cannot be stored: there is no room/);
			assert.doesNotMatch(sentence, /secret-word|put back/);
			assert.deepEqual(fake.content(), { mqtt: { base: "boat" } });
		}
	});

	it("says when not even what was before can be put back", () => {
		const fake = new FakeStore({ mqtt: { base: "boat" } });
		fake.room = 1;
		const sentence = problem(open(fake).change({ "mqtt.base": "home", "mqtt.host": "nas" }));
		assert.match(sentence, /^mqtt\.host cannot be stored.*what was before could not all be put back$/);
	});

	it("writes nothing that is there already, as flash wears out", () => {
		const fake = new FakeStore({ mqtt: { base: "boat" }, "device.1": device("01", "Roof") });
		fake.room = 0;
		assert.deepEqual(open(fake).change({ "mqtt.base": "boat" }, [device("01", "Roof")]), unchanged);
	});

	it("keeps no text longer than a preference may be", () => {
		const fake = new FakeStore();
		assert.deepEqual(open(fake).change({ "mqtt.username": "x".repeat(3900) }), changed);
		assert.match(problem(open(fake).change({ "mqtt.username": "x".repeat(3901) })), /3901 bytes/);
		assert.match(problem(open(fake).change({ "mqtt.username": "€".repeat(1301) })), /3903 bytes/);
	});

	it("goes back to the default, or to what the file says, with null", () => {
		const fake = new FakeStore({ mqtt: { base: "boat" } });
		const store = open(fake, { mqtt: { base: "home" } });
		assert.deepEqual(store.change({ "mqtt.base": null }), changed);
		assert.equal(read(store)["mqtt.base"], "home");
		assert.deepEqual(fake.content(), {});
	});

	it("leaves a secret that is given as ***", () => {
		const fake = new FakeStore({ wifi: { password: "secret-word" } });
		assert.deepEqual(open(fake).change({ "wifi.password": "***" }), unchanged);
		assert.deepEqual(fake.content(), { wifi: { password: "secret-word" } });
	});

	it("stores the web password as a hash, and a hash as it is", () => {
		const fake = new FakeStore();
		const store = open(fake, {}, (text) => `pbkdf2-sha256$of ${text}`);
		store.change({ "web.password": "open" });
		assert.deepEqual(fake.content(), { web: { password: "pbkdf2-sha256$of open" } });
		store.change({ "web.password": "pbkdf2-sha256$of another" });
		assert.deepEqual(fake.content(), { web: { password: "pbkdf2-sha256$of another" } });
		store.change({ "web.password": "" });
		assert.equal(read(store)["web.password"], "");
	});
});

describe("stored devices", () => {
	it("are added, and changed where the address is known", () => {
		const fake = new FakeStore();
		const store = open(fake);
		const address = "FA-AC-27-84-C6-01";
		assert.deepEqual(store.put({ address, key: key.toUpperCase() }), changed);
		assert.deepEqual(store.put({ address, name: "Roof" }), changed);
		assert.deepEqual(fake.content(), { "device.1": device("01", "Roof") });
		assert.deepEqual(store.put({ address, key: "***", name: "" }), changed);
		assert.deepEqual(read(store).devices, [device("01", "")]);
	});

	it("begin with those of the file, so that none is lost", () => {
		const fake = new FakeStore();
		const store = open(fake, { devices: [device("01", "Roof"), device("02", "Shed")] });
		assert.deepEqual(store.put({ address: device("03", "").address }), changed);
		assert.deepEqual(
			read(store).devices.map(({ name, key }) => [name, key]),
			[
				["Roof", key],
				["Shed", key],
				["", ""],
			],
		);
	});

	it("are refused with a sentence, and nothing changes", () => {
		const list = [device("01", "Roof"), device("02", "Shed")];
		for (const [change, sentence] of [
			[(store) => store.put({}), /^device\.address is missing/],
			[(store) => store.put({ address: "roof" }), /^device\.address is no Bluetooth address/],
			[(store) => store.put({ ...list[0], key: "12" }), /^device\.key has 2 hex digits/],
			[(store) => store.put({ ...list[0], colour: "red" }), /^device\.colour is not a setting/],
			[(store) => store.change({}, [list[0], list[0]]), /^fa:ac:27:84:c6:01 is there twice/],
			[(store) => store.change({}, [list[1], 7]), /^device is a number/],
			[(store) => store.change({}, [{ ...device("09", ""), key: "***" }]), /^device\.key has 3 characters/],
			[(store) => store.change({}, new Array(33).fill(list[0])), /33 devices; accepted: 32 at most/],
			[(store) => store.remove(device("09", "").address), /is not configured/],
			[(store) => store.remove(undefined), /^missing is not configured/],
		] as readonly (readonly [(store: SettingsStore) => ReturnType<SettingsStore["put"]>, RegExp])[]) {
			const fake = new FakeStore();
			assert.match(problem(change(open(fake, { devices: list }))), sentence);
			assert.deepEqual(fake.content(), {});
		}
	});

	it("keep their place when another is removed, and the last one leaves an empty list", () => {
		const fake = new FakeStore({ "device.1": device("01", "Roof"), "device.2": device("02", "Shed") });
		const store = open(fake, { devices: [device("03", "of the file")] });
		assert.deepEqual(store.remove(device("01", "").address), changed);
		assert.deepEqual(fake.content(), { "device.2": device("02", "Shed") });
		store.put(device("04", "Boat"));
		assert.deepEqual(Object.keys(fake.content()), ["device.2", "device.1"]);
		store.remove(device("02", "").address);
		store.remove(device("04", "").address);
		assert.deepEqual(read(store).devices, []);
		store.put(device("05", ""));
		assert.deepEqual(fake.content(), { "device.1": { address: device("05", "").address, key } });
	});

	it("never have the key of another, wherever the power fails", () => {
		const before = [device("01", "Roof"), device("02", "Shed"), device("03", "Boat")];
		const other = { address: "c0:00:00:00:00:01", key: "00".repeat(16), name: "Roof" };
		const keys = new Map([...before, other].map((entry) => [entry.address, entry.key]));
		for (let writes = 0; writes < 12; writes++) {
			const fake = new FakeStore(Object.fromEntries(before.map((entry, i) => [`device.${i + 1}`, entry])));
			fake.stopAfter(writes);
			open(fake).change({}, [before[2], other]);
			for (const { address, key } of read(open(fake)).devices)
				assert.ok(key === "" || key === keys.get(address), `after ${writes} writes`);
		}
	});

	it("are taken back as a whole when the store is full", () => {
		const list = [device("01", "Roof"), device("02", "Shed")];
		for (let room = 0; room < 6; room++) {
			const fake = new FakeStore();
			fake.room = room;
			assert.match(problem(open(fake).change({}, list)), /cannot be stored/);
			assert.deepEqual(fake.content(), {});
		}
	});
});

describe("forgetting everything", () => {
	it("leaves nothing that the firmware keeps, and none of another's", () => {
		const fake = new FakeStore({
			wifi: { password: "x" },
			mqtt: { base: "boat", odd: 1 },
			"device.32": device("01", ""),
			devices: { none: true },
			network: { broker: "x", place: "y" },
			statistics: { faac2784c66f: "z" },
			another: { a: 1 },
		});
		forgetAll(fake);
		assert.deepEqual(fake.content(), { another: { a: 1 } });
	});
});
