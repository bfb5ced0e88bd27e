/** The command line's manners: exit codes, one sentence on standard error, and no secret in any of them. */

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { captures } from "../support/captures";
import { Command, type Finished, Folder, heliograph } from "../support/command";

const { solarCharger: mppt, batteryMonitor: shunt } = captures;
const folder = new Folder();
after(() => folder.remove());

/** One sentence, no stack trace, nothing on standard output. */
function refused({ code, stdout, stderr }: Finished, expected: number, says: RegExp): void {
	assert.match(stderr, says);
	assert.equal(code, expected, stderr);
	assert.equal(stdout, "");
	assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
	assert.doesNotMatch(stderr, /\n\s+at |node:|Error:/);
}

describe("heliograph", { concurrency: 3, timeout: 60_000 }, () => {
	it("lists its commands", async () => {
		const { code, stdout } = await heliograph(["--help"]);
		assert.equal(code, 0);
		for (const name of [
			"start",
			"run",
			"decode",
			"simulate",
			"keys",
			"configure",
			"read",
			"vedirect",
			"year",
			"bench",
		])
			assert.match(stdout, new RegExp(`^ +${name} `, "m"));
	});

	it("without a command is wrong usage", async () => {
		const { code, stdout, stderr } = await heliograph([]);
		assert.equal(code, 2);
		assert.equal(stdout, "");
		assert.match(stderr, /^Usage: /);
	});

	for (const name of [
		"start",
		"run",
		"decode",
		"simulate",
		"keys",
		"configure",
		"read",
		"vedirect",
		"year",
		"bench",
	]) {
		it(`${name} --help tells its usage`, async () => {
			const { code, stdout, stderr } = await heliograph([name, "--help"]);
			assert.equal(code, 0, stderr);
			assert.match(stdout, /^Usage: /);
			assert.match(stdout, /--help/);
		});

		it(`${name} refuses an option that it does not have`, async () => {
			refused(await heliograph([name, "--nonsense"]), 2, /--nonsense/);
		});
	}

	it("refuses a command that it does not have", async () => {
		refused(await heliograph(["constructor"]), 2, /no command constructor/);
	});

	it("refuses an option without its value", async () => {
		refused(await heliograph(["run", "--replay", "--exit"]), 2, /--replay/);
	});
});

