import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { UsageError } from "../../hosts/node/cli/usage-error";
import { simulate } from "../../tools/simulate/command";

let folder = "";

before(async () => {
	folder = await mkdtemp(join(tmpdir(), "heliograph-"));
});

after(() => rm(folder, { recursive: true }));

/** Runs the command and catches what it writes. */
async function run(...argv: string[]): Promise<{ code: number; out: string }> {
	let out = "";
	const code = await simulate(argv, {
		write(text) {
			out += text;
		},
	});
	return { code, out };
}

test("--help explains every option and ends with 0", async () => {
	const { code, out } = await run("--help");
	assert.equal(code, 0);
	for (const option of ["site", "air", "seed", "start", "gatt", "speed", "duration", "out", "settings"]) {
		assert.ok(out.includes(`--${option}`), option);
	}
});

const wrong: readonly [problem: string, argv: string[], sentence: RegExp][] = [
	["a missing port", ["--air", "localhost"], /^--air must be HOST:PORT such as 127\.0\.0\.1:5566\.$/],
	["port 0", ["--air", "localhost:0"], /^--air must be HOST:PORT/],
	["port 0 for connections", ["--gatt", "localhost:0"], /^--gatt must be HOST:PORT/],
	["a seed that is no number", ["--seed", "x"], /^--seed must be a whole number from 0 to 4294967295\.$/],
	["a seed that is too large", ["--seed", "4294967296"], /^--seed must be a whole number from 0/],
	["a bad time", ["--start", "7:3"], /^--start must be a time of day such as "07:30"\.$/],
	["speed 0", ["--speed", "0"], /^--speed must be a number above 0\.$/],
	["a negative duration", ["--duration=-1"], /^--duration must be a number above 0\.$/],
	["an endless file", ["--out", "x.jsonl"], /^--out needs --duration, the simulated seconds to write\.$/],
	["a site file that is not there", ["--site", "/nowhere/site.json"], /^The site file .* cannot be read\.$/],
];

function refusal(sentence: RegExp): (error: unknown) => boolean {
	return (error) => error instanceof UsageError && sentence.test(error.message);
}

for (const [problem, argv, sentence] of wrong) {
	test(`${problem} is wrong usage in one sentence`, async () => {
		await assert.rejects(run(...argv), refusal(sentence));
	});
}

test("an unknown option is wrong usage", async () => {
	await assert.rejects(run("--sight", "x"), { code: "ERR_PARSE_ARGS_UNKNOWN_OPTION" });
});

test("a site file that is not JSON is wrong usage", async () => {
	const file = join(folder, "broken.json");
	await writeFile(file, "{");
	await assert.rejects(run("--site", file), refusal(/^The site file .*broken\.json is not valid JSON\.$/));
});

test("a wrong key in a site file is named", async () => {
	const file = join(folder, "wrong.json");
	await writeFile(file, JSON.stringify({ devices: [{ kind: "ve_bus", key: "00" }] }));
	await assert.rejects(run("--site", file), refusal(/^devices\[0\]\.key must be 32 hexadecimal digits\.$/));
});

test("--out writes an adverts file up to the duration, and --settings the devices in it", async () => {
	const out = join(folder, "adverts.jsonl");
	const settings = join(folder, "settings.json");
	const { code } = await run("--out", out, "--settings", settings, "--duration", "20", "--seed", "5");
	assert.equal(code, 0);
	const lines = (await readFile(out, "utf8")).trimEnd().split("\n");
	const adverts = lines.map((line) => JSON.parse(line) as { at: number; address: string });
	assert.ok(adverts.every(({ at }, i) => at < 20 && at >= (adverts[i - 1]?.at ?? 0)));
	assert.ok(adverts.at(-1)!.at > 19.8);
	const { devices } = JSON.parse(await readFile(settings, "utf8"));
	assert.deepEqual(Object.keys(devices[0]), ["address", "key", "name"]);
	assert.deepEqual(
		new Set(adverts.map(({ address }) => address)),
		new Set(devices.map((device: { address: string }) => device.address)),
	);
});

test("a file that cannot be written is a failure of the work", async () => {
	await assert.rejects(run("--out", join(folder, "no", "where.jsonl"), "--duration", "1"), {
		code: "ENOENT",
	});
});

test("adverts arrive on the simulated air, and a duration ends them", async () => {
	const listener = createSocket("udp4").bind(0, "127.0.0.1");
	await once(listener, "listening");
	const received: { address: string; rssi: number; manufacturerData: string }[] = [];
	listener.on("message", (datagram) => received.push(JSON.parse(datagram.toString())));
	const { code, out } = await run(
		"--air",
		`127.0.0.1:${listener.address().port}`,
		"--duration",
		"3",
		"--speed",
		"30",
	);
	listener.close();
	assert.equal(code, 0);
	assert.match(
		out,
		/5 devices on the simulated air at 127\.0\.0\.1:(\d+)\nconnections to them on 127\.0\.0\.1:\1\n\d+ adverts, simulated time 10:00:02\n/,
	);
	assert.ok(received.length > 0);
	for (const advert of received) {
		assert.deepEqual(Object.keys(advert).sort(), ["address", "manufacturerData", "rssi"]);
		assert.match(advert.address, /^[c-f][\da-f](:[\da-f]{2}){5}$/);
		assert.match(advert.manufacturerData, /^(10|01|02)[\da-f]+$/);
		assert.ok(advert.rssi < -40 && advert.rssi > -100);
	}
});

test("a terminal gets a status line that rewrites itself", async () => {
	let out = "";
	const stdout = {
		isTTY: true,
		write(text: string) {
			out += text;
		},
	};
	await simulate(["--duration", "1", "--speed", "1000"], stdout);
	assert.match(
		out,
		/^5 devices [^\n]+\nconnections [^\n]+\n(\r\d+ adverts, simulated time [\d:]+)*\r4\d adverts, simulated time 10:00:00\n$/,
	);
});

test("an interrupt ends it cleanly", async () => {
	const listener = createSocket("udp4").bind(0, "127.0.0.1");
	await once(listener, "listening");
	const argv = JSON.stringify(["--air", `127.0.0.1:${listener.address().port}`]);
	const command = new URL("../../tools/simulate/command.ts", import.meta.url).href;
	const script = `import("${command}").then((m) => m.simulate(${argv})).then((code) => { process.exitCode = code; })`;
	const child = spawn(process.execPath, ["--import", "tsx", "--eval", script], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	let err = "";
	child.stderr.on("data", (text) => {
		err += text;
	});
	listener.once("message", () => child.kill("SIGINT"));
	const [code] = await once(child, "close");
	listener.close();
	assert.equal(err, "");
	assert.equal(code, 0);
});
