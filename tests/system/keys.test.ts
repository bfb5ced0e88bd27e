/** `heliograph keys` as people use it, on databases made by the public descriptions of VictronConnect's. */

import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { captures } from "../support/captures";
import { Command, type Finished, Folder, heliograph } from "../support/command";
import { connectTables, writeDatabase } from "../support/connect-database";

const { solarCharger: mppt, batteryMonitor: shunt } = captures;
const folder = new Folder();
after(() => folder.remove());

const rows = [
	`insert into advertisementKeys values ('faac2784c66f', '${mppt.key}'), ('d12233445566', '${shunt.key}')`,
	"create table products (macAddress text, customName text)",
	"insert into products values ('faac2784c66f', 'Roof')",
];
const database = await writeDatabase(join(folder.path, "connect.sqlite"), connectTables, ...rows);

/** VictronConnect's folder in a home, as the public descriptions name it. */
const place =
	process.platform === "darwin"
		? "Library/Containers/com.victronenergy.victronconnect.mac/Data/Library/Application Support/Victron Energy/Victron Connect"
		: ".local/share/Victron Energy/Victron Connect";

function atHome(home: string, ...words: string[]): Promise<Finished> {
	const program = ["env", "-u", "XDG_DATA_HOME", `HOME=${home}`, process.execPath, "bin/heliograph.mjs"];
	return new Command(["keys", ...words], "", program).finished;
}

/** One sentence, nothing on standard output, no key. */
function refused({ code, stdout, stderr }: Finished, expected: number, says: RegExp): void {
	assert.match(stderr, says);
	assert.equal(code, expected, stderr);
	assert.equal(stdout, "");
	assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
	assert.doesNotMatch(stderr, /\n\s+at |node:|Error:/);
	assert.doesNotMatch(stderr, /[0-9a-f]{30}/i);
}

