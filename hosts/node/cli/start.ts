/** `npm start`: the firmware with a broker and a simulated sunny site, live in the terminal. */

import { parseArgs } from "node:util";
import mqtt, { type MqttClient } from "mqtt";
import { version } from "publish/version";
import { networkedSite } from "../../../tools/simulate/description";
import { SitePeers } from "../../../tools/simulate/gatt-site";
import { createSite } from "../../../tools/simulate/site";
import { startBroker } from "../broker";
import { Firmware } from "../firmware";
import { nodeTimers } from "../node-timers";
import type { TimedAdvert } from "../replay";
import { ConsolePty, consoleHelp } from "./console-option";
import { parseHttp, parseSpeed, withDefaults } from "./files";
import { type DeviceView, renderView } from "./live-table";
import { UsageError } from "./usage-error";
import { CableOption, vedirectHelp } from "./vedirect-option";

const help = `Usage: npm start [-- options]

Runs the firmware on the XS engine with an embedded MQTT broker and a simulated site, and shows what an MQTT
client sees. Ctrl-C ends it.

  --speed N     the site's and the firmware's clock runs N times as fast (default 1)
  --seed N      another day, other weather (default 1)
  --port N      the broker's port, or the next free one (default 1883)
  --http [HOST:PORT]
                serve the web interface (default 127.0.0.1:8080, or the next free port)
${consoleHelp.replace("  --console [PATH]   ", "  --console [PATH]\n                ")}${vedirectHelp.replace("  --vedirect PATH    ", "  --vedirect PATH\n                ")}  --help        show this text
`;

const base = "victron";
const stopLimit = 5000;
const refreshEvery = 500;

/** The site's adverts, as the firmware takes them. */
function* asTimed(adverts: Iterable<{ at: number }>, from: number): Generator<TimedAdvert> {
	for (const { at, ...advert } of adverts) yield { at: at - from, text: JSON.stringify(advert) };
}

/** What arrives on the broker, for the eyes. */
class Watcher {
	readonly #devices = new Map<string, { payload: DeviceView["payload"]; at: number }>();
	readonly #availability = new Map<string, string>();
	bridgeState = "";
	counters: Readonly<Record<string, number>> = {};
	problem = "";
	/** Called with each reading. */
	onReading: (name: string, payload: string) => void = () => {};

	watch(client: MqttClient): void {
		client.on("message", (topic, bytes) =>
			this.#message(topic.slice(base.length + 1).split("/"), bytes.toString()),
		);
		client.subscribe(`${base}/#`);
	}

	devices(): DeviceView[] {
		const now = performance.now();
		return [...this.#devices].map(([path, { payload, at }]) => ({
			name: path.split("/")[1]!,
			payload,
			availability: this.#availability.get(path) ?? "",
			age: now - at,
		}));
	}

	#message(path: readonly string[], text: string): void {
		const [type, name, leaf] = path;
		if (type === "bridge") this.#bridge(leaf, text);
		else if (leaf === "availability") this.#availability.set(`${type}/${name}`, text);
		else if (leaf === undefined) {
			this.#devices.set(`${type}/${name}`, { payload: JSON.parse(text), at: performance.now() });
			this.onReading(name!, text);
		}
	}

	#bridge(leaf: string | undefined, text: string): void {
		if (leaf === "state") this.bridgeState = JSON.parse(text).state;
		else if (leaf === "health") this.counters = JSON.parse(text).counters;
		else if (leaf === "log") this.problem = JSON.parse(text).message;
	}
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
	const value = Number(text);
	if (!Number.isInteger(value) || value < least || value > most)
		throw new UsageError(`${option} ${text}: expected ${least} to ${most}`);
	return value;
}

export async function start(argv: readonly string[]): Promise<number> {
	const { values } = parseArgs({
		args: withDefaults(argv),
		options: {
			speed: { type: "string" },
			seed: { type: "string" },
			port: { type: "string" },
			http: { type: "string" },
			console: { type: "string" },
			vedirect: { type: "string" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const speed = parseSpeed(values.speed ?? "1");
	if (speed === "max") throw new UsageError("--speed max is for a replay: start takes a factor");
	const seed = wholeNumber("--seed", values.seed ?? "1", 0, 0xffff_ffff);
	const broker = await startBroker(wholeNumber("--port", values.port ?? "1883", 1, 65_000));
	const site = createSite(networkedSite, seed);
	const watcher = new Watcher();
	const pty = values.console === undefined ? undefined : new ConsolePty(values.console);
	const cable = values.vedirect === undefined ? undefined : new CableOption(values.vedirect);
	const started = performance.now();
	const firmware = await Firmware.start({
		onSerial: pty?.write,
		onVeDirect: cable?.write,
		settings: { ...site.settings(), mqtt: { host: "127.0.0.1", port: broker.port, base } },
		speed,
		http: parseHttp(values.http),
		gatt: new SitePeers(site, {
			timers: nodeTimers(speed),
			now: () => ((performance.now() - started) / 1000) * speed,
		}),
		replay: asTimed(site.adverts(0), 0),
		onFault: (message) => {
			watcher.problem = message;
		},
		onRefused: (problems) => {
			watcher.problem = problems[0] ?? "";
		},
	});
	pty?.connect(firmware);
	cable?.connect(firmware, (line) => {
		watcher.problem = line;
	});
	const client = mqtt.connect({ host: "127.0.0.1", port: broker.port });
	watcher.watch(client);

	const screen = process.stdout.isTTY;
	const url = `mqtt://127.0.0.1:${broker.port}`;
	const draw = () => {
		const lines = renderView(
			{
				version,
				broker: firmware.url ? `${url}, web interface on ${firmware.url}` : url,
				site: `simulated, ${site.devices.length} devices, seed ${seed}${speed === 1 ? "" : `, ${speed} times as fast`}${pty ? `, console ${pty.path}` : ""}`,
				uptime: (performance.now() - started) / 1000,
				bridgeState: watcher.bridgeState,
				base,
				port: broker.port,
				devices: watcher.devices(),
				counters: watcher.counters,
				problem: watcher.problem,
			},
			Math.min(process.stdout.columns ?? 100, 120),
		);
		process.stdout.write(`\x1b[H${lines.map((line) => `${line}\x1b[K\n`).join("")}\x1b[J`);
	};
	if (screen) process.stdout.write("\x1b[?1049h\x1b[?25l");
	else {
		process.stdout.write(`Heliograph ${version}: a simulated site on ${url}, topics ${base}/#\n`);
		if (firmware.url) process.stdout.write(`web interface on ${firmware.url}\n`);
		if (pty) process.stdout.write(`console: ${pty.path}\n`);
		watcher.onReading = (name, payload) => process.stdout.write(`${name} ${payload}\n`);
	}
	const timer = screen ? setInterval(draw, refreshEvery) : undefined;

	const interrupted = new Promise<undefined>((resolve) => {
		process.once("SIGINT", () => resolve(undefined));
		process.once("SIGTERM", () => resolve(undefined));
	});
	const failure = await Promise.race([interrupted, firmware.ended]);
	clearInterval(timer);
	cable?.close();
	if (screen) process.stdout.write("\x1b[?25h\x1b[?1049l");
	if (!failure) await firmware.stop(stopLimit);
	client.end(true);
	await broker.close();
	if (failure) throw failure;
	process.stdout.write("Ended in order.\n");
	return 0;
}
