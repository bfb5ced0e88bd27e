/**
 * Stands in for the firmware: updates alone. `t/request` carries an address, `t/response` the reply, and progress is on
 * `t/update` and in the log. Settings: `port` of the broker, 0 for none, and `key`.
 */

import { host } from "host";
import { Trial } from "update/trial";
import { Updater } from "update/updater";
import type { UpdateProgress } from "../../../modules/control/api";

const { port, key } = host.settings.read() as { readonly port: number; readonly key: string };
const { clock, crypto, downloader, scanner, store, system, timers } = host;
let connected = false;
let number = 0;
const waiting: string[] = [];

const progress = (step: UpdateProgress) => {
	const payload = JSON.stringify(step);
	system.log(payload);
	if (connected) say("t/update", payload);
	else waiting.push(payload);
};
const trial = new Trial({
	slot: host.updateSlot,
	store,
	timers,
	version: "1.0.0",
	publisher: {
		get settled() {
			return connected;
		},
	},
	progress,
	ending: { end: (done) => done() },
});
const updater = new Updater({
	slot: host.updateSlot,
	downloader,
	crypto,
	key,
	scanner,
	store,
	timers,
	clock,
	progress,
	trial,
	ending: system,
});
const will = { topic: "t/will", payload: "", retain: false };
const mqtt = host.mqtt.connect(
	{
		host: port === 0 ? "" : "127.0.0.1",
		port,
		tls: false,
		ca: "",
		username: "",
		password: "",
		id: "updater",
		keepAlive: 60,
		will,
	},
	{
		onConnected() {
			connected = true;
			mqtt.subscribe("t/request");
			for (const payload of waiting) say("t/update", payload);
			say("t/start", JSON.stringify({ reason: system.resetReason }));
		},
		onAcknowledged() {},
		onMessage: (_, url) => updater.fromUrl(url, (reply) => say("t/response", JSON.stringify(reply))),
		onClosed() {},
	},
);

function say(topic: string, payload: string): void {
	mqtt.publish(++number, { topic, payload, retain: false });
}

system.onStop((done) => {
	mqtt.close();
	done();
});
trial.start(() => system.log("confirmed or old"));
