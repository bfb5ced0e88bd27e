/** The VE.Direct cable in the Moddable simulator, over a pseudo-terminal of the computer. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Pty } from "../../hosts/node/pty";
import { buildSimulator } from "../../tools/sdk.mjs";
import { SimulatedCharger } from "../../tools/simulate/vedirect";
import { embeddedBroker, freePort, type TestBroker } from "../support/brokers";
import { simulator } from "../support/environment.mjs";
import { Listener } from "../support/listener";
import { closeDisplay, type Simulator, startSimulator } from "../support/simulator";

const values = {
	device_state: "bulk",
	charger_error: "none",
	battery_voltage: 13.88,
	battery_current: 1.4,
	yield_today: 0.03,
	pv_power: 19,
};

describe("the simulator's VE.Direct cable", { skip: simulator ? false : "it needs the Moddable SDK" }, () => {
	let running: Simulator;
	let broker: TestBroker;
	let listener: Listener;
	let pty: Pty;
	let ticker: NodeJS.Timeout;
	let pulled = false;

	before(async () => {
		const program = buildSimulator();
		broker = await embeddedBroker();
		await broker.start();
		listener = await Listener.connect(broker.port);
		const charger = new SimulatedCharger({ values: () => values, write: (bytes) => pty.write(bytes) });
		pty = new Pty(undefined, (bytes) => charger.receive(bytes));
		ticker = setInterval(() => charger.tick(), 1000);
		const settings = {
			mqtt: { host: "127.0.0.1", port: broker.port },
			site: { id: "desk" },
			simulator: { vedirect: pty.path },
		};
		running = await startSimulator(program, settings, await freePort());
	});

	after(async () => {
		clearInterval(ticker);
		await running?.kill();
		if (!pulled) pty?.close();
		listener?.close();
		await broker?.kill();
		closeDisplay();
	});

	it("gives readings and registers", async () => {
		const topic = "victron/solar_charger/vedirect-desk";
		const { timestamp, ...reading } = await listener.message(topic);
		assert.deepEqual(reading, {
			type: "solar_charger",
			product_id: 0xa056,
			model: "SmartSolar Charger MPPT 100/30",
			...values,
			device_state_code: 3,
			charger_error_code: 0,
		});
		assert.ok(timestamp);
		const registers = await listener.message(`${topic}/registers`, (one) => "firmware_version" in one);
		assert.deepEqual([registers.pv_voltage, registers.firmware_version], [31.39, "1.16"]);
	});

	it("goes on when the cable is pulled, and ends in order", async () => {
		clearInterval(ticker);
		pty.close();
		pulled = true;
		await running.stop();
		await listener.message("victron/bridge/desk/state", ({ state }) => state === "offline");
		assert.doesNotMatch(running.output(), /XS abort/);
	});
});
