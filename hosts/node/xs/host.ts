/** The ports on the XS engine from npm. */

import { FindingTransport } from "network/finding-transport";
import { wholeText } from "publish/long-text";
import { layerSettings } from "settings/layers";
import { hexBytes, hexText } from "victron/hex";
import { airDatagram } from "../../air";
import type { AccessPoint, Host, MqttEvents, MqttTransport, Scanner, Timers } from "../../ports";
import type { HostEvent } from "../protocol";
import { act, boot, leave, serve, time } from "./bridge";
import { ciphers } from "./ciphers";
import { BridgedLine } from "./console";
import { crypto } from "./crypto";
import { BridgedGatt } from "./gatt";
import { BridgedWebServer } from "./http";
import { BridgedMulticast } from "./multicast";
import { makeStore } from "./store";
import { BridgedDownloader, slotPort } from "./update";
import { BridgedCable } from "./vedirect";

const start = boot();
/** A datagram that is no advert is heard as an advert of nobody: counted, and dropped first. */
const nothing = new Uint8Array(0);

let onAdvert: Parameters<Scanner["start"]>[0] | undefined;
let onFault = (origin: string, message: string) => act(["fault", `${origin}: ${message}`]);
let onStop: ((done: () => void) => void) | undefined;
let lastTimer = 0;
let lastConnection = 0;
const timers = new Map<number, { callback: () => void; interval: number | undefined }>();
const connections = new Map<number, MqttEvents>();
const store = makeStore(start.store, act);
const web = start.web ? new BridgedWebServer(act) : undefined;
const line = start.console ? new BridgedLine(act) : undefined;
const vedirect = start.vedirect ? new BridgedCable(act) : undefined;
const gatt = start.gatt ? new BridgedGatt(act) : undefined;
const multicast = start.multicast ? new BridgedMulticast(act) : undefined;
const downloader = new BridgedDownloader();

function addTimer(callback: () => void, delay: number, interval?: number): number {
	const id = ++lastTimer;
	timers.set(id, { callback, interval });
	act(["timer", id, delay]);
	return id;
}

function handle(event: HostEvent): void {
	switch (event[0]) {
		case "advert": {
			const advert = airDatagram(event[1]);
			if (advert) onAdvert?.(advert.address, advert.rssi, advert.data);
			else onAdvert?.("", 0, nothing);
			break;
		}
		case "timer": {
			const timer = timers.get(event[1]);
			if (timer === undefined) break;
			if (timer.interval === undefined) timers.delete(event[1]);
			else act(["timer", event[1], timer.interval]);
			timer.callback();
			break;
		}
		case "connected":
			connections.get(event[1])?.onConnected();
			break;
		case "acknowledged":
			connections.get(event[1])?.onAcknowledged(event[2]);
			break;
		case "message":
			connections.get(event[1])?.onMessage(event[2], event[3] ?? undefined, event[4]);
			break;
		case "closed": {
			const events = connections.get(event[1]);
			connections.delete(event[1]);
			events?.onClosed(event[2]);
			break;
		}
		case "datagram":
			multicast?.deliver(event);
			break;
		case "http_request":
		case "http_data":
		case "http_end":
		case "http_closed":
			web?.deliver(event);
			break;
		case "gatt_connected":
		case "gatt_subscribed":
		case "gatt_value":
		case "gatt_notified":
		case "gatt_closed":
			gatt?.deliver(event);
			break;
		case "serial":
			line?.deliver(event[1]);
			break;
		case "vedirect":
			vedirect?.deliver(event[1]);
			break;
		case "download_head":
		case "download_data":
		case "download_end":
		case "download_failed":
			downloader.deliver(event);
			break;
		case "stop":
			if (onStop) onStop(() => act(["stopped"]));
			else act(["stopped"]);
			break;
	}
}

serve(handle, (origin, message) => onFault(origin, message));

const timerPort: Timers = {
	set: (callback, delay) => addTimer(callback, delay),
	repeat: (callback, interval) => addTimer(callback, interval, interval),
	clear(timer) {
		if (timers.delete(timer as number)) act(["clear", timer as number]);
	},
};

const mqtt: MqttTransport = {
	connect(options, events) {
		const id = ++lastConnection;
		connections.set(id, events);
		act(["connect", id, options]);
		return {
			publish(number, { topic, payload, retain }) {
				act(["publish", id, number, topic, wholeText(payload), retain]);
			},
			subscribe: (topic) => act(["subscribe", id, topic]),
			close: () => act(["close", id]),
		};
	},
};

/** A computer has no radio to open a network with: whoever opens the page is in it. */
const standInAccessPoint: AccessPoint = {
	wanted: false,
	start: (name) => act(["log", `stand-in for the access point ${name}: open the web page`]),
	onJoined() {},
};

export const host: Host = {
	scanner: {
		start(callback) {
			onAdvert = callback;
		},
		stop() {
			onAdvert = undefined;
		},
		// The air of a computer is always there, and tells of everybody.
		pause() {},
		resume() {},
		discover(duration, onEnd) {
			addTimer(onEnd, duration);
		},
	},
	timers: timerPort,
	clock: {
		monotonic: () => time.monotonic,
		utc: () => time.utc,
	},
	mqtt: new FindingTransport({
		transport: mqtt,
		multicast,
		timers: timerPort,
		random: Math.random,
		store,
		log: (line) => act(["log", line]),
	}),
	ciphers,
	network: { up() {}, down() {}, rssi: () => undefined },
	system: {
		id: start.id,
		resetReason: start.resetReason,
		memory: () => ({}),
		log: (line) => act(["log", line]),
		restart: (reason) => leave(["restart", reason]),
		onFault(callback) {
			onFault = callback;
		},
		onStop(callback) {
			onStop = callback;
		},
	},
	power: {
		sleep: (duration) => leave(["sleep", duration]),
		retained: () => (start.retained === "" ? undefined : (hexBytes(start.retained)!.buffer as ArrayBuffer)),
		retain: (data) => act(["retain", hexText(new Uint8Array(data))]),
	},
	store,
	settings: {
		read() {
			const { source, problems } = layerSettings(start.settings, store);
			for (const problem of problems) act(["log", problem]);
			return source;
		},
		refused: (problems) => act(["refused", problems]),
	},
	crypto,
	web,
	accessPoint: start.accessPoint ? standInAccessPoint : undefined,
	gatt,
	vedirect,
	console: line,
	downloader,
	updateSlot: start.slot && slotPort(start.slot),
	backlogCapacity: start.backlogCapacity,
};

export function makeHost(): Host {
	return host;
}
