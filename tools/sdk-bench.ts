/**
 * Measures in the Moddable simulator: the memory that the firmware takes with 16 devices, 100,000 adverts and five
 * restarts of the broker, in the fixed heap of an ESP32-C3; and adverts a second through the advert path of a release.
 */

import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort, mosquittoBroker } from "../tests/support/brokers";
import { Listener } from "../tests/support/listener";
import { closeDisplay, simulatorCommand, startSimulator } from "../tests/support/simulator";
import { buildSimulator, moddable, output, run } from "./sdk.mjs";
import { kinds, parseSite } from "./simulate/description";
import { createSite } from "./simulate/site";

const devices = 16;
const adverts = 100_000;
const restarts = 5;
const brokerAway = 4_000;
/** Adverts at a time, and the pause after them in milliseconds: twenty times what 16 devices send. */
const burst = { adverts: 40, pause: 20 };

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

async function memory(): Promise<void> {
	const broker = await mosquittoBroker();
	await broker.start();
	const listener = await Listener.connect(broker.port);
	const airPort = await freePort();
	const settings = {
		mqtt: { host: "127.0.0.1", port: broker.port },
		publish: { min: 1, max: 60 },
		site: { id: "bench" },
		devices: site.settings().devices,
	};
	const simulator = await startSimulator(buildSimulator(), settings, airPort);
	const air = createSocket("udp4");
	await listener.message("victron/bridge/bench/state", ({ state }) => state === "online");
	let sent = 0;
	for (const { address, rssi, manufacturerData } of some(adverts)) {
		air.send(JSON.stringify({ address, rssi, manufacturerData }), airPort, "127.0.0.1");
		if (++sent % burst.adverts === 0) await delay(burst.pause);
		if (sent % Math.floor(adverts / (restarts + 1)) === 0 && sent < adverts - burst.adverts) {
			await broker.kill();
			void delay(brokerAway).then(() => broker.start());
		}
	}
	const seen = listener.heard.length;
	const { counters } = (await listener.message(
		"victron/bridge/bench/health",
		({ counters, queued }) =>
			Number((counters as Record<string, number>).received) >= adverts * 0.9 && Number(queued) < 20,
		130_000,
	)) as { counters: Record<string, number> };
	await simulator.stop();
	air.close();
	listener.close();
	await broker.kill();
	if (/memory full|XS abort/.test(simulator.output())) throw new Error(lastLines(simulator.output()));
	print(`adverts heard, of ${adverts} sent`, String(counters.received));
	print("messages on the broker", String(seen));
	print("messages dropped from the outbox", String(counters.queue_dropped));
	for (const name of ["Chunk", "Slot", "Stack"])
		print(`${name.toLowerCase()} peak`, peak(simulator.output(), name));
}

function lastLines(text: string): string {
	return text.split("\n").slice(-8).join("\n");
}

/** Highest use of a heap in the lines of instruments. */
function peak(text: string, name: string): string {
	const lines = text.split("\n");
	const names = lines
		.find((line) => line.startsWith("instruments key: "))!
		.slice(17)
		.split(",");
	const used = names.indexOf(`${name} used`);
	let most = 0;
	let available = 0;
	for (const line of lines) {
		if (!line.startsWith("instruments: ")) continue;
		const values = line.slice(13).split(",").map(Number);
		most = Math.max(most, values[used]!);
		available = values[used + 1]!;
	}
	const unit = name === "Chunk" ? 1 : 32;
	const what = name === "Chunk" ? "bytes" : "slots";
	return `${most / unit} of ${available / unit} ${what}, ${Math.round(100 - (100 * most) / available)} % free`;
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
	if (!process.argv.includes("--throughput")) await memory();
} finally {
	closeDisplay();
}
