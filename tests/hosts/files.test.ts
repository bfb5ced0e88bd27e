import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { parseBroker, parseEndpoint, parseSpeed, readAdverts, readJson } from "../../hosts/node/cli/files";
import { withBroker } from "../../hosts/node/cli/run";
import { UsageError } from "../../hosts/node/cli/usage-error";
import { captures } from "../support/captures";
import { Folder } from "../support/command";

const { address, manufacturerData } = captures.solarCharger;
const folder = new Folder();
after(() => folder.remove());

function usage(says: RegExp) {
	return (error: unknown) => {
		assert.ok(error instanceof UsageError);
		assert.match(error.message, says);
		return true;
	};
}

describe("an adverts file", () => {
	const good = { at: 0, address, rssi: -60, manufacturerData };

	it("gives its adverts in order, with lines of any length of pieces", () => {
		const adverts = Array.from({ length: 3000 }, (_, i) => ({
			...good,
			at: i / 2,
			note: "ü".repeat(i % 60),
		}));
		const read = [...readAdverts(folder.adverts("many.jsonl", adverts))];
		assert.deepEqual(
			read.map(({ text }) => JSON.parse(text)),
			adverts,
		);
		assert.deepEqual(
			read.map(({ at }) => at),
			adverts.map(({ at }) => at),
		);
	});

	it("may have empty lines, carriage returns and no end of line at its end", () => {
		const file = folder.write("loose.jsonl", `\r\n${JSON.stringify(good)}\r\n\n${JSON.stringify(good)}`);
		assert.equal([...readAdverts(file)].length, 2);
	});

	it("may be empty", () => assert.deepEqual([...readAdverts(folder.write("empty.jsonl", ""))], []));

	for (const [what, line, says] of [
		["no object", "null", /:2: this line is not an object/],
		["no JSON", "{", /:2: this line is not JSON/],
		["no time", { ...good, at: undefined }, /:2: at must be seconds/],
		["a time before the start", { ...good, at: -1 }, /:2: at must be seconds/],
		["a time as text", { ...good, at: "5" }, /:2: at must be seconds/],
		["no address", { ...good, at: 5, address: 7 }, /:2: address/],
		["no data", { ...good, at: 5, manufacturerData: undefined }, /:2: manufacturerData/],
		["half a byte", { ...good, at: 5, manufacturerData: "100" }, /:2: manufacturerData/],
	] as const)
		it(`is refused at a line with ${what}`, () => {
			const second = typeof line === "string" ? line : JSON.stringify(line);
			const file = folder.write("wrong.jsonl", `${JSON.stringify(good)}\n${second}\n`);
			assert.throws(() => [...readAdverts(file)], usage(says));
		});

	it("is refused where time goes back", () => {
		const file = folder.adverts("back.jsonl", [
			{ ...good, at: 5 },
			{ ...good, at: 4 },
		]);
		assert.throws(() => [...readAdverts(file)], usage(/:2: at goes back from 5 to 4/));
	});
});

describe("a JSON file", () => {
	it("is read", () => assert.deepEqual(readJson(folder.write("good.json", { a: [1] })), { a: [1] }));

	it("that is none is named without its text", () => {
		const file = folder.write("bad.json", `{"key":\n"adeccb947395801a4dd45a2eaa44bf17",}`);
		assert.throws(
			() => readJson(file),
			(error: Error) => {
				assert.ok(error.message.startsWith(file));
				assert.match(error.message, /this is not JSON$/);
				return !error.message.includes("adeccb");
			},
		);
	});
});

describe("an endpoint", () => {
	it("is a host and a port", () => {
		assert.deepEqual(parseEndpoint("--air", "127.0.0.1:5566"), { host: "127.0.0.1", port: 5566 });
		assert.deepEqual(parseEndpoint("--air", "[::1]:1"), { host: "::1", port: 1 });
	});

	for (const text of ["", "5566", "host", "host:", ":5566", "host:0", "host:65536", "::1:5566", "host:5566x"])
		it(`is not ${JSON.stringify(text)}`, () =>
			assert.throws(() => parseEndpoint("--air", text), usage(/expected host:port/)));
});

describe("a broker's address", () => {
	it("has the ports of MQTT by itself", () => {
		assert.deepEqual(parseBroker("mqtt://nas.local"), { host: "nas.local", port: 1883, tls: false });
		assert.deepEqual(parseBroker("mqtts://nas.local"), { host: "nas.local", port: 8883, tls: true });
	});

	it("may have a user, a password and an address of version 6", () => {
		assert.deepEqual(parseBroker("mqtt://me:p%40ss%2Fword@[::1]:1884"), {
			host: "::1",
			port: 1884,
			tls: false,
			username: "me",
			password: "p@ss/word",
		});
	});

	for (const text of [
		"",
		"nas.local",
		"nas.local:1883",
		"http://nas",
		"mqtt://",
		"mqtt://nas:port",
		"mqtt://a:%zz@nas",
	])
		it(`is not ${JSON.stringify(text)}`, () =>
			assert.throws(() => parseBroker(text), usage(/^--broker takes mqtt/)));

	it("takes the place of the one in the settings and leaves the rest", () => {
		const settings = { mqtt: { host: "old", port: 1, base: "sun" }, devices: [] };
		assert.deepEqual(withBroker(settings, "mqtt://new"), {
			mqtt: { host: "new", port: 1883, tls: false, base: "sun" },
			devices: [],
		});
		assert.equal(withBroker(settings, undefined), settings);
		assert.deepEqual(withBroker([], "mqtt://new"), [], "what is refused later stays what it is");
	});
});

describe("a speed", () => {
	it("is a factor or max", () => {
		assert.equal(parseSpeed("0.5"), 0.5);
		assert.equal(parseSpeed("max"), "max");
	});

	for (const text of ["0", "-1", "fast", "", "Infinity", "10001"])
		it(`is not ${JSON.stringify(text)}`, () => assert.throws(() => parseSpeed(text), usage(/--speed/)));
});
