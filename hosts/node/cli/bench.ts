/** `heliograph bench`: what the advert path costs on XS. Figures only; the tests hold the limits. */

import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { createSite } from "../../../tools/simulate/site";
import { measureWeb, type WebFigures } from "../web-bench";
import { XsProgram } from "../xs-program";

const help = `Usage: heliograph bench [--json]

Prints what the advert path costs in XS's deterministic meter (computrons), how the heap grows, how many adverts a
second decode --batch does, and how many requests a second the web interface answers while adverts come.

  --json    one JSON object
  --help    show this text
`;

interface Bench {
	/** Computrons. */
	readonly costs: Readonly<Record<string, number>>;
	/** Live slots after a collection. */
	readonly heap: { readonly after_1000: number; readonly after_100000: number };
	/** Bytes that survive deep sleep with 8 devices. */
	readonly retained: number;
	/** Percent of a core that a VE.Direct line at its full rate takes. */
	readonly vedirect: number;
	/** Adverts a second. */
	readonly throughput: { readonly heliograph: number; readonly victron_ble?: number };
	readonly web: WebFigures;
}

/** What is the same on every machine: costs and live heap. */
export async function measure(): Promise<Pick<Bench, "costs" | "heap" | "retained">> {
	const program = await XsProgram.start("hosts/node/xs/bench.ts");
	try {
		const costs = JSON.parse((await program.ask('["costs",0]')).text);
		await program.ask('["mixed",1000]');
		const early = (await program.ask('["mixed",0]')).meter.heap;
		await program.ask('["mixed",99000]');
		const late = (await program.ask('["mixed",0]')).meter.heap;
		const { bytes } = JSON.parse((await program.ask('["retained",8]')).text);
		return { costs, heap: { after_1000: early, after_100000: late }, retained: bytes };
	} finally {
		program.close();
	}
}

const lineSeconds = 300;

async function vedirectShare(): Promise<number> {
	const program = await XsProgram.start("hosts/node/xs/bench.ts");
	try {
		await program.ask('["vedirect",1]');
		const start = performance.now();
		await program.ask(`["vedirect",${lineSeconds}]`);
		return Math.round(((performance.now() - start) * 10) / lineSeconds) / 100;
	} finally {
		program.close();
	}
}

const throughputAdverts = 5000;
const linesInOneCall = 256;

async function decodeThroughput(): Promise<Bench["throughput"]> {
	const site = createSite();
	const keys = new Map(site.settings().devices.map(({ address, key }) => [address, key]));
	const lines: string[] = [];
	for (const { address, manufacturerData } of site.adverts(0)) {
		lines.push(JSON.stringify({ key: keys.get(address), manufacturerData }));
		if (lines.length === throughputAdverts) break;
	}
	const program = await XsProgram.start("hosts/node/xs/decode.ts");
	try {
		const start = performance.now();
		for (let i = 0; i < lines.length; i += linesInOneCall)
			await program.ask(lines.slice(i, i + linesInOneCall).join("\n"));
		const heliograph = Math.round(lines.length / ((performance.now() - start) / 1000));
		const peer = victronBle(lines);
		return peer === undefined ? { heliograph } : { heliograph, victron_ble: peer };
	} finally {
		program.close();
	}
}

const peerScript = `
import sys, json, time
from victron_ble.devices import detect_device_type
work = [(json.loads(l)["key"], bytes.fromhex(json.loads(l)["manufacturerData"])) for l in sys.stdin]
start = time.perf_counter()
for key, data in work:
    detect_device_type(data)(key).parse(data)
print(len(work) / (time.perf_counter() - start))
`;

/** The same adverts in keshavdv/victron-ble, where Python and that package are. */
function victronBle(lines: readonly string[]): number | undefined {
	const { status, stdout } = spawnSync("python3", ["-c", peerScript], {
		input: lines.join("\n"),
		encoding: "utf8",
		stdio: ["pipe", "pipe", "ignore"],
	});
	return status === 0 ? Math.round(Number(stdout)) : undefined;
}

const labels: Readonly<Record<string, string>> = {
	other_company: "advert of another company",
	unknown_device: "advert of an unknown device",
	duplicate: "duplicate counter",
	reading: "new counter to reading, cipher call included",
	payload: "reading to MQTT payload",
	statistics: "statistics of a reading",
	vedirect: "a second of VE.Direct at its full rate",
	vedirect_block: "block of VE.Direct text to reading",
	network_packet: "VE.Smart packet to registers, without cipher",
	network_cipher: "its four cipher calls",
	network_repeated: "VE.Smart packet that is repeated",
	network_stranger: "advert of an unknown device beside them",
};

export async function bench(argv: readonly string[]): Promise<number> {
	const { values } = parseArgs({
		args: [...argv],
		options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const result: Bench = {
		...(await measure()),
		vedirect: await vedirectShare(),
		throughput: await decodeThroughput(),
		web: await measureWeb(),
	};
	if (values.json) {
		process.stdout.write(`${JSON.stringify(result)}\n`);
		return 0;
	}
	const { costs, heap, retained, throughput, web } = result;
	const lines = Object.entries(labels).map(
		([name, label]) => `${label.padEnd(46)} ${String(costs[name]).padStart(7)} computrons`,
	);
	lines.push(
		`${"live heap after 1,000 mixed adverts".padEnd(46)} ${String(heap.after_1000).padStart(7)} slots`,
	);
	lines.push(`${"live heap after 100,000".padEnd(46)} ${String(heap.after_100000).padStart(7)} slots`);
	lines.push(`${"retained through sleep, 8 devices".padEnd(46)} ${String(retained).padStart(7)} bytes`);
	lines.push(`${"VE.Direct at its full rate".padEnd(46)} ${String(result.vedirect).padStart(7)} % of a core`);
	lines.push(`${"decode --batch".padEnd(46)} ${String(throughput.heliograph).padStart(7)} adverts/s`);
	if (throughput.victron_ble)
		lines.push(
			`${"keshavdv/victron-ble, same adverts".padEnd(46)} ${String(throughput.victron_ble).padStart(7)} adverts/s`,
		);
	else lines.push("keshavdv/victron-ble is not installed here: no comparison");
	lines.push(
		`${"web interface, 8 clients at once".padEnd(46)} ${String(web.requests).padStart(7)} requests/s`,
	);
	lines.push(`  with ${web.adverts} adverts/s meanwhile, of which ${web.lost} were lost`);
	process.stdout.write(`${lines.join("\n")}\n`);
	return 0;
}
