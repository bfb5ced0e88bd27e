/** `heliograph run`: the firmware on XS with the inputs that were given. */

import { parseArgs } from "node:util";
import { AirGattPort } from "../air-gatt-port";
import { listenToAir } from "../air-socket";
import { Firmware } from "../firmware";
import type { TimedAdvert } from "../replay";
import { ConsolePty, consoleHelp } from "./console-option";
import {
	parseBroker,
	parseEndpoint,
	parseHttp,
	parseSpeed,
	readAdverts,
	readJson,
	withDefaults,
} from "./files";
import { UsageError } from "./usage-error";
import { CableOption, vedirectHelp } from "./vedirect-option";

const help = `Usage: heliograph run [options]

Runs the firmware on the XS engine. Without --replay it listens to the simulated air.

  --settings FILE    settings as JSON
  --broker URL       mqtt://host:port, instead of the one in the settings
  --replay FILE      play an adverts file (JSON lines with at, address, rssi, manufacturerData)
  --air HOST:PORT    listen to the simulated air (default 127.0.0.1:5566)
  --gatt HOST:PORT   connect to the simulated devices there (default 127.0.0.1 and the port of --air)
  --state FILE       keep statistics and the like there from one run to the next
  --http [HOST:PORT] serve the web interface (default 127.0.0.1:8080, or the next free port)
  --setup            with a stand-in for the access point: without wifi.ssid, the page sets it
${consoleHelp}${vedirectHelp}  --update-slot FILE put new firmware there as a device would into its flash; without it, updates are refused
  --speed N|max      speed of the replay's clock (default 1)
  --exit             end when the replay is published and acknowledged
  --help             show this text
`;

const defaultAir = "127.0.0.1:5566";
/** Milliseconds that an orderly end may take. */
const stopLimit = 15_000;

/** The settings with the broker of the command line in them. */
export function withBroker(settings: unknown, broker: string | undefined): unknown {
	if (broker === undefined) return settings;
	if (typeof settings !== "object" || settings === null || Array.isArray(settings)) return settings;
	const { mqtt } = settings as { mqtt?: unknown };
	const kept = typeof mqtt === "object" && mqtt !== null ? mqtt : {};
	return { ...settings, mqtt: { ...kept, ...parseBroker(broker) } };
}

/** Reports the first wrong line of a replay while the firmware goes on to its end. */
function* guarded(adverts: Iterable<TimedAdvert>, onError: (error: unknown) => void): Generator<TimedAdvert> {
	try {
		yield* adverts;
	} catch (error) {
		onError(error);
	}
}

function parse(argv: readonly string[]) {
	return parseArgs({
		args: withDefaults(argv),
		options: {
			settings: { type: "string" },
			broker: { type: "string" },
			replay: { type: "string" },
			air: { type: "string" },
			gatt: { type: "string" },
			state: { type: "string" },
			http: { type: "string" },
			setup: { type: "boolean" },
			console: { type: "string" },
			vedirect: { type: "string" },
			"update-slot": { type: "string" },
			speed: { type: "string" },
			exit: { type: "boolean" },
			help: { type: "boolean", short: "h" },
		},
	}).values;
}

export async function run(argv: readonly string[]): Promise<number> {
	const options = parse(argv);
	if (options.help) {
		process.stdout.write(help);
		return 0;
	}
	if (options.exit && options.replay === undefined) throw new UsageError("--exit needs --replay");
	if (options.speed !== undefined && options.replay === undefined)
		throw new UsageError("--speed needs --replay");
	const air =
		options.air !== undefined || options.replay === undefined
			? parseEndpoint("--air", options.air ?? defaultAir)
			: undefined;
	const gatt =
		options.gatt === undefined ? air && { ...air, host: "127.0.0.1" } : parseEndpoint("--gatt", options.gatt);
	if (options.setup && options.http === undefined) throw new UsageError("--setup needs --http");
	const speed = parseSpeed(options.speed ?? "1");
	const settings = withBroker(
		options.settings === undefined ? {} : readJson(options.settings),
		options.broker,
	);

	// A refused setting gets its one sentence and nothing beside it.
	let early: string[] | undefined = [];
	const say = (line: string) => {
		if (early) early.push(line);
		else process.stderr.write(`${line}\n`);
	};
	let refused: readonly string[] = [];
	let replayError: unknown;
	let onReplayError = () => {};
	const replayFailed = new Promise<"failed">((resolve) => {
		onReplayError = () => resolve("failed");
	});
	const pty = options.console === undefined ? undefined : new ConsolePty(options.console);
	const cable = options.vedirect === undefined ? undefined : new CableOption(options.vedirect);
	const firmware = await Firmware.start({
		settings,
		onSerial: pty?.write,
		onVeDirect: cable?.write,
		speed,
		state: options.state,
		http: parseHttp(options.http),
		gatt: gatt && new AirGattPort(gatt.host, gatt.port),
		setup: options.setup ?? false,
		updateSlot: options["update-slot"],
		// A replay goes where it was told to, or nowhere.
		multicast: options.replay === undefined,
		...(options.replay === undefined
			? {}
			: {
					replay: guarded(readAdverts(options.replay), (error) => {
						replayError = error;
						onReplayError();
					}),
				}),
		onLog: say,
		onFault: (message) => say(`error: ${message}`),
		onRefused: (problems) => {
			refused = problems;
		},
	});
	if (refused.length || replayError) {
		firmware.kill();
		if (replayError) throw replayError;
		throw new UsageError(
			refused.map((sentence) => `${options.settings ?? "settings"}: ${sentence}`).join("\n"),
		);
	}
	if (options.exit && !firmware.hasBroker) {
		firmware.kill();
		throw new UsageError("--exit needs a broker: give --broker or set mqtt.host");
	}
	pty?.connect(firmware);
	const said = early;
	early = undefined;
	for (const line of said) say(line);
	if (firmware.url) say(`web interface on ${firmware.url}`);
	const socket = air && (await listenToAir(air.host, air.port, (text) => firmware.advert(text)));
	cable?.connect(firmware, say);
	if (pty) say(`console: ${pty.path}`);
	if (air) say(`listening to the simulated air on ${air.host}:${air.port}`);

	const interrupted = new Promise<"interrupted">((resolve) => {
		process.once("SIGINT", () => resolve("interrupted"));
		process.once("SIGTERM", () => resolve("interrupted"));
	});
	const settled = options.exit
		? firmware.settled().then(() => "settled" as const)
		: new Promise<never>(() => {});
	const outcome = await Promise.race([interrupted, settled, replayFailed, firmware.ended]);
	socket?.close();
	cable?.close();
	if (typeof outcome === "object") throw outcome;
	const inOrder = await firmware.stop(stopLimit);
	if (replayError) throw replayError;
	if (outcome === "settled" && !inOrder) throw new Error("the broker did not acknowledge everything in time");
	return 0;
}
