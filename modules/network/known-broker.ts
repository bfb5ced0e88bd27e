/** The broker that was found last, kept through a power cut: finding it again needs no search. */

import type { Store } from "../../hosts/ports";
import { isReachable } from "./address-search";
import type { Broker } from "./announcements";

export type BrokerStore = Pick<Store, "get" | "set">;

const domain = "network";
const key = "broker";
/** Before the name, which may hold slashes itself. */
const fields = 4;

/** Undefined without one, and for a text that is none. */
export function readBroker(store: BrokerStore | undefined): Broker | undefined {
	const text = get(store);
	const parts = typeof text === "string" ? text.split("/") : [];
	if (parts.length <= fields) return undefined;
	const [address, port, kind, host] = parts as [string, string, string, string];
	if (!isAddress(address) || !(Number(port) >= 1 && Number(port) <= 65_535)) return undefined;
	const name = parts.slice(fields).join("/");
	return { name, host, address, port: Number(port), tls: kind === "tls" };
}

/** Writes only what is new, as flash wears out. Without room the next start searches. */
export function keepBroker(store: BrokerStore | undefined, broker: Broker): void {
	const { address, port, tls, host, name } = broker;
	const text = `${address}/${port}/${tls ? "tls" : "plain"}/${host}/${name}`;
	try {
		if (get(store) !== text) store?.set(domain, key, text);
	} catch {
		// no room
	}
}

function get(store: BrokerStore | undefined): unknown {
	try {
		return store?.get(domain, key);
	} catch {
		return undefined;
	}
}

function isAddress(text: string): boolean {
	const numbers = text.split(".");
	for (const number of numbers)
		if (number === "" || number.length > 3 || !(Number(number) >= 0 && Number(number) <= 255)) return false;
	return numbers.length === 4 && isReachable(text);
}
