/** `heliograph simulate`: simulated Victron devices on the simulated air. */

import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { UsageError } from "../../hosts/node/cli/usage-error";
import { nodeTimers } from "../../hosts/node/node-timers";
import { parseSeed, readSiteFile } from "../site-options";
import { openAir, pace, writeAdverts } from "./air";
import { networkedSite, parseSite, parseTimeOfDay } from "./description";
import { GattServer } from "./gatt-server";
import { SitePeers } from "./gatt-site";
import { type Advert, createSite, type Site } from "./site";
import { ChargerPort } from "./vedirect-port";

const help = `Usage: heliograph simulate [options]

Simulated Victron devices that put encrypted adverts on the simulated air.

  --site FILE        description of the site (JSON); a sunny one without it
  --air HOST:PORT    where the adverts go, one UDP datagram each (default 127.0.0.1:5566)
  --gatt HOST:PORT   take connections to the devices there, over TCP, or at a free port (default 127.0.0.1 and the
                     port of --air)
  --seed N           another seed: other addresses, keys and weather
  --start HH:MM      time of day at the start
  --speed N          simulated seconds per second (default 1)
  --duration S       end after so many simulated seconds
  --out FILE         write an adverts file at once instead of sending; needs --duration
  --vedirect PATH    also the first solar charger's VE.Direct cable: a serial port with a link to it at PATH
  --settings FILE    write the firmware's settings for this site: devices with keys, the VE.Smart network
  --help             show this text

A site: {"seed": 1, "start": "07:30", "battery": {"capacity_ah": 200, "state_of_charge": 60},
  "devices": [{"kind": "solar_charger", "name": "Roof", "peak_power": 400}, {"kind": "battery_monitor"}],
  "network": {"id": "b36f", "key": "32 hex digits"}}
Kinds: solar_charger, battery_monitor, ac_charger, ve_bus, battery_sense. A device may have an
address, a key, and a pin for connections (000000 without one). In a network, battery_sense tells
voltage and temperature, battery_monitor its current.
`;

interface Options {
	readonly site: Site;
	readonly host: string;
	readonly port: number;
	readonly gatt: { readonly host: string; readonly port: number };
	readonly speed: number;
	readonly duration: number;
	readonly out: string | undefined;
	readonly settings: string | undefined;
	readonly vedirect: string | undefined;
}

/** Where the command writes; standard output is one. */
export interface Output {
	readonly isTTY?: boolean;
	write(text: string): unknown;
}

/**
 * @returns exit code 0: done, or interrupted.
 * @throws UsageError, or Node's own for wrong options: wrong usage. Any other: the work failed.
 */
export async function simulate(argv: readonly string[], output: Output = process.stdout): Promise<number> {
	const options = await readOptions(argv);
	if (!options) {
		output.write(help);
		return 0;
	}
	const stop = new AbortController();
	const interrupt = (): void => stop.abort();
	process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
	try {
		await run(options, output, stop.signal);
	} catch (error) {
		if (!stop.signal.aborted) throw error;
	} finally {
		process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
	}
	return 0;
}

async function readOptions(argv: readonly string[]): Promise<Options | undefined> {
	const { values } = parseArgs({
		args: [...argv],
		options: {
			site: { type: "string" },
			air: { type: "string", default: "127.0.0.1:5566" },
			gatt: { type: "string" },
			seed: { type: "string" },
			start: { type: "string" },
			speed: { type: "string", default: "1" },
			duration: { type: "string" },
			out: { type: "string" },
			settings: { type: "string" },
			vedirect: { type: "string" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) return undefined;
	const air = endpoint(values.air, "--air");
	if (values.out !== undefined && values.duration === undefined) {
		throw new UsageError("--out needs --duration, the simulated seconds to write.");
	}
	let description = values.site === undefined ? networkedSite : parseSite(await readSiteFile(values.site));
	if (values.start !== undefined)
		description = { ...description, start: parseTimeOfDay(values.start, "--start") };
	const seed = parseSeed(values.seed, description.seed);
	return {
		site: createSite(description, seed),
		...air,
		gatt: values.gatt === undefined ? { host: "127.0.0.1", port: air.port } : endpoint(values.gatt, "--gatt"),
		speed: positive(values.speed, "--speed"),
		duration: values.duration === undefined ? Infinity : positive(values.duration, "--duration"),
		out: values.out,
		settings: values.settings,
		vedirect: values.vedirect,
	};
}

function endpoint(text: string, option: string): { readonly host: string; readonly port: number } {
	const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
	const port = Number(match?.[3]);
	if (!match || port < 1 || port > 65535)
		throw new UsageError(`${option} must be HOST:PORT such as 127.0.0.1:5566.`);
	return { host: match[1] ?? match[2]!, port };
}

function positive(text: string, option: string): number {
	const value = Number(text);
	if (!(value > 0 && value < Infinity)) throw new UsageError(`${option} must be a number above 0.`);
	return value;
}

async function run(options: Options, output: Output, signal: AbortSignal): Promise<void> {
	const { site, host, port } = options;
	if (options.settings !== undefined) {
		await writeFile(options.settings, `${JSON.stringify(site.settings(), undefined, "\t")}\n`);
	}
	const adverts = new Counted(site, options.duration);
	if (options.out !== undefined) {
		await writeAdverts(adverts, options.out, signal);
		output.write(`${adverts.status()} in ${options.out}\n`);
		return;
	}
	const air = await openAir(host, port);
	output.write(`${site.devices.length} devices on the simulated air at ${host}:${port}\n`);
	const lineStart = output.isTTY ? "\r" : "";
	const ticker = output.isTTY ? setInterval(() => output.write(`\r${adverts.status()}`), 1000) : undefined;
	let cable: ChargerPort | undefined;
	let connections: GattServer | undefined;
	try {
		const peers = new SitePeers(site, { timers: nodeTimers(), now: () => adverts.at });
		connections = await GattServer.listen(peers, options.gatt.host, options.gatt.port);
		output.write(`connections to them on ${options.gatt.host}:${connections.port}\n`);
		if (options.vedirect !== undefined) {
			cable = new ChargerPort(site, options.vedirect, options.speed);
			output.write(`VE.Direct charger at ${options.vedirect}\n`);
		}
		await pace(adverts, options.speed, air.send, signal);
	} finally {
		clearInterval(ticker);
		connections?.close();
		cable?.close();
		air.close();
	}
	output.write(`${lineStart}${adverts.status()}\n`);
}

/** The site's adverts up to `duration`, counted on their way. */
class Counted implements Iterable<Advert> {
	readonly #site: Site;
	readonly #duration: number;
	#count = 0;
	/** Seconds since the start of the site. */
	at = 0;

	constructor(site: Site, duration: number) {
		this.#site = site;
		this.#duration = duration;
	}

	*[Symbol.iterator](): Generator<Advert> {
		for (const advert of this.#site.adverts()) {
			if (advert.at >= this.#duration) return;
			this.#count++;
			this.at = advert.at;
			yield advert;
		}
	}

	status(): string {
		const time = Math.floor(this.#site.start + this.at) % 86_400;
		const clock = new Date(time * 1000).toISOString().slice(11, 19);
		return `${this.#count} adverts, simulated time ${clock}`;
	}
}
