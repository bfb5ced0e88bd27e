/** `heliograph bench`: what the advert path costs on XS. Figures only; the tests hold the limits. */

import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { createSite } from "../../../tools/simulate/site";
import { XsProgram } from "../xs-program";

const help = `Usage: heliograph bench [--json]

Prints what the advert path costs in XS's deterministic meter (computrons), how the heap grows, and how many
adverts a second decode --batch does.

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
	/** Adverts a second. */
	readonly throughput: { readonly heliograph: number; readonly victron_ble?: number };
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
	network_packet: "VE.Smart packet to registers, without cipher",
	network_cipher: "its four cipher calls",
	network_repeated: "VE.Smart packet that is repeated",
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
	const result: Bench = { ...(await measure()), throughput: await decodeThroughput() };
	if (values.json) {
		process.stdout.write(`${JSON.stringify(result)}\n`);
		return 0;
	}
	const { costs, heap, retained, throughput } = result;
	const lines = Object.entries(labels).map(
		([name, label]) => `${label.padEnd(46)} ${String(costs[name]).padStart(7)} computrons`,
	);
	lines.push(
		`${"live heap after 1,000 mixed adverts".padEnd(46)} ${String(heap.after_1000).padStart(7)} slots`,
	);
	lines.push(`${"live heap after 100,000".padEnd(46)} ${String(heap.after_100000).padStart(7)} slots`);
	lines.push(`${"retained through sleep, 8 devices".padEnd(46)} ${String(retained).padStart(7)} bytes`);
	lines.push(`${"decode --batch".padEnd(46)} ${String(throughput.heliograph).padStart(7)} adverts/s`);
	if (throughput.victron_ble)
		lines.push(
			`${"keshavdv/victron-ble, same adverts".padEnd(46)} ${String(throughput.victron_ble).padStart(7)} adverts/s`,
		);
	else lines.push("keshavdv/victron-ble is not installed here: no comparison");
	process.stdout.write(`${lines.join("\n")}\n`);
	return 0;
}
