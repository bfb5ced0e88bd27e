/** Requests over MQTT to the whole firmware; for every host that runs it. */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { Air } from "../support/air";
import { freePort, type TestBroker } from "../support/brokers";
import { captures } from "../support/captures";
import { apiProblems } from "../support/json-schema";
import { Listener } from "../support/listener";
import type { RunningFirmware, Target } from "./suite";

const { solarCharger: mppt, acCharger } = captures;
const wrongKey = `00${acCharger.key.slice(2)}`;

export function requestSuite(
	target: Target,
	brokerName: string,
	makeBroker: () => Promise<TestBroker>,
): void {
	describe(`requests to the ${target.name} over ${brokerName}`, () => {
		let broker: TestBroker;
		let listener: Listener;
		let air: Air;
		let firmware: RunningFirmware;
		let asked = 0;
		const bridge = "victron/bridge/test02";

		const settings = (control: boolean) => ({
			mqtt: { host: "127.0.0.1", port: broker.port, control },
			site: { id: "test02" },
			publish: { min: 1, max: 5 },
			devices: [
				{ address: mppt.address, key: mppt.key, name: "Roof" },
				{ address: acCharger.address, key: wrongKey, name: "Shore" },
			],
		});

		/** Starts it anew with such settings. */
		async function start(control: boolean): Promise<void> {
			await firmware?.stop();
			const airPort = await freePort();
			air?.close();
			air = new Air(airPort);
			const starts = onlines();
			firmware = await target.start(settings(control), airPort);
			await listener.until("online", () => onlines() > starts);
		}

		const onlines = () =>
			listener.of(`${bridge}/state`).filter(({ payload }) => JSON.parse(payload).state === "online").length;

		/** Asks and gives the response, which is as the schema says. */
		async function ask(what: string, parameters: object = {}): Promise<Record<string, unknown>> {
			const id = ++asked;
			const request = { id, ...parameters };
			listener.publish(`${bridge}/request/${what}`, JSON.stringify(request));
			const response = await listener.message(`${bridge}/response/${what}`, (message) => message.id === id);
			assert.deepEqual(apiProblems(`${what}.response`, response), []);
			return response;
		}

		before(async () => {
			broker = await makeBroker();
			await broker.start();
			listener = await Listener.connect(broker.port);
			await start(false);
		});

		after(async () => {
			await firmware?.kill();
			listener?.close();
			air?.close();
			await broker?.kill();
		});

		it("tell of each device, and why a key does not fit", async () => {
			await air.advert(mppt.address, mppt.manufacturerData, -58);
			await air.advert(acCharger.address, acCharger.manufacturerData);
			await listener.message(`${bridge}/device/Roof/status`, ({ state }) => state === "ok");
			const status = await listener.message(`${bridge}/device/Shore/status`);
			assert.equal(status.state, "wrong_key");
			const devices = (await ask("devices")).devices as Record<string, unknown>[];
			assert.deepEqual(
				devices.map(({ name, state, topic, type, rssi }) => ({ name, state, topic, type, rssi })),
				[
					{ name: "Roof", state: "ok", topic: "Roof", type: "solar_charger", rssi: -58 },
					{ name: "Shore", state: "wrong_key", topic: "Shore", type: undefined, rssi: -61 },
				],
			);
			assert.equal((devices[0]!.reading as Record<string, unknown>).pv_power, mppt.says.pv_power);
			assert.match(String(devices[1]!.sentence), /begins with c1, the configured one with 00/);
			const all = listener.heard.map(({ payload }) => payload).join("\n");
			for (const key of [mppt.key, wrongKey]) assert.ok(!all.includes(key.slice(2, 10)));
		});

		it("leave settings alone while mqtt.control is off", async () => {
			for (const [what, parameters] of [
				["settings/get", {}],
				["settings/set", { settings: { "publish.max": 30 } }],
				["devices/add", { address: "c0:00:00:00:00:01" }],
				["devices/remove", { address: mppt.address }],
				["factory-reset", { confirm: true }],
			] as const) {
				const { status, error } = await ask(what, parameters);
				assert.equal(status, "error");
				assert.match(String(error), /is not done over MQTT/);
			}
		});

		it("begin statistics anew", async () => {
			assert.deepEqual(await ask("statistics/reset", { device: "Roof" }), { id: asked, status: "ok" });
			assert.equal((await ask("statistics/reset", { device: "nobody" })).status, "error");
		});

		it("are answered with a sentence when they are malformed, too large or retained", async () => {
			const errors = () =>
				listener.of(`${bridge}/response/status`).map(({ payload }) => JSON.parse(payload).error);
			const sent = [
				"{",
				"[1]",
				"x".repeat(5000),
				`{"id":"${"x".repeat(200_000)}"}`,
				"[".repeat(3000),
				'{"what":1}',
			];
			for (const [index, payload] of sent.entries()) {
				const before = errors().length;
				listener.publish(`${bridge}/request/status`, payload);
				await listener.until(`an answer to ${index}`, () => errors().length > before);
			}
			const all = errors().slice(-sent.length);
			for (const [index, pattern] of [
				/no JSON object/,
				/no JSON object/,
				/too large; accepted: 4096 bytes/,
				/too large/,
				/nested too deeply/,
				/what is not a parameter of status/,
			].entries())
				assert.match(all[index], pattern);
		});

		it("survive garbage, and answer the next", async () => {
			for (let i = 0; i < 50; i++) {
				const what = ["settings/set", "devices/add", "nothing", `a/b/${i}`, "scan"][i % 5]!;
				listener.publish(`${bridge}/request/${what}`, randomBytes(i * 20).toString("latin1"));
			}
			// while those are under way, requests are refused or dropped
			let attempt = 0;
			await listener.until("an answer in order", async () => {
				const id = `attempt ${++attempt}`;
				listener.publish(`${bridge}/request/status`, JSON.stringify({ id }));
				const response = await listener
					.message(`${bridge}/response/status`, (message) => message.id === id, 1_000)
					.catch(() => undefined);
				return response?.status === "ok";
			});
			const { status, broker: connected } = await ask("status");
			assert.deepEqual([status, connected], ["ok", true]);
		});

		it("restart it in order, once, though the request is retained", async () => {
			const starts = onlines();
			listener.publish(`${bridge}/request/restart`, "{}", true);
			await listener.message(`${bridge}/response/restart`);
			await listener.until("online again", () => onlines() > starts);
			await listener.message(`${bridge}/response/restart`, ({ error }) => String(error).includes("retained"));
			assert.equal((await ask("status")).reset_reason, "request");
			assert.equal(onlines(), starts + 1);
			listener.publish(`${bridge}/request/restart`, "", true);
			await listener.until("the last one", () => onlines() > starts + 1);
		});

		it("change settings with mqtt.control, whole or not at all, for the next start", async () => {
			await start(true);
			const wrong = await ask("settings/set", { settings: { "publish.max": 30, "mqtt.port": -1 } });
			assert.match(String(wrong.error), /^mqtt\.port is -1; accepted/);
			const before = await ask("settings/get");
			assert.equal((before.settings as Record<string, unknown>)["publish.max"], 5);
			assert.equal(before.restart_needed, false);
			const devices = before.devices as Record<string, unknown>[];
			assert.deepEqual(
				devices.map(({ key }) => key),
				["***", "***"],
			);
			const wanted = {
				settings: { "publish.max": 30 },
				devices: [devices[0], { ...devices[1], key: acCharger.key }],
			};
			assert.deepEqual(await ask("settings/set", wanted), { id: asked, status: "ok", restart_needed: true });
			const starts = onlines();
			await ask("restart");
			await listener.until("online again", () => onlines() > starts);
			const { settings, restart_needed } = await ask("settings/get", { key: "publish.max" });
			assert.deepEqual([settings, restart_needed], [{ "publish.max": 30 }, false]);
			await air.advert(acCharger.address, acCharger.manufacturerData);
			await listener.message("victron/ac_charger/Shore", ({ temperature }) => temperature === 21);
			await air.advert(mppt.address, mppt.manufacturerData);
			await listener.message(`${bridge}/device/Shore/status`, ({ state }) => state === "ok");
		});

		it("scan for who is around", async () => {
			const found = ask("scan", { duration: 3 });
			const sending = setInterval(() => {
				void air.advert(acCharger.address, acCharger.manufacturerData, -70);
				void air.advert("c0:00:00:00:00:09", mppt.manufacturerData, -50);
			}, 200);
			const heard = (await found).heard as Record<string, unknown>[];
			clearInterval(sending);
			assert.deepEqual(heard, [
				{
					address: "c0:00:00:00:00:09",
					rssi: -50,
					model: mppt.says.model,
					type: "solar_charger",
					key: "none",
				},
				{
					address: acCharger.address,
					rssi: -70,
					model: acCharger.says.model,
					type: "ac_charger",
					name: "Shore",
					key: "fits",
				},
			]);
		});
	});
}
