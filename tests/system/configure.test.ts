/**
 * `heliograph configure` from end to end: a device that nobody has set up yet, its console on a pseudo-terminal, a real
 * broker, and adverts of real captures on the simulated air.
 */

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type IPty, spawn } from "@lydell/node-pty";
import { nodeTimers } from "../../hosts/node/node-timers";
import { smartSolar } from "../../tools/simulate/gatt-devices";
import { GattPeer } from "../../tools/simulate/gatt-peer";
import { GattServer } from "../../tools/simulate/gatt-server";
import { embeddedBroker, freePort, type TestBroker } from "../support/brokers";
import { captures } from "../support/captures";
import { Command, Folder, heliograph } from "../support/command";
import { connectTables, writeDatabase } from "../support/connect-database";
import { Listener } from "../support/listener";

const { solarCharger: mppt } = captures;
const root = fileURLToPath(new URL("../../", import.meta.url));
const secrets = [mppt.key.slice(2), "correct horse", "staple"];

/** A terminal with a person at it. */
class Person {
	readonly #terminal: IPty;
	#heard = "";
	#from = 0;
	readonly finished: Promise<number>;

	constructor(words: readonly string[]) {
		this.#terminal = spawn(process.execPath, ["bin/heliograph.mjs", ...words], { cwd: root, cols: 120 });
		this.#terminal.onData((text) => {
			this.#heard += text;
		});
		this.finished = new Promise((resolve) => this.#terminal.onExit(({ exitCode }) => resolve(exitCode)));
	}

	/** All that was on the screen. */
	get heard(): string {
		return this.#heard;
	}

	/** Waits for a question and types the answer. The limit is for a test that fails, not a measurement. */
	async answer(question: string, keys: string): Promise<void> {
		const end = Date.now() + 40_000;
		let at = this.#heard.indexOf(question, this.#from);
		while (at < 0) {
			if (Date.now() > end) throw new Error(`never asked "${question}": ${this.#heard}`);
			await new Promise((resolve) => setTimeout(resolve, 20));
			at = this.#heard.indexOf(question, this.#from);
		}
		this.#from = this.#heard.length;
		this.#terminal.write(keys);
	}

	leave(): void {
		this.#terminal.kill();
	}
}

