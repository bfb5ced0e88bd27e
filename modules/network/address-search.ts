/** The IPv4 address of a name that ends in `.local`. */

import type { DnsRecord } from "./dns-message";
import { sameCase } from "./dns-name";
import { dnsTypes, type Question } from "./dns-question";
import { type Asker, MdnsQuery, type QueryPorts } from "./mdns-query";

const suffix = ".local";

/** Names of multicast DNS (RFC 6762, 3). */
export function isLocalName(name: string): boolean {
	return name.length > suffix.length && sameCase(name).endsWith(suffix);
}

/** Nobody can be reached at this network, at all networks' group addresses or at the broadcast address. */
export function isReachable(address: string): boolean {
	const first = Number(address.slice(0, address.indexOf(".")));
	return first > 0 && first < 224;
}

class AddressAsker implements Asker {
	private readonly name: string;
	private readonly onDone: (address: string | undefined) => void;
	private address: string | undefined;

	constructor(name: string, onDone: (address: string | undefined) => void) {
		this.name = sameCase(name);
		this.onDone = onDone;
	}

	questions(): readonly Question[] {
		return [{ name: this.name, type: dnsTypes.a }];
	}

	onRecord(record: DnsRecord, sender: string): void {
		if (record.type !== "a" || record.ttl === 0 || !isReachable(record.address)) return;
		if (sameCase(record.name) !== this.name) return;
		// Of several addresses, the one that the answer came from can be reached.
		if (this.address === undefined || record.address === sender) this.address = record.address;
	}

	onAnswer(): "enough" | "wait" {
		return this.address === undefined ? "wait" : "enough";
	}

	onTurn(): "ask again" {
		return "ask again";
	}

	onEnd(): void {
		this.onDone(this.address);
	}
}

/**
 * Asks for 6 s at most.
 * @param onDone once, later; undefined when nobody answers to the name.
 * @returns the search, to `stop` it.
 */
export function searchAddress(
	name: string,
	ports: QueryPorts,
	onDone: (address: string | undefined) => void,
): MdnsQuery {
	const query = new MdnsQuery(ports, new AddressAsker(name, onDone));
	query.start();
	return query;
}
