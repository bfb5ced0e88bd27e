/** `heliograph configure`: sets a device up over its serial line. */

import { parseArgs } from "node:util";
import { type DeviceChange, importLines, readChange } from "../configure/device-settings";
import { findBrokers } from "../configure/find-brokers";
import { askEverything, askPort } from "../configure/questions";
import { findPorts } from "../configure/serial-ports";
import { restart, type Say, verify } from "../configure/verify";
import { LinkError, printable, SerialLink } from "../serial-link";
import { readJson } from "./files";
import { type FoundKeys, readKeys } from "./keys";
import { UsageError } from "./usage-error";

const help = `Usage: heliograph configure [options]

Sets a device up over its serial line: asks for WiFi, broker and devices, takes the devices' keys from VictronConnect on
this computer or from the devices with their PINs, stores everything at once, restarts the device, and waits for a reading.

  --port DEV         serial port, or pseudo-terminal; the only one that is found when left out
  --file FILE        settings as JSON instead of questions; what it does not name stays
  --keys FILE        VictronConnect's database, instead of the one of this computer
  --timeout S        wait so many seconds for the reading (default 120)
  --no-verify        restart, but wait for no reading
  --help             show this text
`;

/** Milliseconds: a device may be starting. */
const greetLimit = 15_000;
/** Milliseconds: a device is connected to, perhaps after others. */
const fetchLimit = 120_000;
/** Seconds. */
const scanTime = 10;

const say: Say = (line) => void process.stdout.write(`${line}\n`);

async function choosePort(): Promise<string> {
	const ports = await findPorts();
	if (ports.length === 1) return ports[0]!.path;
	if (ports.length === 0) throw new UsageError("no device is at a serial port of this computer; give --port");
	if (process.stdin.isTTY) return askPort(ports);
	throw new UsageError(`which serial port? give --port: ${ports.map(({ path }) => path).join(", ")}`);
}

/** The file's settings; with a database named, keys that it lacks come from there. */
async function readFile(path: string, keys: string | undefined): Promise<DeviceChange> {
	const change = readChange(readJson(path));
	if ("problems" in change)
		throw new UsageError(change.problems.map((line) => `${path}: ${line}`).join("\n"));
	if (keys === undefined) return change;
	const found = (await readKeys(keys)).devices;
	const keyOf = (address: string | undefined) =>
		found.find((device) => device.address === address)?.key ?? "";
	return {
		...change,
		devices: change.devices?.map((device) => ({ ...device, key: device.key || keyOf(device.address) })),
	};
}

/** None, and why, where there is no database. */
async function findKeys(path: string | undefined): Promise<FoundKeys["devices"]> {
	try {
		const { devices } = await readKeys(path);
		say(`keys of ${devices.length} devices from VictronConnect`);
		return devices;
	} catch (error) {
		if (path !== undefined) throw error;
		say(`no keys from VictronConnect: ${(error as Error).message}`);
		return [];
	}
}

async function askPerson(link: SerialLink, keys: string | undefined): Promise<DeviceChange> {
	const known = await findKeys(keys);
	const { settings, devices = [] } = await link.request("settings/get", {});
	say(`listening for Victron devices and brokers, ${scanTime} s`);
	const [{ heard }, brokers] = await Promise.all([
		link.request("scan", { duration: scanTime }, 1000 * scanTime + greetLimit),
		findBrokers(),
	]);
	const fetchKey = async (address: string, pin: string) => {
		say(`fetching the key of ${address}`);
		try {
			await link.request("keys/fetch", { address, pin }, fetchLimit);
			return undefined;
		} catch (error) {
			if (error instanceof LinkError) return error.message;
			throw error;
		}
	};
	return askEverything({ settings, devices, brokers, heard, keys: known, fetchKey });
}

async function greet(path: string): Promise<SerialLink> {
	const link = await SerialLink.open(path);
	try {
		const { bridge, version } = await link.greet(greetLimit);
		say(`${path}: Heliograph ${printable(version)}, bridge ${printable(bridge)}`);
		return link;
	} catch (error) {
		await link.close();
		if (!(error instanceof LinkError)) throw error;
		throw new Error(`${path}: no Heliograph answers; is it a release build, at 115200 baud?`);
	}
}

/** Ctrl-C at a question. */
function isInterrupt(error: unknown): boolean {
	return error instanceof Error && (error.name === "ExitPromptError" || error.name === "AbortPromptError");
}

export async function configure(argv: readonly string[]): Promise<number> {
	const { values } = parseArgs({
		args: [...argv],
		options: {
			port: { type: "string" },
			file: { type: "string" },
			keys: { type: "string" },
			timeout: { type: "string" },
			"no-verify": { type: "boolean" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	try {
		await setUp(values);
		return 0;
	} catch (error) {
		if (isInterrupt(error))
			throw new Error("interrupted; nothing was changed, but a key that was fetched is kept");
		throw error;
	}
}

interface Options {
	readonly port?: string | undefined;
	readonly file?: string | undefined;
	readonly keys?: string | undefined;
	readonly timeout?: string | undefined;
	readonly "no-verify"?: boolean | undefined;
}

async function setUp(values: Options): Promise<void> {
	const timeout = Number(values.timeout ?? "120");
	if (!(timeout >= 1 && timeout <= 3600)) throw new UsageError("--timeout takes 1 to 3600 seconds");
	if (values.file === undefined && !process.stdin.isTTY)
		throw new UsageError("configure asks questions: run it in a terminal, or give --file");
	const prepared = values.file === undefined ? undefined : await readFile(values.file, values.keys);
	const path = values.port ?? (await choosePort());
	let link = await greet(path);
	try {
		const change = prepared ?? (await askPerson(link, values.keys));
		const { restart_needed } = await link.import(importLines(change));
		say("settings stored");
		if (restart_needed) link = await restart(link, path, say);
		if (!values["no-verify"]) await verify(link, 1000 * timeout, say);
	} finally {
		await link.close();
	}
}