describe("heliograph configure", { skip: process.platform === "win32", timeout: 120_000 }, () => {
	const folder = new Folder();
	let broker: TestBroker;
	let listener: Listener;
	let firmware: Command;
	let port: string;
	let state: string;
	let database: string;
	let count = 0;
	let stopAir: () => void;
	let connections: GattServer;

	before(async () => {
		const peer = { ...smartSolar, passkey: 271_828 };
		connections = await GattServer.listen(new GattPeer(peer, { timers: nodeTimers() }), "127.0.0.1", 0);
		broker = await embeddedBroker();
		await broker.start();
		database = await writeDatabase(
			join(folder.path, "connect.sqlite"),
			connectTables,
			`insert into advertisementKeys values ('faac2784c66f', '${mppt.key}')`,
			"create table products (macAddress text, customName text)",
			"insert into products values ('faac2784c66f', 'Roof')",
		);
	});

	after(async () => {
		await broker.kill();
		connections.close();
		folder.remove();
	});

	beforeEach(async () => {
		count++;
		port = join(folder.path, `console-${count}`);
		state = join(folder.path, `state-${count}.json`);
		listener = await Listener.connect(broker.port, "site/#");
		const airPort = await freePort();
		// nobody is there, so that no broker of this machine's network is looked for
		const settings = folder.write("fresh.json", { mqtt: { host: "127.0.0.1", port: 1 } });
		const air = ["--air", `127.0.0.1:${airPort}`, "--gatt", `127.0.0.1:${connections.port}`];
		firmware = new Command(["run", "--settings", settings, "--state", state, "--console", port, ...air]);
		await firmware.says(/listening to the simulated air/);
		const socket = createSocket("udp4");
		const { address, manufacturerData } = mppt;
		const advert = JSON.stringify({ address, rssi: -61, manufacturerData });
		const timer = setInterval(() => socket.send(advert, airPort, "127.0.0.1"), 300);
		stopAir = () => {
			clearInterval(timer);
			socket.close();
		};
	});

	afterEach(async () => {
		stopAir();
		listener.close();
		firmware.signal("SIGTERM");
		const { stdout, stderr } = await firmware.finished;
		assert.equal(existsSync(port), false, "the link is gone with the firmware");
		for (const secret of secrets) assert.ok(!(stdout + stderr).includes(secret));
	});

	const stored = () => JSON.parse(readFileSync(state, "utf8"));

	it("stores a file's settings, restarts the device, and sees the reading arrive", async () => {
		const file = folder.write("settings.json", {
			wifi: { ssid: "Home net", password: "correct horse" },
			mqtt: { host: "127.0.0.1", port: broker.port, base: "site/one", username: "x".repeat(1000) },
			devices: [{ address: mppt.address, key: mppt.key, name: "Roof" }],
		});
		const { code, stdout, stderr } = await heliograph(["configure", "--port", port, "--file", file]);
		assert.equal(code, 0, stdout + stderr);
		assert.match(stdout, /^.*: Heliograph [\d.]+, bridge /);
		assert.match(stdout, /\nsettings stored\nrestarting\n[\s\S]*a reading of Roof is on the broker\n$/);
		for (const secret of secrets) assert.ok(!(stdout + stderr).includes(secret));
		const reading = await listener.message("site/one/solar_charger/Roof");
		assert.equal(reading.battery_voltage, mppt.says.battery_voltage);
		assert.equal(stored().wifi.password, "correct horse");
		assert.equal(stored().mqtt.username.length, 1000);
	});

	it("asks a person, and takes the key from VictronConnect", async () => {
		const person = new Person(["configure", "--port", port, "--keys", database]);
		try {
			await person.answer("Name of the WiFi", "Home net\r");
			await person.answer("Its password", "staple\r");
			await person.answer("Which MQTT broker?", "\x1b[A\x1b[A\r");
			await person.answer("Name or address of the broker", "127.0.0.1\r");
			await person.answer("Port", `${broker.port}\r`);
			await person.answer("User at the broker", "\r");
			await person.answer("What every topic begins with", "site/two\r");
			await person.answer("key from VictronConnect", "\r");
			await person.answer("Name of Roof", "East\r");
			assert.equal(await person.finished, 0, person.heard);
		} finally {
			person.leave();
		}
		assert.match(person.heard, /Roof/);
		for (const secret of secrets) assert.ok(!person.heard.includes(secret), secret);
		const reading = await listener.message("site/two/solar_charger/East");
		assert.equal(reading.pv_power, mppt.says.pv_power);
		assert.equal(stored().wifi.ssid, "Home net");
		assert.equal(stored()["device.1"].key, mppt.key);
	});

	it("asks for the PIN of a device whose key nobody knows, and lets it fetch the key", async () => {
		const none = await writeDatabase(join(folder.path, "empty.sqlite"), connectTables);
		const person = new Person(["configure", "--port", port, "--keys", none]);
		try {
			await person.answer("Name of the WiFi", "Home net\r");
			await person.answer("Its password", "staple\r");
			await person.answer("Which MQTT broker?", "\x1b[A\x1b[A\r");
			await person.answer("Name or address of the broker", "127.0.0.1\r");
			await person.answer("Port", `${broker.port}\r`);
			await person.answer("User at the broker", "\r");
			await person.answer("What every topic begins with", "site/pin\r");
			await person.answer("Which devices?", " \r");
			await person.answer("with its PIN?", "\r");
			await person.answer("PIN of", "\r");
			await person.answer("the device refuses the PIN", "\r");
			await person.answer("PIN of", "271828\r");
			await person.answer("Name of", "East\r");
			assert.equal(await person.finished, 0, person.heard);
		} finally {
			person.leave();
		}
		for (const secret of secrets) assert.ok(!person.heard.includes(secret), secret);
		const reading = await listener.message("site/pin/solar_charger/East");
		assert.equal(reading.pv_power, mppt.says.pv_power);
		const { address, key } = mppt;
		assert.deepEqual(stored()["device.1"], { address, key, name: "East", pin: "271828" });
	});

	it("says why no reading comes", async () => {
		const wrong = folder.write("wrong.json", {
			mqtt: { host: "127.0.0.1", port: broker.port, base: "site/three" },
			devices: [{ address: mppt.address, key: `00${mppt.key.slice(2)}`, name: "Roof" }],
		});
		const { code, stdout, stderr } = await heliograph(["configure", "--port", port, "--file", wrong]);
		assert.equal(code, 1);
		assert.match(stdout, /Roof: .*key/);
		assert.equal(stderr, "heliograph: no device can be read\n");
	});

	it("changes nothing when the device refuses", async () => {
		const before = readFileSync(state, "utf8");
		const devices = Array.from({ length: 40 }, (_, index) => ({ address: `c0:00:00:00:00:${10 + index}` }));
		const many = folder.write("many.json", { mqtt: { base: "other" }, devices });
		const { code, stderr } = await heliograph(["configure", "--port", port, "--file", many]);
		assert.equal(code, 1);
		assert.match(stderr, /^heliograph: the device says: .*32.*\n$/);
		assert.equal(readFileSync(state, "utf8"), before);
	});
});

describe("heliograph configure without a device", { timeout: 60_000 }, () => {
	const folder = new Folder();
	after(() => folder.remove());
	const good = folder.write("good.json", { mqtt: { base: "a" } });

	for (const [what, words, code, says] of [
		[
			"a port that is not there",
			["--port", "/nowhere", "--file", good],
			1,
			/\/nowhere: there is no such port/,
		],
		["questions to nobody", ["--port", "/nowhere"], 2, /run it in a terminal, or give --file/],
		["a timeout that cannot be", ["--file", good, "--timeout", "0"], 2, /--timeout takes 1 to 3600 seconds/],
		[
			"a wrong setting",
			["--port", "/nowhere", "--file", folder.write("bad.json", { mqtt: { port: -1 } })],
			2,
			/bad\.json: mqtt\.port is -1; accepted: 0 to 65535/,
		],
	] as const)
		it(`refuses ${what}`, async () => {
			const finished = await heliograph(["configure", ...words]);
			assert.match(finished.stderr, says);
			assert.equal(finished.stderr.trimEnd().split("\n").length, 1);
			assert.equal(finished.code, code);
			assert.equal(finished.stdout, "");
		});
});
