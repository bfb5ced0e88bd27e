/**
 * Measures in the Moddable simulator: the memory that the firmware takes with 16 devices, 100,000 adverts and five
 * restarts of the broker, in the fixed heap of an ESP32-C3; the same with TLS up and the page open; and adverts a second
 * through the advert path of a release.
 */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { wrapManufacturerData } from "../modules/victron/advertisement";
import { freePort, mosquittoBroker } from "../tests/support/brokers";
import { Listener } from "../tests/support/listener";
import { closeDisplay, simulatorCommand, startSimulator } from "../tests/support/simulator";
import { buildSimulator, moddable, output, run } from "./sdk.mjs";
import { operated } from "./sdk-bench-operated";
import { lastLines, peak } from "./sdk-heap";
import { kinds, parseSite } from "./simulate/description";
import { createSite } from "./simulate/site";

const devices = 16;
const adverts = 100_000;
const restarts = 5;
/** Milliseconds. The adverts last about 100 seconds; their last is known with the next health, within a minute. */
const [betweenRestarts, brokerAway, limit] = [12_000, 4_000, 240_000];

const site = createSite(
	parseSite({
		devices: Array.from({ length: devices }, (_, index) => ({
			kind: kinds[index % kinds.length],
			name: `Device ${index + 1}`,
		})),
	}),
);

function* some(count: number) {
	const all = site.adverts(0);
	for (let i = 0; i < count; i++) yield all.next().value;
}

/** As `hosts/desktop/file-scanner.ts` reads them. */
function advertsFile(path: string): void {
	const recordSize = 48;
	const bytes = Buffer.alloc(adverts * recordSize);
	let at = 0;
	for (const { address, rssi, manufacturerData } of some(adverts)) {
		const data = wrapManufacturerData(Buffer.from(manufacturerData, "hex"));
		bytes.write(address.replaceAll(":", ""), at, "hex");
		bytes.writeInt8(rssi, at + 6);
		bytes[at + 7] = data.length;
		bytes.set(data, at + 8);
		at += recordSize;
	}
	writeFileSync(path, bytes);
}

async function memory(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "heliograph-bench-"));
	const input = join(folder, "adverts");
	advertsFile(input);
	const program = buildSimulator([`adverts=${input}`], join(output, "memory"));
	const broker = await mosquittoBroker();
	await broker.start();
	const listener = await Listener.connect(broker.port);
	const settings = {
		mqtt: { host: "127.0.0.1", port: broker.port },
		publish: { min: 1, max: 60 },
		site: { id: "bench" },
		devices: site.settings().devices,
	};
	const simulator = await startSimulator(program, settings, await freePort());
	const health = "victron/bridge/bench/health";
	const received = (value: Record<string, unknown> | undefined) =>
		Number((value?.counters as Record<string, number> | undefined)?.received ?? 0);
	const failed = (error: Error) => {
		const last = JSON.stringify(listener.latest(health));
		throw new Error(`${error.message}; health: ${last}\n${lastLines(simulator.output())}`);
	};
	for (let restart = 0; restart < restarts; restart++) {
		await delay(betweenRestarts);
		await broker.kill();
		await delay(brokerAway);
		await broker.start();
	}
	await listener.message(health, (value) => received(value) === adverts, limit).catch(failed);
	const { counters } = listener.latest(health) as { counters: Record<string, number> };
	const seen = listener.heard.length;
	await simulator.stop();
	listener.close();
	await broker.kill();
	rmSync(folder, { recursive: true, force: true });
	if (/memory full|XS abort/.test(simulator.output())) throw new Error(lastLines(simulator.output()));
	print("adverts heard", String(counters.received));
	print("new readings", String(counters.decoded));
	print("messages on the broker", String(seen));
	print("dropped from the queue", String(counters.queue_dropped));
	for (const name of ["Chunk", "Slot"])
		print(`${name.toLowerCase()}s held at most`, peak(simulator.output(), name));
}

const peerScript = `
import sys, json, time
from victron_ble.devices import detect_device_type
given = json.load(sys.stdin)
work = [(given["devices"][d]["key"], bytes.fromhex(data)) for d, data in given["adverts"]]
start = time.perf_counter()
for key, data in work:
    detect_device_type(data)(key).parse(data)
print(len(work) / (time.perf_counter() - start))
`;

async function throughput(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "heliograph-bench-"));
	const build = join(output, "bench");
	mkdirSync(build, { recursive: true });
	const input = join(build, "adverts.json");
	const number = new Map(site.devices.map(({ address }, index) => [address, index]));
	const text = JSON.stringify({
		devices: site.settings().devices,
		adverts: [...some(5000)].map(({ address, manufacturerData }) => [number.get(address), manufacturerData]),
		rounds: 100,
	});
	writeFileSync(input, text);
	rmSync(`${input}.result`, { force: true });
	const manifest = "hosts/desktop/bench/manifest.json";
	run("mcconfig", ["-m", "-p", "lin", "-o", build, "-t", "build", manifest, `adverts=${input}`]);
	const { program, words, env } = await simulatorCommand(
		join(build, "bin/lin/mc/release/bench/mc.so"),
		folder,
	);
	const child = spawn(program, words, { env, stdio: "ignore" });
	while (!existsSync(`${input}.result`)) {
		if (child.exitCode !== null) throw new Error("the bench ended early");
		await delay(200);
	}
	await delay(200);
	child.kill("SIGKILL");
	const { seconds, received, decoded } = JSON.parse(readFileSync(`${input}.result`, "utf8"));
	const ours = received / seconds;
	print(
		"advert path, release build",
		`${Math.round(ours)} adverts/s (${decoded} of ${received} new readings)`,
	);
	const peer = spawnSync("python3", ["-c", peerScript], { input: text, encoding: "utf8" });
	if (peer.status === 0) {
		const theirs = Number(peer.stdout);
		print("keshavdv/victron-ble, same adverts", `${Math.round(theirs)} adverts/s`);
		print("ratio", (ours / theirs).toFixed(2));
	} else print("keshavdv/victron-ble", "not installed here: no comparison");
	rmSync(folder, { recursive: true, force: true });
}

function print(label: string, value: string): void {
	process.stdout.write(`${label.padEnd(40)} ${value}\n`);
}

if (!moddable) {
	process.stderr.write("heliograph: no Moddable SDK: set MODDABLE, or install it with npx xs-dev setup\n");
	process.exit(1);
}
try {
	if (!process.argv.includes("--memory")) await throughput();
	if (!process.argv.includes("--throughput")) {
		await memory();
		for (const count of [4, devices]) await operated(count, print);
	}
} finally {
	closeDisplay();
}
