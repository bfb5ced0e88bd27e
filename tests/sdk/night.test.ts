/**
 * Dusk, a heartbeat and dawn in the simulator, in real time: deep sleep is a new process there. It takes seven minutes,
 * most of them the five in which a bridge that was switched on by hand stays awake.
 */

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { describe, it } from "node:test";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { encodeAdvertisement } from "../../modules/victron/encode-advertisement";
import { hexBytes } from "../../modules/victron/hex";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { buildSimulator } from "../../tools/sdk.mjs";
import { freePort, mosquittoBroker } from "../support/brokers";
import { captures } from "../support/captures";
import { simulator as canSimulate } from "../support/environment.mjs";
import { Listener } from "../support/listener";
import { noonZone } from "../support/noon";
import { closeDisplay, startSimulator } from "../support/simulator";

const { solarCharger: mppt } = captures;
const key = hexBytes(mppt.key)!;
const cipher = nodeCiphers.aes(key.buffer as ArrayBuffer);
/** Milliseconds. */
const [toDusk, toHeartbeat, toDawn] = [340_000, 90_000, 30_000];

const topic = {
	bridge: "victron/bridge/night/state",
	roof: "victron/solar_charger/Roof",
	availability: "victron/solar_charger/Roof/availability",
	statistics: "victron/solar_charger/Roof/statistics",
};

/** A charger that is heard twice a second until it is stopped; it says a new value once a second. */
function charger(airPort: number) {
	const socket = createSocket("udp4");
	const sun = { pvPower: 60 };
	let sent = 0;
	const timer = setInterval(() => {
		const payload = encodeAdvertisement({
			productId: mppt.says.product_id,
			record: solarCharger,
			counter: 1 + (sent++ >> 1),
			key,
			cipher,
			reading: { ...mppt.says, pv_power: sun.pvPower, yield_today: 0.5 },
		});
		const manufacturerData = Buffer.from(payload).toString("hex");
		socket.send(JSON.stringify({ address: mppt.address, rssi: -61, manufacturerData }), airPort, "127.0.0.1");
	}, 500);
	const stop = () => {
		clearInterval(timer);
		socket.close();
	};
	return { sun, stop };
}

describe("a night in the simulator", {
	skip: !canSimulate && "it needs the Moddable SDK, mosquitto and a display",
}, () => {
	it("goes to sleep, gives its heartbeats and comes back with the light", async (test) => {
		const broker = await mosquittoBroker();
		await broker.start();
		const listener = await Listener.connect(broker.port);
		const airPort = await freePort();
		const { sun, stop } = charger(airPort);
		const settings = {
			mqtt: { host: "127.0.0.1", port: broker.port },
			sleep: { mode: "dark", after: 10, check: 10, heartbeat: 60 },
			site: { id: "night" },
			clock: { timezone: noonZone() },
			devices: [{ address: mppt.address, key: mppt.key, name: "Roof" }],
		};
		const simulator = await startSimulator(buildSimulator(), settings, airPort);
		test.after(async () => {
			stop();
			await simulator.kill();
			listener.close();
			await broker.kill();
			closeDisplay();
		});
		const states = () => listener.of(topic.bridge).map(({ payload }) => JSON.parse(payload).state);
		const seen = (what: string, wanted: readonly string[], limit: number) =>
			listener.until(what, () => states().join() === wanted.join(), limit);

		await listener.message(topic.roof, ({ pv_power }) => pv_power === 60);
		sun.pvPower = 0;
		await seen("sleep", ["online", "sleeping"], toDusk);
		assert.equal(listener.of(topic.availability).at(-1)!.payload, "sleeping");
		await seen("a heartbeat", ["online", "sleeping", "online", "sleeping"], toHeartbeat);
		sun.pvPower = 75;
		await seen("the light", ["online", "sleeping", "online", "sleeping", "online"], toDawn);
		await listener
			.message(topic.roof, ({ pv_power }) => pv_power === 75)
			.catch((error) => {
				const heard = listener.heard.slice(-20).map(({ topic, payload }) => `${topic} ${payload}`);
				throw new Error(`${error.message}\n${heard.join("\n")}\n${simulator.output().slice(-2000)}`);
			});
		assert.deepEqual(
			listener.of(topic.availability).map(({ payload }) => payload),
			["online", "sleeping", "online", "sleeping", "online"],
		);
		const { today } = listener.latest(topic.statistics) as { today: Record<string, number> };
		assert.equal(today.yield, 0.5);
		assert.ok(!simulator.output().includes("XS abort"));
	});
});
