/** The examples of `docs/mqtt.md`: each request is asked, and each response must be what the document says. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Control } from "../../modules/control/control";
import { wholeText } from "../../modules/publish/long-text";
import { Outbox } from "../../modules/publish/outbox";
import { ReadingQueue } from "../../modules/publish/reading-queue";
import { Requests } from "../../modules/publish/requests";
import { Topics } from "../../modules/publish/topics";
import { layerSettings } from "../../modules/settings/layers";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { FakeStore } from "../support/fake-store";
import { FakeSystem, FakeTime } from "../support/fakes";
import { apiProblems } from "../support/json-schema";

const base = "victron/bridge/c0ffee";
const document = readFileSync(new URL("../../docs/mqtt.md", import.meta.url), "utf8");
const lines = document.split("\n").filter((line) => line.startsWith(`${base}/re`));

/** Topic and payload of a line. */
function parts(line: string): [topic: string, payload: string] {
	const space = line.indexOf(" ");
	return space < 0 ? [line, ""] : [line.slice(0, space), line.slice(space).trim()];
}

const devices = [{ address: "fa:ac:27:84:c6:6f", key: "adeccb947395801a4dd45a2eaa44bf17", name: "Roof" }];

function makeRequests(mqttControl: boolean) {
	const time = new FakeTime();
	const outbox = new Outbox(new ReadingQueue(1), () => assert.fail());
	const store = new FakeStore();
	const desk = new Control({
		id: "c0ffee",
		version: "1.2.3",
		mqttControl,
		system: new FakeSystem(),
		network: { rssi: () => -66 },
		clock: time,
		timers: time,
		store,
		source: { read: () => layerSettings({ mqtt: { password: "x" }, devices }, store).source },
		counters: new Counters(),
		devices: [new Device(devices[0]!.address, "Roof", new DeviceKey(undefined, -1), 0)],
		broker: { online: true, problem: undefined, topicName: () => "Roof", refreshStatistics() {} },
		reports: { members: () => ({ count: 1, part: () => '"devices":[]' }) },
		discovery: { scan: (_, done) => done({ members: '"heard":[]' }) },
		keeper: { reset() {} },
		ending: { restart() {}, factoryReset() {} },
	});
	const topics = new Topics({ base: "victron", discovery: "", id: "c0ffee" });
	return { outbox, requests: new Requests({ topics, outbox, desk, session: { pump() {} } }) };
}

describe("the examples of requests over MQTT", () => {
	it("are there for what is asked most", () => {
		const asked = lines.map((line) => parts(line)[0]);
		for (const what of ["settings/get", "settings/set", "devices/add", "statistics/reset", "restart"])
			assert.ok(asked.includes(`${base}/request/${what}`), what);
	});

	for (let i = 0; i < lines.length; i += 2)
		it(`say what is answered to ${lines[i]}`, () => {
			const [topic, payload] = parts(lines[i]!);
			const [responseTopic, response] = parts(lines[i + 1]!);
			const what = topic.slice(`${base}/request/`.length);
			const { outbox, requests } = makeRequests(!response.includes("mqtt.control is off"));
			requests.message(topic, payload, false);
			const { message } = outbox.next()!;
			assert.equal(message.topic, responseTopic);
			assert.deepEqual(JSON.parse(wholeText(message.payload)), JSON.parse(response));
			assert.deepEqual(apiProblems(`${what}.response`, JSON.parse(response)), []);
			if (payload !== "") assert.deepEqual(apiProblems(`${what}.request`, JSON.parse(payload)), []);
		});
});
