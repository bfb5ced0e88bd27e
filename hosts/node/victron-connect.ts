/**
 * VictronConnect's database: where it is, and the keys in it.
 *
 * Table `advertisementKeys`, one row for each device that VictronConnect was connected to by Bluetooth:
 *
 * | column             | holds                                                     |
 * |--------------------|-----------------------------------------------------------|
 * | `macAddress`       | Bluetooth address, 12 hex digits without colons           |
 * | `advertisementKey` | 32 hex digits                                             |
 *
 * Table `macAddresses` has `macAddress` and `address`, which is what the computer's Bluetooth calls the device: the same
 * address with colons on Linux, a UUID of this one computer on macOS. It is needed only to find names.
 *
 * Sources: the README of keshavdv/victron-ble, with its pull request 32 for macOS; Victron's own post at
 * https://communityarchive.victronenergy.com/questions/187303/victron-bluetooth-advertising-protocol.html. Neither says
 * where names are: any table with an address and a name is looked at.
 */

import { readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join as joinHere, posix, win32 } from "node:path";
import { type DeviceSettings, deviceSchema } from "settings/schema";
import { parseValue } from "settings/value";
import { hexText } from "victron/hex";
import { type ConnectNetwork, readNetworks } from "./connect-networks";
import { hasUnwrittenChanges, SqliteFile, type SqlValue, WrongFileError } from "./sqlite-file";

export interface Machine {
	readonly platform: NodeJS.Platform;
	readonly home: string;
	readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ConnectDatabase {
	/** In the database's order, each address once. */
	readonly devices: readonly DeviceSettings[];
	/** Of VE.Smart. */
	readonly networks: readonly ConnectNetwork[];
	/** Rows without a good address or key. */
	readonly skipped: number;
}

export interface FoundDatabases {
	/** The one that was changed last is the first. */
	readonly paths: readonly string[];
	/** Folders that exist but may not be looked into. */
	readonly closed: readonly string[];
}

const keyTable = "advertisementKeys";
const addressTable = "macAddresses";
/** Lower case; a device's own name comes before its model's. */
const nameColumns = ["customname", "devicename", "name", "productname"];
const addressColumns = ["macaddress", "address", "mac"];

const thisMachine = (): Machine => ({ platform: process.platform, home: homedir(), env: process.env });

/** The folders where VictronConnect keeps its database. */
export function defaultFolders({ platform, home, env }: Machine = thisMachine()): string[] {
	const { join } = platform === "win32" ? win32 : posix;
	const inside = (folder: string) => join(folder, "Victron Energy", "Victron Connect");
	if (platform === "darwin") {
		const sandbox = join(home, "Library/Containers/com.victronenergy.victronconnect.mac/Data");
		// From the App Store, and as a download.
		return [sandbox, home].map((root) => inside(join(root, "Library/Application Support")));
	}
	if (platform === "win32")
		return [
			inside(env.LOCALAPPDATA || join(home, "AppData", "Local")),
			inside(env.APPDATA || join(home, "AppData", "Roaming")),
		];
	return [inside(env.XDG_DATA_HOME || join(home, ".local/share"))];
}

/** Every `.sqlite` file there: the name has been `d25b6546b47ebb21a04ff86a2c4fbb76` and `Victron Connect`. */
export function findDatabases(folders: readonly string[]): FoundDatabases {
	const found: { path: string; changed: number }[] = [];
	const closed: string[] = [];
	for (const folder of folders) {
		let names: string[];
		try {
			names = readdirSync(folder);
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === "EACCES" || code === "EPERM") closed.push(folder);
			continue;
		}
		for (const name of names) {
			if (!name.toLowerCase().endsWith(".sqlite")) continue;
			const path = joinHere(folder, name);
			found.push({ path, changed: lastChange(path) });
		}
	}
	found.sort((a, b) => b.changed - a.changed || (a.path < b.path ? -1 : 1));
	return { paths: found.map(({ path }) => path), closed };
}

/** Milliseconds; 0 where that is not known, for the reader to say why. */
function lastChange(path: string): number {
	try {
		return statSync(path).mtimeMs;
	} catch {
		return 0;
	}
}

