/** The search for a broker in XS, alone: requests come in as JSON, what they lead to goes back as JSON. */

import type { MulticastEvent } from "../../../hosts/node/multicast-protocol";
import { serveText } from "../../../hosts/node/xs/bridge";
import { BridgedMulticast } from "../../../hosts/node/xs/multicast";
import type { MqttOptions } from "../../../hosts/ports";
import { FindingTransport } from "../../../modules/network/finding-transport";

export type FinderRequest =
	| readonly ["find", options: MqttOptions]
	| readonly ["timer", id: number]
	| MulticastEvent;

let actions: (readonly (string | number)[])[] = [];
let last = 0;
const timers = new Map<number, () => void>();
const multicast = new BridgedMulticast((action) => actions.push(action));
const transport = new FindingTransport({
	transport: {
		connect({ host, port }) {
			actions.push(["connect", host, port]);
			return { publish() {}, subscribe() {}, close() {} };
		},
	},
	multicast,
	timers: {
		set(callback, delay) {
			timers.set(++last, callback);
			actions.push(["timer", last, delay]);
			return last;
		},
		repeat: () => undefined,
		clear: (timer) => timers.delete(timer as number),
	},
	random: Math.random,
	store: undefined,
	log: (line) => actions.push(["log", line]),
});

serveText((text) => {
	actions = [];
	const request = JSON.parse(text) as FinderRequest;
	if (request[0] === "find")
		transport.connect(request[1], {
			onConnected() {},
			onAcknowledged() {},
			onMessage() {},
			onClosed: (reason) => actions.push(["closed", reason]),
		});
	else if (request[0] === "datagram") multicast.deliver(request);
	else {
		timers.get(request[1])?.();
		timers.delete(request[1]);
	}
	return JSON.stringify(actions);
});
