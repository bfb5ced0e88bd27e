/** The whole firmware on its first start after an update. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Firmware } from "../../hosts/node/firmware";
import { version } from "../../modules/publish/version";
import { embeddedBroker, freePort } from "../support/brokers";
import { Folder } from "../support/command";
import { Listener } from "../support/listener";

const folder = new Folder();
after(() => folder.remove());
const topic = "victron/bridge/boat/update";

/** New firmware in the slot, not started yet; it would sleep at once if it might. */
async function start(name: string, port: number) {
	const slot = join(folder.path, name);
	writeFileSync(`${slot}.state`, "new\n");
	const state = folder.write(`${name}.json`, { firmware: { trial: version } });
	const lines: string[] = [];
	const firmware = await Firmware.start({
		settings: {
			mqtt: { host: "127.0.0.1", port },
			site: { id: "boat" },
			sleep: { mode: "cycle" },
			cycle: { awake: "10 s", asleep: "1 h", service: "" },
		},
		speed: 60,
		updateSlot: slot,
		state,
		onLog: (line) => lines.push(line),
	});
	return { firmware, lines, slotState: () => readFileSync(`${slot}.state`, "utf8").trim() };
}

describe("new firmware", { timeout: 60_000 }, () => {
	it("is confirmed at the broker, and sleeps only then", async () => {
		const broker = await embeddedBroker();
		await broker.start();
		const listener = await Listener.connect(broker.port);
		const { firmware, lines, slotState } = await start("good", broker.port);
		const confirmed = await listener.message(topic, ({ state }) => state === "confirmed");
		assert.deepEqual(confirmed, { state: "confirmed", version });
		assert.deepEqual(
			listener.of(topic).map(({ payload, retain }) => [JSON.parse(payload).state, retain]),
			[
				["trial", false],
				["confirmed", false],
			],
		);
		assert.equal(slotState(), "valid");
		await listener.until("sleep", () => lines.some((line) => line.startsWith("sleeping for")));
		await firmware.stop(5000);
		listener.close();
		await broker.kill();
	});

	it("gives way to the old after 10 minutes without a broker, which then tells so", async () => {
		const port = await freePort();
		const { firmware, lines, slotState } = await start("bad", port);
		const reason = `update: firmware ${version} did not reach the broker within 10 minutes, or restarted before`;
		while (!lines.includes(reason)) await new Promise((resolve) => setTimeout(resolve, 20));
		assert.equal(slotState(), "invalid");
		// no sleep of the one on trial: the first is the old firmware's, after that line
		const sleep = lines.findIndex((line) => line.startsWith("sleeping for"));
		assert.ok(sleep < 0 || sleep > lines.indexOf(reason));
		firmware.kill();
		await firmware.ended;
	});
});