/** @throws WrongFileError and Error as `SqliteFile.open`; no key is in their sentences. */
export async function readConnectDatabase(path: string): Promise<ConnectDatabase> {
	const file = await SqliteFile.open(path);
	try {
		const tables = file.tables();
		const columns = tables.get(keyTable);
		if (!columns?.includes("macAddress") || !columns.includes("advertisementKey"))
			throw new WrongFileError(`${path}: this database has no table of VictronConnect's keys${advice(path)}`);
		const names = readNames(file, tables);
		const devices = new Map<string, DeviceSettings>();
		let skipped = 0;
		for (const [macAddress, advertisementKey] of file.rows(keyTable, ["macAddress", "advertisementKey"])) {
			const address = parseAddress(macAddress);
			const key = parseKey(advertisementKey);
			// Of two rows with one address, the later one is the newer key.
			if (address && key) devices.set(address, { address, key, name: names.get(address) ?? "" });
			else skipped++;
		}
		return { devices: [...devices.values()], networks: readNetworks(file, tables), skipped };
	} finally {
		file.close();
	}
}

function advice(path: string): string {
	return hasUnwrittenChanges(path) ? " yet: close VictronConnect, and try again" : "";
}

/** Names by address; a table that cannot be read costs its names, not the keys. */
function readNames(file: SqliteFile, tables: ReadonlyMap<string, readonly string[]>): Map<string, string> {
	try {
		return findNames(file, tables);
	} catch {
		return new Map();
	}
}

/** Wherever a table has an address and a name. */
function findNames(file: SqliteFile, tables: ReadonlyMap<string, readonly string[]>): Map<string, string> {
	const addresses = readAliases(file, tables.get(addressTable) ?? []);
	const names = new Map<string, { name: string; rank: number }>();
	for (const [table, columns] of tables) {
		const addressColumn = firstColumn(columns, addressColumns);
		if (table === keyTable || !addressColumn) continue;
		for (const [rank, wanted] of nameColumns.entries()) {
			const nameColumn = firstColumn(columns, [wanted]);
			if (!nameColumn) continue;
			for (const [place, text] of file.rows(table, [addressColumn, nameColumn])) {
				const address = parseAddress(place) ?? addresses.get(String(place));
				const name = parseName(text);
				if (address && name && rank < (names.get(address)?.rank ?? nameColumns.length))
					names.set(address, { name, rank });
			}
		}
	}
	return new Map([...names].map(([address, { name }]) => [address, name]));
}

/** Addresses by what the computer's Bluetooth calls the devices. */
function readAliases(file: SqliteFile, columns: readonly string[]): Map<string, string> {
	const aliases = new Map<string, string>();
	if (!columns.includes("macAddress") || !columns.includes("address")) return aliases;
	for (const [macAddress, alias] of file.rows(addressTable, ["macAddress", "address"])) {
		const address = parseAddress(macAddress);
		if (address && alias !== null) aliases.set(String(alias), address);
	}
	return aliases;
}

function firstColumn(columns: readonly string[], wanted: readonly string[]): string | undefined {
	for (const name of wanted) {
		const column = columns.find((candidate) => candidate.toLowerCase() === name);
		if (column !== undefined) return column;
	}
	return undefined;
}

function parseAddress(value: SqlValue | undefined): string | undefined {
	if (typeof value !== "string") return undefined;
	const text = value.trim();
	const pairs = /^[0-9a-f]{12}$/i.test(text) ? text.match(/../g)!.join(":") : text;
	return accepted("address", pairs);
}

function parseKey(value: SqlValue | undefined): string | undefined {
	const text = value instanceof Uint8Array && value.length === 16 ? hexText(value) : value;
	return typeof text === "string" ? accepted("key", text) : undefined;
}

/** Without control characters, which a terminal would obey: anyone near may name a device. */
function parseName(value: SqlValue | undefined): string | undefined {
	return typeof value === "string"
		? accepted("name", value.replace(/[\p{Cc}\p{Cf}]/gu, "").trim())
		: undefined;
}

/** Undefined where the settings would refuse it, or when it is empty. */
function accepted(field: keyof typeof deviceSchema, text: string): string | undefined {
	const outcome = parseValue(deviceSchema[field], text);
	return "value" in outcome && outcome.value !== "" ? String(outcome.value) : undefined;
}
