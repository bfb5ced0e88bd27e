import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { hasUnwrittenChanges, WrongFileError } from "../../hosts/node/sqlite-file";
import { defaultFolders, findDatabases, readConnectDatabase } from "../../hosts/node/victron-connect";
import { captures } from "../support/captures";
import { Folder } from "../support/command";
import { connectTables, databaseBytes, writeDatabase } from "../support/connect-database";

const { solarCharger: mppt, batteryMonitor: shunt } = captures;
const folder = new Folder();
after(() => folder.remove());

let count = 0;
const write = (...statements: string[]) =>
	writeDatabase(join(folder.path, `${++count}.sqlite`), connectTables, ...statements);

const keyRow = (address: string, key: string) =>
	`insert into advertisementKeys (macAddress, advertisementKey) values ('${address}', '${key}')`;
const mpptRow = keyRow("faac2784c66f", mppt.key);
const shuntRow = keyRow("d12233445566", shunt.key);

describe("defaultFolders", () => {
	const env = {};

	it("is the sandbox or the library on macOS", () => {
		assert.deepEqual(defaultFolders({ platform: "darwin", home: "/Users/a", env }), [
			"/Users/a/Library/Containers/com.victronenergy.victronconnect.mac/Data/Library/Application Support/Victron Energy/Victron Connect",
			"/Users/a/Library/Application Support/Victron Energy/Victron Connect",
		]);
	});

	it("is the user's data folder on Linux", () => {
		assert.deepEqual(defaultFolders({ platform: "linux", home: "/home/a", env }), [
			"/home/a/.local/share/Victron Energy/Victron Connect",
		]);
		assert.deepEqual(
			defaultFolders({ platform: "linux", home: "/home/a", env: { XDG_DATA_HOME: "/data" } }),
			["/data/Victron Energy/Victron Connect"],
		);
	});

	it("is the local, then the roaming data folder on Windows", () => {
		assert.deepEqual(
			defaultFolders({ platform: "win32", home: "C:\\Users\\a", env: { LOCALAPPDATA: "D:\\Local" } }),
			[
				"D:\\Local\\Victron Energy\\Victron Connect",
				"C:\\Users\\a\\AppData\\Roaming\\Victron Energy\\Victron Connect",
			],
		);
	});
});

describe("findDatabases", () => {
	it("finds databases of any name, the last changed first", () => {
		const place = join(folder.path, "found");
		mkdirSync(place);
		for (const [name, seconds] of [
			["old.sqlite", 1000],
			["new.SQLITE", 2000],
			["log.txt", 3000],
		] as const) {
			writeFileSync(join(place, name), "");
			utimesSync(join(place, name), seconds, seconds);
		}
		assert.deepEqual(findDatabases([join(folder.path, "nowhere"), place]), {
			paths: [join(place, "new.SQLITE"), join(place, "old.sqlite")],
			closed: [],
		});
	});
});

