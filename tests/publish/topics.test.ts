import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { deviceTopicNames, Topics, topicName } from "../../modules/publish/topics";
import { plainAddress } from "../../modules/telemetry/device";

const address = "fa:ac:27:84:c6:6f";

describe("topicName", () => {
	it("keeps a plain name", () => assert.equal(topicName("Roof", address), "Roof"));

	it("takes wildcards, slashes and spaces out", () =>
		assert.equal(topicName("House/battery #1+", address), "House_battery_1"));

	it("keeps letters of other scripts", () =>
		assert.equal(topicName("Größe 屋顶 Крыша", address), "Größe_屋顶_Крыша"));

	it("takes out control characters, NUL and spaces beyond ASCII", () =>
		assert.equal(topicName("a\u0000b\u0007c\u00a0d\u2028e\u0085f", address), "a_b_c_d_e_f"));

	it("takes out half a surrogate pair and non-characters, and keeps a whole pair", () =>
		assert.equal(topicName("a\ud83db\ufffec\ufdd0d🔋", address), "a_b_c_d🔋"));

	for (const nothing of ["", "   ", "///", "+#"])
		it(`takes the address for ${JSON.stringify(nothing)}`, () =>
			assert.equal(topicName(nothing, address), "faac2784c66f"));

	it("is one level that a broker accepts, whatever the name", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 40 }), (name) => {
				const safe = topicName(name, address);
				assert.ok(safe.length > 0);
				// MQTT 3.1.1, 1.5.3 and 4.7.1
				// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
				assert.doesNotMatch(safe, /[/+#\u0000-\u001f\u007f-\u009f\s]/);
				assert.equal(Buffer.from(safe, "utf8").toString("utf8"), safe);
			}),
		);
	});
});

describe("deviceTopicNames", () => {
	const device = (name: string, last: string) => ({ name, address: `fa:ac:27:84:c6:${last}` });

	it("leaves distinct names alone", () =>
		assert.deepEqual(deviceTopicNames([device("Roof", "01"), device("Shed", "02")]), ["Roof", "Shed"]));

	it("tells names that become alike apart by their addresses", () =>
		assert.deepEqual(deviceTopicNames([device("A/B", "01"), device("A+B", "02")]), [
			"A_B_84c601",
			"A_B_84c602",
		]));

	it("gives a device the same name in any order of the list", () => {
		const [first, second, third] = [device("A/B", "01"), device("A+B", "02"), device("C", "03")];
		assert.deepEqual(
			deviceTopicNames([third, second, first]),
			deviceTopicNames([first, second, third]).reverse(),
		);
	});

	it("stays distinct for any list", () => {
		const name = fc.constantFrom(
			"Roof",
			"Ro of",
			"Ro/of",
			"Roof_84c601",
			"Roof_84c601_",
			"",
			"faac2784c600",
			"Ro_of",
		);
		fc.assert(
			fc.property(fc.array(name, { maxLength: 12 }), (names) => {
				const devices = names.map((name, index) => device(name, index.toString(16).padStart(2, "0")));
				assert.equal(new Set(deviceTopicNames(devices)).size, names.length);
			}),
		);
	});

	it("tells two addresses with the same end apart", () => {
		const names = deviceTopicNames([
			{ name: "Roof", address: "fa:ac:27:84:c6:6f" },
			{ name: "Roof", address: "d1:00:27:84:c6:6f" },
		]);
		assert.equal(new Set(names).size, 2);
	});
});

describe("Topics", () => {
	const topics = new Topics({ base: "victron", discovery: "homeassistant", id: "c0ffee" });

	it("follows the tree", () => {
		assert.equal(topics.reading("solar_charger", "Roof"), "victron/solar_charger/Roof");
		assert.equal(topics.availability("solar_charger", "Roof"), "victron/solar_charger/Roof/availability");
		assert.equal(topics.bridgeState, "victron/bridge/c0ffee/state");
		assert.equal(topics.health, "victron/bridge/c0ffee/health");
		assert.equal(topics.log, "victron/bridge/c0ffee/log");
		assert.equal(topics.discoveryStatus, "homeassistant/status");
		assert.equal(topics.deviceConfig("x"), "homeassistant/device/x/config");
	});

	it("has no discovery topics without a prefix", () => {
		const quiet = new Topics({ base: "victron", discovery: "", id: "c0ffee" });
		assert.equal(quiet.discoveryStatus, undefined);
		assert.equal(quiet.deviceConfig("x"), undefined);
	});
});

it("plainAddress drops the colons", () => assert.equal(plainAddress(address), "faac2784c66f"));
