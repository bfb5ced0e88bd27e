/** `heliograph keys`: the devices and keys that VictronConnect on this computer knows. */

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { mask } from "settings/mask";
import type { DeviceSettings } from "settings/schema";
import type { ConnectNetwork } from "../connect-networks";
import { hasUnwrittenChanges, WrongFileError } from "../sqlite-file";
import { type ConnectDatabase, defaultFolders, findDatabases, readConnectDatabase } from "../victron-connect";
import { UsageError } from "./usage-error";

const help = `Usage: heliograph keys [FILE] [options]

Lists names, addresses and keys from VictronConnect's database: FILE, or the one of VictronConnect on this computer
(Linux, macOS, Windows). VictronConnect has a device's key once it was connected to it by Bluetooth. The database is
only read. While VictronConnect is open, its latest changes may not be in the file. Lists VE.Smart networks, too.

  --show             show whole keys, not only what they begin with
  --json             a JSON object as in the settings: {"devices":[{"address","key","name"}]}, and {"network":{"id","key"}}
                     where there is one
  --settings FILE    write these settings with their keys into a new file that only you may read
  --help             show this text
`;

export interface FoundKeys {
	readonly devices: readonly DeviceSettings[];
	readonly networks: readonly ConnectNetwork[];
	readonly skipped: number;
	/** Databases with keys. */
	readonly paths: readonly string[];
}

type Found = Pick<FoundKeys, "devices" | "networks">;

function say(sentence: string): void {
	process.stderr.write(`heliograph: ${sentence}\n`);
}

function plural(count: number, one: string): string {
	return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/** @param path of a database; without it, those at the default places. @throws UsageError and Error in a sentence. */
export function readKeys(path: string | undefined): Promise<FoundKeys> {
	return path === undefined ? readDefaults() : readNamed(path);
}

async function readNamed(path: string): Promise<FoundKeys> {
	try {
		return { ...(await readConnectDatabase(path)), paths: [path] };
	} catch (error) {
		if (error instanceof WrongFileError) throw new UsageError(error.message);
		throw error;
	}
}

/** All databases at the default places; where two have a device, the one that was changed last counts. */
async function readDefaults(): Promise<FoundKeys> {
	const folders = defaultFolders();
	const { paths, closed } = findDatabases(folders);
	const databases = new Map<string, ConnectDatabase>();
	const problems: Error[] = [];
	for (const path of paths) {
		try {
			databases.set(path, await readConnectDatabase(path));
		} catch (error) {
			// Other SQLite files in the folder are no concern.
			if (!(error instanceof WrongFileError) || paths.length === 1) problems.push(error as Error);
		}
	}
	if (databases.size === 0) throw problems[0] ?? new Error(nothingFound(folders, closed));
	for (const { message } of problems) say(message);
	const devices = new Map<string, DeviceSettings>();
	const networks = new Map<string, ConnectNetwork>();
	let skipped = 0;
	for (const database of databases.values()) {
		skipped += database.skipped;
		for (const network of database.networks) if (!networks.has(network.id)) networks.set(network.id, network);
		for (const device of database.devices)
			if (!devices.has(device.address)) devices.set(device.address, device);
	}
	return {
		devices: [...devices.values()],
		networks: [...networks.values()],
		skipped,
		paths: [...databases.keys()],
	};
}

function nothingFound(folders: readonly string[], closed: readonly string[]): string {
	const places = folders.map((folder) =>
		closed.includes(folder) ? `${folder} (which may not be read)` : folder,
	);
	return `there is no VictronConnect database in ${places.join(" or ")}; name one: heliograph keys FILE`;
}

/** What a key begins with is in each advert in clear, and tells a new key from an old one; the rest is secret. */
function masked({ devices, networks }: Found): Found {
	return {
		devices: devices.map((device) => ({ ...device, key: device.key.slice(0, 2) + mask })),
		networks: networks.map((network) => ({ ...network, key: mask })),
	};
}

/** As settings have them: no name where there is none, and the network where it is the only one. */
function asSettings({ devices, networks }: Found): object {
	const [network, ...more] = networks;
	return {
		devices: devices.map(({ address, key, name }) => ({ address, key, ...(name && { name }) })),
		...(network && more.length === 0 && { network: { id: network.id, key: network.key } }),
	};
}

function table({ devices, networks }: Found): string {
	const rows = [
		...devices.map(({ name, address, key }) => [name || "-", address, key] as const),
		...networks.map(({ name, id, key }) => [name || "-", `network ${id}     `, key] as const),
	];
	const width = Math.max(...rows.map(([name]) => [...name].length));
	const pad = (name: string) => name + " ".repeat(width - [...name].length);
	return rows.map(([name, address, key]) => `${pad(name)}  ${address}  ${key}\n`).join("");
}

/** A settings file that is there already may hold more than devices: it is never replaced. */
function writeSettings(path: string, found: Found): void {
	try {
		const text = `${JSON.stringify(asSettings(found), undefined, "\t")}\n`;
		writeFileSync(path, text, { flag: "wx", mode: 0o600 });
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "EEXIST") throw new UsageError(`${path}: there is such a file already; name a new one`);
		throw new Error(`${path}: this file cannot be written (${code})`);
	}
}

export async function keys(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args: [...argv],
		allowPositionals: true,
		options: {
			show: { type: "boolean" },
			json: { type: "boolean" },
			settings: { type: "string" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const [path, ...more] = positionals;
	if (more.length) throw new UsageError("keys takes one FILE");
	const found = await readKeys(path);
	const { devices, networks, skipped, paths } = found;
	const without = skipped ? `; ${plural(skipped, "row")} without a good address or key left out` : "";
	const open = paths.filter(hasUnwrittenChanges);
	const stale = open.length
		? `; VictronConnect may have changes that are not in the file yet: close it, and try again`
		: "";
	if (devices.length === 0 && networks.length === 0)
		throw new Error(
			`${paths.join(", ")}: no key is in this database${without}${stale}; ` +
				"connect VictronConnect to the device by Bluetooth once",
		);
	if (values.settings !== undefined) writeSettings(values.settings, found);
	const shown = values.show ? found : masked(found);
	process.stdout.write(values.json ? `${JSON.stringify(asSettings(shown))}\n` : table(shown));
	if (values.settings !== undefined) say(`${values.settings}: ${plural(devices.length, "device")} written`);
	if (networks.length > 1 && (values.json || values.settings !== undefined))
		say(
			`there are ${networks.length} VE.Smart networks: set network.id and network.key of the one to hear yourself`,
		);
	if (path === undefined || without || stale)
		say(`${plural(devices.length, "key")} from ${paths.join(", ")}${without}${stale}`);
	return 0;
}
