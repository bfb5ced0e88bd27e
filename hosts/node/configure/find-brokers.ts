/** The brokers that announce themselves on the network of this computer. */

import type { Broker } from "network/announcements";
import { searchBrokers } from "network/broker-search";
import { nodeMulticast } from "../mdns-socket";

const timers = {
	set: (callback: () => void, delay: number) => setTimeout(callback, delay),
	repeat: (callback: () => void, interval: number) => setInterval(callback, interval),
	clear: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout),
};

/** A few seconds. */
export function findBrokers(): Promise<readonly Broker[]> {
	return new Promise((resolve) => {
		searchBrokers(false, { multicast: nodeMulticast, timers, random: Math.random }, resolve);
	});
}