describe("heliograph decode", { concurrency: 3, timeout: 60_000 }, () => {
	it("prints the reading of one advert", async () => {
		const { code, stdout, stderr } = await heliograph(["decode", "--key", mppt.key, mppt.manufacturerData]);
		assert.equal(code, 0, stderr);
		assert.deepEqual(JSON.parse(stdout), mppt.says);
		assert.equal(stderr, "");
	});

	it("takes capitals", async () => {
		const words = ["decode", "--key", mppt.key.toUpperCase(), mppt.manufacturerData.toUpperCase()];
		assert.deepEqual(JSON.parse((await heliograph(words)).stdout), mppt.says);
	});

	it("works through npx in the checkout", async () => {
		const npx = ["npx", "--no-install", "heliograph"];
		const command = new Command(["decode", "--key", shunt.key, shunt.manufacturerData], "", npx);
		const { code, stdout, stderr } = await command.finished;
		assert.equal(code, 0, stderr);
		assert.deepEqual(JSON.parse(stdout), shunt.says);
	});

	it("names the byte that the key should begin with", async () => {
		const wrong = `00${mppt.key.slice(2)}`;
		const finished = await heliograph(["decode", "--key", wrong, mppt.manufacturerData]);
		refused(finished, 1, /wrong key.* ad$/m);
		assert.ok(!finished.stderr.includes(wrong));
	});

	for (const [what, words, code, says] of [
		["an advert that is too short", ["--key", mppt.key, "100242a001"], 1, /too short/],
		[
			"what is not Instant Readout",
			["--key", mppt.key, `02${mppt.manufacturerData.slice(2)}`],
			1,
			/not Instant Readout/,
		],
		["more than an advert can hold", ["--key", mppt.key, "10".repeat(253)], 1, /longer than an advert/],
		["an encrypted advert without a key", [mppt.manufacturerData], 1, /--key/],
		["no advert", ["--key", mppt.key], 2, /advert/],
		["two adverts", ["--key", mppt.key, "10", "10"], 2, /one advert/],
		["half a byte", ["--key", mppt.key, "100"], 2, /pairs of hex digits/],
		["a key of 31 digits", ["--key", mppt.key.slice(1), mppt.manufacturerData], 2, /31 hex digits.*32/],
		["a key with a letter", ["--key", `x${mppt.key.slice(1)}`, mppt.manufacturerData], 2, /no hex digit/],
		["--batch with a key", ["--batch", "--key", mppt.key], 2, /--batch/],
	] as const) {
		it(`refuses ${what}`, async () => {
			const finished = await heliograph(["decode", ...words]);
			refused(finished, code, says);
			assert.ok(!finished.stderr.includes(mppt.key.slice(1)), "no key in a message");
		});
	}

	it("answers a batch line by line, in order", async () => {
		const line = (key: unknown, manufacturerData: unknown) => JSON.stringify({ key, manufacturerData });
		const input = [
			line(mppt.key, mppt.manufacturerData),
			line(shunt.key, mppt.manufacturerData),
			line(mppt.key, "100242a001"),
			"{not json",
			line(mppt.key.slice(1), mppt.manufacturerData),
			line(undefined, mppt.manufacturerData),
			line(mppt.key, "xyz"),
			"[]",
			"null",
			line(5, mppt.manufacturerData),
			line(mppt.key, `02${mppt.manufacturerData.slice(2)}`),
			line(mppt.key, "10".repeat(50_000)),
			line(shunt.key, shunt.manufacturerData),
		];
		const { code, stdout, stderr } = await heliograph(["decode", "--batch"], `${input.join("\r\n")}\n\n`);
		assert.equal(code, 0, stderr);
		assert.equal(stderr, "");
		const answers = stdout
			.trim()
			.split("\n")
			.map((text) => JSON.parse(text));
		assert.deepEqual(
			answers.map(({ reading, error }) => reading?.type ?? error),
			[
				"solar_charger",
				"wrong_key",
				"too_short",
				"not_json",
				"bad_key",
				"no_key",
				"bad_data",
				"bad_data",
				"not_json",
				"bad_key",
				"not_instant_readout",
				"bad_data",
				"battery_monitor",
			],
		);
		assert.deepEqual(answers[0].reading, mppt.says);
		assert.deepEqual(answers.at(-1).reading, shunt.says);
	});

	it("answers nothing to an empty batch", async () => {
		assert.deepEqual(await heliograph(["decode", "--batch"]), { code: 0, stdout: "", stderr: "" });
	});

	it("ends quietly when nobody reads its answers any more", async () => {
		const line = `${JSON.stringify({ key: mppt.key, manufacturerData: mppt.manufacturerData })}\n`;
		const command = new Command(["decode", "--batch"], line.repeat(5000));
		await command.says(/reading/);
		command.hangUp();
		assert.equal((await command.finished).stderr, "");
	});

	it("says of every capture on XS what the library says in Node", async () => {
		const { nodeCiphers } = await import("../../hosts/node/node-ciphers");
		const { InstantReadout } = await import("../../modules/victron/instant-readout");
		const { hexBytes } = await import("../../modules/victron/hex");
		const vectors = readFileSync(new URL("../vectors/victron.jsonl", import.meta.url), "utf8")
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line))
			.filter(({ key, manufacturerDataHex }) => key && manufacturerDataHex);
		assert.ok(vectors.length > 20);
		const input = vectors.map(({ key, manufacturerDataHex }) =>
			JSON.stringify({ key, manufacturerData: manufacturerDataHex }),
		);
		const { stdout } = await heliograph(["decode", "--batch"], `${input.join("\n")}\n`);
		const readout = new InstantReadout(nodeCiphers);
		const inNode = vectors.map(({ key, manufacturerDataHex }) => {
			const data = hexBytes(manufacturerDataHex)!;
			const outcome = readout.read(data, 0, data.length, readout.device(key));
			return typeof outcome === "string" ? { error: outcome } : { reading: outcome };
		});
		assert.deepEqual(
			stdout
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line)),
			inNode,
		);
	});
});

