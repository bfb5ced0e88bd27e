import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { UsageError } from "../../hosts/node/cli/usage-error";
import { Calendar } from "../../tools/year/calendar";
import { yearCommand } from "../../tools/year/command";
import { defaultSite } from "../../tools/year/description";
import { problems } from "../../tools/year/report";
import { runYear } from "../../tools/year/run";

let folder = "";

before(async () => {
	folder = await mkdtemp(join(tmpdir(), "heliograph-"));
});

after(() => rm(folder, { recursive: true }));

/** Runs the command and catches what it writes. */
async function run(...argv: string[]): Promise<{ code: number; out: string }> {
	let out = "";
	const code = await yearCommand(argv, {
		write(text) {
			out += text;
		},
	});
	return { code, out };
}

/** As far as the tests look at it. */
interface Report {
	readonly months: readonly {
		readonly month: string;
		readonly awake: number;
		readonly asleep: number;
		readonly unpowered: number;
		readonly wakes: number;
		readonly readings: number;
		readonly thinned: number;
		readonly lost: number;
		readonly energy: { readonly total: number };
	}[];
	readonly nights: { readonly nights: number; readonly most: number };
	readonly yields: readonly { readonly checked: number; readonly wrong: readonly unknown[] }[];
	readonly silences: readonly { readonly expireAfter?: number; readonly unexcused: number }[];
	readonly fault_count: number;
	readonly problems: readonly string[];
}

async function report(...argv: string[]): Promise<{ code: number; report: Report }> {
	const { code, out } = await run("--json", ...argv);
	return { code, report: JSON.parse(out) as Report };
}

test("--help explains every option and ends with 0", async () => {
	const { code, out } = await run("--help");
	assert.equal(code, 0);
	for (const option of ["site", "seed", "mode", "from", "days", "interval", "pictures", "json", "log"])
		assert.ok(out.includes(`--${option}`), option);
});

for (const [problem, argv, sentence] of [
	["a seed that is no number", ["--seed", "x"], /^--seed must be a whole number from 0 to 4294967295\.$/],
	["a mode that is none", ["--mode", "night"], /^--mode must be off, dark or cycle\.$/],
	["a date that is none", ["--from", "1.1."], /^--from must be a date such as 2025-01-01\.$/],
	["a single day", ["--days", "1"], /^--days must be a whole number from 2 to 3660\.$/],
	["an advert in more than a minute", ["--interval", "60"], /^--interval must be a number from 1 to 55/],
	["a site that is not there", ["--site", "/nowhere/site.json"], /^The site file .* cannot be read\.$/],
] as const)
	test(`${problem} is wrong usage in one sentence`, async () => {
		await assert.rejects(
			run(...argv),
			(error) => error instanceof UsageError && sentence.test(error.message),
		);
	});

test("a site file that is not JSON is wrong usage", async () => {
	const file = join(folder, "broken.json");
	await writeFile(file, "{");
	await assert.rejects(run("--site", file), { message: /broken\.json is not valid JSON\.$/ });
});

test("a firmware that does nothing keeps no promise", () => {
	const firstDay = Calendar.days("2025-06-01");
	const result = runYear({
		program: () => {},
		site: defaultSite,
		seed: 1,
		firstDay,
		days: 3,
		interval: 30_000,
		pictured: [],
	});
	const found = problems(result, firstDay);
	for (const name of ["Roof", "Awning", "House battery", "Sky"])
		assert.ok(found.includes(`Not one reading of ${name} came.`), name);
	assert.ok(found.includes("Roof was not heard wholly on 2 days, for no reason."));
});

test("in the dark the firmware sleeps, for at most 5 mAh a night, and every yield is right", async () => {
	const { code, report: made } = await report("--days", "4", "--from", "2025-01-01");
	assert.deepEqual(made.problems, []);
	assert.equal(code, 0);
	const [january] = made.months;
	assert.equal(january!.month, "2025-01");
	assert.ok(january!.asleep > 4 * 12, String(january!.asleep));
	assert.ok(january!.readings > 1000);
	assert.deepEqual([january!.lost, january!.thinned, made.fault_count], [0, 0, 0]);
	assert.equal(made.nights.nights, 4);
	assert.ok(made.nights.most <= 5, String(made.nights.most));
	for (const { checked, wrong } of made.yields) assert.deepEqual([checked, wrong], [3, []]);
	assert.equal(made.silences.length, 4);
	for (const { expireAfter, unexcused } of made.silences) assert.ok(2 * unexcused <= expireAfter! + 0.01);
});

test("the hours of each month add up", async () => {
	const { report: made } = await report("--days", "3", "--from", "2025-01-30");
	assert.deepEqual(
		made.months.map(({ month, awake, asleep, unpowered }) => [month, Math.round(awake + asleep + unpowered)]),
		[
			["2025-01", 48],
			["2025-02", 24],
		],
	);
});

test("one seed gives one year", async () => {
	const argv = ["--days", "2", "--from", "2025-04-01", "--seed", "9"];
	assert.deepEqual(await report(...argv), await report(...argv));
});

test("without sleep the bridge is awake all the time, which costs 2.4 Ah a day", async () => {
	const { report: made } = await report("--days", "2", "--mode", "off");
	const [january] = made.months;
	assert.deepEqual([Math.round(january!.awake * 100), january!.asleep, january!.wakes], [4800, 0, 1]);
	assert.ok(Math.abs(january!.energy.total - 4800) < 10, String(january!.energy.total));
});

async function troubled(troubles: Record<string, number>): Promise<Report> {
	const site = join(folder, "troubled.json");
	await writeFile(site, JSON.stringify({ troubles }));
	return (await report("--site", site, "--days", "12", "--from", "2025-03-01")).report;
}

test("outages of WiFi and broker thin readings, and lose none that stayed", async () => {
	const made = await troubled({ wifi_outages: 90, broker_outages: 90, power_cuts: 0 });
	assert.deepEqual(made.problems, []);
	assert.ok(made.months[0]!.thinned > 0);
	assert.equal(made.months[0]!.lost, 0);
});

test("a power cut costs what waits at that moment, and no exception", async () => {
	const made = await troubled({ wifi_outages: 90, broker_outages: 0, power_cuts: 90 });
	assert.ok(made.months[0]!.unpowered > 0);
	assert.deepEqual([made.months[0]!.lost, made.fault_count], [0, 0]);
});

test("a power cut at night moves no yield to another day", async () => {
	const made = await troubled({ wifi_outages: 90, broker_outages: 90, power_cuts: 90 });
	for (const { wrong } of made.yields) assert.deepEqual(wrong, []);
});

test("the table has a line for each month and one for all, and pictures are drawn of the days asked for", async () => {
	const pictures = join(folder, "pictures");
	const { out } = await run("--days", "3", "--from", "2025-01-10", "--pictures", pictures);
	const lines = out.split("\n");
	assert.match(lines[0]!, /^month +awake +WiFi +wakes/);
	assert.match(lines[2]!, /^2025-01 +\d/);
	assert.match(lines[3]!, /^all +\d/);
	assert.deepEqual(await readdir(pictures), ["power-winter.svg"]);
	const svg = await readFile(join(pictures, "power-winter.svg"), "utf8");
	assert.match(svg, /^<svg /);
	assert.ok(svg.includes("A winter day at 48° N: 2025-01-11"));
});

test("--log prints the firmware's own lines with their times", async () => {
	const { out } = await run("--days", "2", "--log");
	assert.match(out, /^2024-12-31T23:00:\d\d\.\d{3}Z connected to the broker at broker$/m);
	assert.match(out, /Z sleeping for \d+ s$/m);
});