describe("readConnectDatabase", () => {
	it("reads addresses and keys", async () => {
		const { devices, skipped } = await readConnectDatabase(await write(mpptRow, shuntRow));
		assert.deepEqual(devices, [
			{ address: mppt.address, key: mppt.key, name: "" },
			{ address: shunt.address, key: shunt.key, name: "" },
		]);
		assert.equal(skipped, 0);
	});

	it("takes the address, not the computer's UUID, on macOS", async () => {
		const uuid = "insert into macAddresses values ('{763aeff5-1334-e64a-ab30-a0f478020fe1}', 'faac2784c66f')";
		const { devices } = await readConnectDatabase(await write(mpptRow, uuid));
		assert.deepEqual(
			devices.map(({ address }) => address),
			[mppt.address],
		);
	});

	it("takes capitals, colons and a key of 16 bytes", async () => {
		const path = await write(
			keyRow("FA:AC:27:84:C6:6F", mppt.key.toUpperCase()),
			`insert into advertisementKeys values ('D12233445566', x'${shunt.key}')`,
		);
		assert.deepEqual((await readConnectDatabase(path)).devices, [
			{ address: mppt.address, key: mppt.key, name: "" },
			{ address: shunt.address, key: shunt.key, name: "" },
		]);
	});

	it("leaves out and counts what is no address or no key", async () => {
		const path = await write(
			"insert into advertisementKeys values (null, null), ('d12233445566', null), ('d12233445567', '')",
			keyRow("faac2784c6", mppt.key),
			keyRow("faac2784c66g", mppt.key),
			keyRow("faac2784c66e", mppt.key.slice(1)),
			keyRow("faac2784c66d", `${mppt.key.slice(1)}x`),
			"insert into advertisementKeys values ('d12233445568', 5), (x'faac2784c66f', 'x')",
			mpptRow,
		);
		const { devices, skipped } = await readConnectDatabase(path);
		assert.deepEqual(devices, [{ address: mppt.address, key: mppt.key, name: "" }]);
		assert.equal(skipped, 9);
	});

	it("takes the later of two keys of one device", async () => {
		const path = await write(keyRow("fa:ac:27:84:c6:6f", shunt.key), mpptRow);
		assert.deepEqual((await readConnectDatabase(path)).devices, [
			{ address: mppt.address, key: mppt.key, name: "" },
		]);
	});

	it("takes a device's own name before its model's, by address or by the computer's UUID", async () => {
		const path = await write(
			mpptRow,
			shuntRow,
			"insert into macAddresses values ('{763aeff5-1334-e64a-ab30-a0f478020fe1}', 'd12233445566')",
			"create table products (macAddress text, productName text, customName text)",
			"insert into products values ('faac2784c66f', 'BlueSolar', 'Roof'), ('d12233445566', 'SmartShunt', '')",
			"create table seen (address text, name text)",
			"insert into seen values ('{763aeff5-1334-e64a-ab30-a0f478020fe1}', 'Bat' || char(27) || '[2Jtery'), ('x', 'y')",
		);
		assert.deepEqual(
			(await readConnectDatabase(path)).devices.map(({ address, name }) => [address, name]),
			[
				[mppt.address, "Roof"],
				// Without the escape character, which would clear the terminal.
				[shunt.address, "Bat[2Jtery"],
			],
		);
	});

	it("reads a database that has a write-ahead log, and leaves everything as it is", async () => {
		const place = join(folder.path, "open");
		const path = await writeDatabase(join(place, "a.sqlite"), connectTables, mpptRow);
		// Bytes 18 and 19 of the file's header: 2 is WAL, https://www.sqlite.org/fileformat.html, 1.3.3.
		const bytes = readFileSync(path);
		bytes[18] = bytes[19] = 2;
		writeFileSync(path, bytes);
		assert.equal(hasUnwrittenChanges(path), false);
		writeFileSync(`${path}-wal`, "log");
		assert.equal(hasUnwrittenChanges(path), true);
		assert.equal((await readConnectDatabase(path)).devices[0]?.key, mppt.key);
		assert.deepEqual(readFileSync(path), bytes);
		assert.deepEqual(readdirSync(place).sort(), ["a.sqlite", "a.sqlite-wal"]);
	});

	const rejects = async (path: string, says: string, wrongFile: boolean) =>
		assert.rejects(readConnectDatabase(path), (error: Error) => {
			assert.equal(error.message, `${path}: ${says}`);
			assert.equal(error instanceof WrongFileError, wrongFile);
			return true;
		});

	it("says what a wrong file is", async () => {
		await rejects(join(folder.path, "none"), "there is no such file", true);
		await rejects(folder.path, "this is a folder, not a file", true);
		await rejects(folder.write("empty", ""), "this is not a SQLite database", true);
		await rejects(folder.write("text", `${mppt.key}\n`.repeat(200)), "this is not a SQLite database", true);
		await rejects("/dev/null", "this is not a file", true);
	});

	it("says that a database is another one's", async () => {
		const none = "this database has no table of VictronConnect's keys";
		for (const statement of [
			"create table a (b)",
			"create table advertisementKeys (a, b)",
			// A view could run for ever.
			"create view advertisementKeys as with r(macAddress) as (select 1 union all select 1 from r) select macAddress, 2 as advertisementKey from r",
		])
			await rejects(await writeDatabase(join(folder.path, `other${++count}`), statement), none, true);
		const open = await writeDatabase(join(folder.path, "open-other"), "create table a (b)");
		writeFileSync(`${open}-wal`, "log");
		await rejects(open, `${none} yet: close VictronConnect, and try again`, true);
	});

	it("says that a database is damaged, without its content", async () => {
		const bytes = await databaseBytes(connectTables, mpptRow);
		const part = join(folder.path, "part");
		writeFileSync(part, bytes.subarray(0, 6000));
		await rejects(part, "this database is damaged or only a part of it: copy it again", false);
		writeFileSync(`${part}-journal`, "x");
		await rejects(
			part,
			"this database is damaged or only a part of it: close the program that has it open, and try again",
			false,
		);
	});
});