describe("heliograph run", { concurrency: 3, timeout: 60_000 }, () => {
	const replay = folder.adverts("one.jsonl", [
		{ at: 0, address: mppt.address, rssi: -60, manufacturerData: mppt.manufacturerData },
	]);
	const secret = mppt.key.slice(1);

	for (const [what, content, says] of [
		["a file that is not JSON", `{"devices":[{"key":"${secret}"`, /this is not JSON/],
		["a list", [], /settings are a list/],
		[
			"an unknown setting",
			{ mqtt: { hots: "broker" } },
			/mqtt\.hots is not a setting; did you mean mqtt\.host/,
		],
		[
			"a key of 31 digits",
			{ devices: [{ address: mppt.address, key: secret }] },
			/devices\[0\]\.key has 31 hex digits/,
		],
	] as const) {
		it(`refuses settings with ${what}`, async () => {
			const file = folder.write(`${what.replaceAll(" ", "-")}.json`, content);
			const finished = await heliograph(["run", "--settings", file, "--replay", replay]);
			refused(finished, 2, says);
			assert.ok(finished.stderr.includes(file), "names the file");
			assert.ok(!finished.stderr.includes(secret), "without the secret");
		});
	}

	it("refuses settings that are not there", async () => {
		refused(
			await heliograph(["run", "--settings", "/nowhere/s.json"]),
			2,
			/\/nowhere\/s\.json: there is no such file/,
		);
	});

	it("refuses a folder for settings", async () => {
		refused(await heliograph(["run", "--settings", folder.path]), 2, /folder/);
	});

	it("refuses a replay that is not there", async () => {
		refused(
			await heliograph(["run", "--replay", "/nowhere/a.jsonl", "--exit"]),
			2,
			/\/nowhere\/a\.jsonl: there is no such file/,
		);
	});

	it("refuses a folder for a replay", async () => {
		refused(await heliograph(["run", "--replay", folder.path, "--exit"]), 2, /folder/);
	});

	const good = `{"at":0,"address":"${mppt.address}","rssi":-60,"manufacturerData":"${mppt.manufacturerData}"}`;
	for (const [what, line, says] of [["garbage", "{", /:2: .*not JSON/]] as const) {
		it(`names the line of a replay with ${what}`, async () => {
			const file = folder.write(`${what.replaceAll(" ", "-")}.jsonl`, `${good}\n${line}\n${good}\n`);
			const finished = await heliograph(["run", "--replay", file, "--speed", "max", "--exit"]);
			assert.equal(finished.code, 2, finished.stderr);
			assert.match(finished.stderr, says);
			assert.ok(finished.stderr.includes(file));
			assert.doesNotMatch(finished.stderr, /\n\s+at /);
		});
	}

	it("refuses --exit without a broker: nothing could be acknowledged", async () => {
		const file = folder.write("whole.jsonl", `${good}\n`);
		refused(await heliograph(["run", "--replay", file, "--exit"]), 2, /--exit needs a broker/);
	});

	it("ends at a wrong line of a replay without --exit too", async () => {
		const file = folder.write("later.jsonl", `${good}\n${good.replace('"at":0', '"at":0.2')}\n{\n`);
		const { code, stderr } = await heliograph(["run", "--replay", file]);
		assert.equal(code, 2);
		assert.match(stderr, /later\.jsonl:3: this line is not JSON/);
	});

	for (const [what, words, says] of [
		["--exit without a replay", ["--exit"], /--exit needs --replay/],
		["--speed without a replay", ["--speed", "2"], /--speed needs --replay/],
		["a speed that is no number", ["--replay", replay, "--speed", "fast"], /--speed fast/],
		["an air without a port", ["--air", "127.0.0.1"], /--air 127\.0\.0\.1: expected host:port/],
		["a broker with a broken password", ["--broker", "mqtt://me:pass%zz@host"], /--broker/],
		["words", ["now"], /now/],
	] as const) {
		it(`refuses ${what}`, async () => {
			const finished = await heliograph(["run", ...words]);
			refused(finished, 2, says);
			assert.doesNotMatch(finished.stderr, /pass/);
		});
	}

	it("says when another program has the air's address", async () => {
		const other = createSocket("udp4");
		await new Promise<void>((resolve) => other.bind(0, "127.0.0.1", resolve));
		try {
			const { port } = other.address();
			const { code, stderr } = await heliograph(["run", "--air", `127.0.0.1:${port}`]);
			assert.equal(code, 1);
			assert.match(
				stderr,
				new RegExp(`^heliograph: 127\\.0\\.0\\.1:${port}: another program listens there$`, "m"),
			);
		} finally {
			other.close();
		}
	});
});

describe("heliograph start", () => {
	for (const [what, words, says] of [
		["a port that cannot be", ["--port", "99999"], /--port 99999/],
		["a speed of max", ["--speed", "max"], /--speed max/],
		["a seed that is no number", ["--seed", "rain"], /--seed rain/],
	] as const)
		it(`refuses ${what}`, async () => refused(await heliograph(["start", ...words]), 2, says));
});