describe("heliograph keys", { concurrency: 2, timeout: 60_000 }, () => {
	it("lists names and addresses, and of a key only its first byte", async () => {
		const { code, stdout, stderr } = await heliograph(["keys", database]);
		assert.equal(stderr, "");
		assert.equal(code, 0);
		assert.equal(stdout, "Roof  fa:ac:27:84:c6:6f  ad***\n-     d1:22:33:44:55:66  af***\n");
	});

	it("shows the keys when it is told to", async () => {
		const { stdout } = await heliograph(["keys", "--show", database]);
		assert.equal(stdout, `Roof  fa:ac:27:84:c6:6f  ${mppt.key}\n-     d1:22:33:44:55:66  ${shunt.key}\n`);
	});

	it("prints JSON", async () => {
		assert.deepEqual(JSON.parse((await heliograph(["keys", database, "--json"])).stdout), {
			devices: [
				{ address: mppt.address, key: "ad***", name: "Roof" },
				{ address: shunt.address, key: "af***" },
			],
		});
	});

	it("writes settings that the firmware accepts, and never over a file", async () => {
		const file = join(folder.path, "settings.json");
		const written = await heliograph(["keys", database, "--settings", file]);
		assert.equal(written.code, 0, written.stderr);
		assert.doesNotMatch(written.stdout + written.stderr, /[0-9a-f]{30}/i);
		const text = readFileSync(file, "utf8");
		assert.deepEqual(JSON.parse(text), {
			devices: [
				{ address: mppt.address, key: mppt.key, name: "Roof" },
				{ address: shunt.address, key: shunt.key },
			],
		});
		assert.equal(statSync(file).mode & 0o777, 0o600);
		const replay = folder.adverts("adverts.jsonl", [
			{ at: 0, address: mppt.address, rssi: -60, manufacturerData: mppt.manufacturerData },
		]);
		const words = ["run", "--settings", file, "--replay", replay, "--speed", "max", "--exit"];
		// All that these settings lack is a broker: the devices are accepted.
		refused(await heliograph(words), 2, /--exit needs a broker/);
		refused(
			await heliograph(["keys", database, "--settings", file]),
			2,
			/settings\.json: there is such a file/,
		);
		assert.equal(readFileSync(file, "utf8"), text);
	});

	it("lists VE.Smart networks, and writes the only one into the settings", async () => {
		const key = "00112233445566778899aabbccddeeff";
		const networks = "create table networks (networkId text, networkKey text, networkName text)";
		const net = `insert into networks values ('B36F', '${key}', 'Net1'), ('ffff', '${"f".repeat(32)}', '')`;
		const one = await writeDatabase(
			join(folder.path, "network.sqlite"),
			connectTables,
			...rows,
			networks,
			net,
		);
		const listed = await heliograph(["keys", one]);
		assert.equal(listed.stdout.split("\n")[2], "Net1  network b36f       ***");
		const file = join(folder.path, "network.json");
		const written = await heliograph(["keys", one, "--json", "--show", "--settings", file]);
		assert.equal(written.code, 0, written.stderr);
		assert.deepEqual(JSON.parse(written.stdout).network, { id: "b36f", key });
		assert.deepEqual(JSON.parse(readFileSync(file, "utf8")).network, { id: "b36f", key });
		const more = "insert into networks values ('0102', x'00112233445566778899aabbccddeeff', 'Net2')";
		const two = await writeDatabase(
			join(folder.path, "two.sqlite"),
			connectTables,
			...rows,
			networks,
			net,
			more,
		);
		const both = await heliograph(["keys", two, "--json"]);
		assert.equal(JSON.parse(both.stdout).network, undefined);
		assert.match(both.stderr, /there are 2 VE\.Smart networks/);
	});

	it("counts what it leaves out", async () => {
		const half = "insert into advertisementKeys values ('d12233445566', null)";
		const one = `insert into advertisementKeys values ('faac2784c66f', '${mppt.key}')`;
		const path = await writeDatabase(join(folder.path, "half.sqlite"), connectTables, half, one);
		const { code, stdout, stderr } = await heliograph(["keys", path]);
		assert.equal(code, 0);
		assert.equal(stdout, "-  fa:ac:27:84:c6:6f  ad***\n");
		assert.equal(stderr, `heliograph: 1 key from ${path}; 1 row without a good address or key left out\n`);
	});

	it("says that VictronConnect has changes that are not in the file", async () => {
		const path = await writeDatabase(join(folder.path, "open.sqlite"), connectTables, ...rows);
		writeFileSync(`${path}-wal`, "log");
		const { code, stderr } = await heliograph(["keys", path]);
		assert.equal(code, 0);
		assert.match(
			stderr,
			/^heliograph: 2 keys from .*; VictronConnect may have changes .*: close it, and try again\n$/,
		);
	});

	it("finds VictronConnect's database in the home", async () => {
		const home = join(folder.path, "home");
		const path = join(home, place, "d25b6546b47ebb21a04ff86a2c4fbb76.sqlite");
		await writeDatabase(path, connectTables, ...rows);
		const { code, stdout, stderr } = await atHome(home);
		assert.equal(code, 0, stderr);
		assert.equal(stdout, "Roof  fa:ac:27:84:c6:6f  ad***\n-     d1:22:33:44:55:66  af***\n");
		assert.equal(stderr, `heliograph: 2 keys from ${path}\n`);
	});

	it("takes a device of two databases from the one that was changed last", async () => {
		const home = join(folder.path, "two");
		const [older, newer] = ["a", "b"].map((name) => join(home, place, `${name}.sqlite`)) as [string, string];
		const key = (hex: string) => `insert into advertisementKeys values ('faac2784c66f', '${hex}')`;
		await writeDatabase(older, connectTables, key(shunt.key));
		await writeDatabase(newer, connectTables, key(mppt.key));
		await writeDatabase(join(home, place, "c.sqlite"), "create table other (a)");
		utimesSync(older, 1000, 1000);
		utimesSync(newer, 2000, 2000);
		const { stdout, stderr } = await atHome(home, "--show");
		assert.equal(stdout, `-  fa:ac:27:84:c6:6f  ${mppt.key}\n`);
		assert.equal(stderr, `heliograph: 1 key from ${newer}, ${older}\n`);
	});

	it("says where it looked when there is none", async () => {
		const home = join(folder.path, "nobody");
		const answer = await atHome(home);
		refused(answer, 1, /there is no VictronConnect database in .*; name one: heliograph keys FILE$/m);
		assert.ok(answer.stderr.includes(join(home, place)), answer.stderr);
	});

	it("refuses a file that is no database of VictronConnect's", async () => {
		refused(await heliograph(["keys", join(folder.path, "none")]), 2, /none: there is no such file/);
		refused(await heliograph(["keys", folder.path]), 2, /this is a folder/);
		const text = folder.write("keys.txt", `${mppt.key}\n`);
		refused(await heliograph(["keys", text]), 2, /keys\.txt: this is not a SQLite database/);
		const other = await writeDatabase(join(folder.path, "other.sqlite"), "create table a (b)");
		refused(await heliograph(["keys", other]), 2, /no table of VictronConnect's keys/);
	});

	it("fails on a database without a key, a damaged one, and one that may not be read", async () => {
		const none = await writeDatabase(join(folder.path, "none.sqlite"), connectTables);
		refused(await heliograph(["keys", none]), 1, /no key is in this database; connect VictronConnect/);
		const part = join(folder.path, "part.sqlite");
		writeFileSync(part, readFileSync(database).subarray(0, 6000));
		refused(await heliograph(["keys", part]), 1, /damaged/);
		// root may read everything
		if (process.getuid?.() === 0) return;
		const secret = folder.write("secret.sqlite", "");
		chmodSync(secret, 0);
		refused(await heliograph(["keys", secret]), 1, /may not be read/);
	});

	it("is told how it is used", async () => {
		const { code, stdout } = await heliograph(["keys", "--help"]);
		assert.equal(code, 0);
		assert.match(stdout, /^Usage: heliograph keys \[FILE\]/);
		refused(await heliograph(["keys", "a", "b"]), 2, /one FILE/);
		refused(await heliograph(["keys", "--nonsense"]), 2, /--nonsense/);
	});
});
