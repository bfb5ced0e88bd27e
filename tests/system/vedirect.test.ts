/** `heliograph vedirect` as people use it, on a real pseudo-terminal with a simulated charger behind it. */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Pty } from "../../hosts/node/pty";
import { SimulatedCharger } from "../../tools/simulate/vedirect";
import { Command, type Finished, Folder, heliograph } from "../support/command";

const values = {
	device_state: "bulk",
	charger_error: "none",
	battery_voltage: 13.88,
	battery_current: 1.4,
	yield_today: 0.03,
	pv_power: 19,
};

const folder = new Folder();
const open = new Set<Pty>();
after(() => {
	for (const pty of open) pty.close();
	folder.remove();
});

function line(onData: (pty: Pty, bytes: Uint8Array) => void): Pty {
	const pty = new Pty(undefined, (bytes) => onData(pty, bytes));
	open.add(pty);
	return pty;
}

/** A charger that also sends text when it is asked, so that no test waits for a second. */
function charger(noise?: Uint8Array): Pty {
	let pty: Pty;
	const simulated = new SimulatedCharger({ values: () => values, write: (bytes) => pty.write(bytes) });
	pty = line((_, bytes) => {
		if (noise) pty.write(noise);
		simulated.tick();
		simulated.receive(bytes);
	});
	return pty;
}

const vedirect = (path: string, ...words: string[]) => heliograph(["vedirect", "--port", path, ...words]);

/** One sentence, no stack trace. */
function refused({ code, stderr }: Finished, expected: number, says: RegExp): void {
	assert.match(stderr, says);
	assert.equal(code, expected, stderr);
	assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
	assert.doesNotMatch(stderr, /\n\s+at |node:|Error:/);
}

const linux = process.platform === "win32" ? "pseudo-terminals need Linux or macOS" : false;

describe("heliograph vedirect", { concurrency: 3, timeout: 120_000, skip: linux }, () => {
	it("gets registers by name and by id", async () => {
		const { code, stdout, stderr } = await vedirect(
			charger().path,
			...["get", "battery_voltage", "0xEDBC", "battery_current", "device_state", "consumed_charge", "0x0100"],
		);
		assert.deepEqual(JSON.parse(stdout), {
			battery_voltage: 13.88,
			pv_power: 19,
			battery_current: 1.4,
			device_state: "bulk",
			device_state_code: 3,
			product_id: 0xa056,
		});
		assert.equal(stderr, "heliograph: consumed_charge: the device does not have this register\n");
		assert.equal(code, 1);
	});

	it("sets a setting, and says why the device does not", async () => {
		const { path } = charger();
		assert.deepEqual(await vedirect(path, "set", "charge_current_max", "10"), {
			code: 0,
			stdout: '{"charge_current_max":10}\n',
			stderr: "",
		});
		const load = await vedirect(path, "set", "load_control", "off");
		assert.deepEqual(JSON.parse(load.stdout), {
			load_control: "off",
			load_control_code: 0,
			load_control_flags: [],
		});
		const compensation = await vedirect(path, "set", "temperature_compensation", "-10.5");
		assert.equal(compensation.stdout, '{"temperature_compensation":-10.5}\n');
		await vedirect(path, "set", "battery_type", "2");
		refused(
			await vedirect(path, "set", "0xEDF7", "14.4"),
			1,
			/absorption_voltage: the device does not accept this value now; .* battery_type is user/,
		);
		assert.equal((await vedirect(path, "get", "absorption_voltage")).stdout, '{"absorption_voltage":14.4}\n');
	});

	it("reads the history", async () => {
		const { code, stdout } = await vedirect(charger().path, "history");
		assert.equal(code, 0);
		const { total, days } = JSON.parse(stdout);
		assert.equal(total.yield_user, 231.5);
		assert.deepEqual(
			days.map(({ days_ago, day, ...rest }: Record<string, unknown>) => [days_ago, day, rest.yield]),
			[
				[0, 247, 0.03],
				[1, 246, 1.27],
				[2, 245, 1.27],
			],
		);
	});

	it("reads through noise", async () => {
		const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) & 0xff);
		const { code, stdout } = await vedirect(charger(noise).path, "get", "pv_voltage", "battery_type");
		assert.equal(code, 0);
		assert.deepEqual(JSON.parse(stdout), {
			pv_voltage: 31.39,
			battery_type: "user",
			battery_type_code: 255,
		});
	});

	it("watches until it is interrupted", async () => {
		let pty: Pty;
		const simulated = new SimulatedCharger({ values: () => values, write: (bytes) => pty.write(bytes) });
		pty = line(() => {});
		const ticker = setInterval(() => simulated.tick(), 100);
		const command = new Command(["vedirect", "--port", pty.path, "watch"]);
		try {
			await command.says(/"text".*\n(.*\n)*.*"text"/);
		} finally {
			clearInterval(ticker);
		}
		command.signal("SIGINT");
		const { code, stdout } = await command.finished;
		assert.equal(code, 0);
		const lines = stdout
			.trim()
			.split("\n")
			.map((text) => JSON.parse(text));
		const text = lines.find((one) => "text" in one).text;
		assert.deepEqual([text.battery_voltage, text.pv_power, text.device_state], [13.88, 19, "bulk"]);
		for (const one of lines) assert.deepEqual(Object.keys(one).length, 1);
	});

	it("gives up on a device that does not answer", async () => {
		const { path } = line(() => {});
		refused(await vedirect(path, "get", "battery_voltage"), 1, /no answer to battery_voltage; check/);
		refused(await vedirect(path, "history"), 1, /no answer to history_total/);
		refused(await vedirect(path, "watch", "--duration", "0.3"), 1, /nothing came that is VE.Direct/);
	});

	it("says what is wrong with a port", async () => {
		refused(await vedirect("/dev/does-not-exist", "get", "pv_power"), 1, /there is no such port/);
		refused(await vedirect(folder.write("file", "x"), "get", "pv_power"), 1, /not a serial port/);
	});

	for (const [words, says] of [
		[["get", "pv_power"], /needs --port DEV/],
		[["--port", "x"], /takes get, set, watch or history/],
		[["--port", "x", "put"], /takes get, set, watch or history, not put/],
		[["--port", "x", "get"], /get needs a REG/],
		[["--port", "x", "get", "nonsense"], /there is no register nonsense/],
		[["--port", "x", "set", "charge_current_max"], /set needs a REG and a VALUE/],
		[["--port", "x", "set", "battery_voltage", "12"], /battery_voltage is not a setting/],
		[["--port", "x", "set", "0xEC13", "00"], /0xEC13 is not a setting/],
		[
			["--port", "x", "set", "charge_current_max", "many"],
			/charge_current_max must be a number from 0 to 6553/,
		],
		[["--port", "x", "set", "device_mode", "on"], /device_mode must be one of charger, inverter, off/],
		[["--port", "x", "watch", "me"], /watch takes no me/],
		[["--port", "x", "watch", "--duration", "0"], /--duration must be a number/],
		[["--port", "x", "history", "--duration", "5"], /--duration is for watch/],
		[["--port", "x", "--nonsense"], /--nonsense/],
	] as const)
		it(`refuses ${words.join(" ")}`, async () => {
			const finished = await heliograph(["vedirect", ...words]);
			refused(finished, 2, says);
			assert.equal(finished.stdout, "");
		});

	it("tells its usage", async () => {
		const { code, stdout } = await heliograph(["vedirect", "--help"]);
		assert.equal(code, 0);
		assert.match(stdout, /^Usage: heliograph vedirect/);
	});

	it("has a charger in the simulated site", async () => {
		const path = `${folder.path}/cable`;
		const site = new Command(["simulate", "--air", "127.0.0.1:9", "--vedirect", path]);
		await site.says(/VE.Direct charger at/);
		const { code, stdout } = await vedirect(path, "get", "battery_voltage", "pv_power");
		site.signal("SIGINT");
		assert.equal(code, 0);
		const { battery_voltage, pv_power } = JSON.parse(stdout);
		assert.ok(battery_voltage > 11 && battery_voltage < 15 && pv_power > 0);
		assert.equal((await site.finished).code, 0);
		refused(await vedirect(path, "get", "pv_power"), 1, /there is no such port/);
	});
});
