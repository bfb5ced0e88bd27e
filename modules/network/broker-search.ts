/** Looks for brokers that announce themselves by DNS service discovery (RFC 6763) over multicast DNS. */

import { Announcements, type Broker, serviceQuestions } from "./announcements";
import type { DnsRecord } from "./dns-message";
import type { Question } from "./dns-question";
import { type Asker, MdnsQuery, type QueryPorts } from "./mdns-query";

/** Instances with long names fit into a datagram with so many. */
const mostQuestions = 8;

class BrokerAsker implements Asker {
	private readonly announcements = new Announcements();
	private readonly tls: boolean;
	private readonly onDone: (brokers: readonly Broker[]) => void;
	private asked = 0;

	constructor(tls: boolean, onDone: (brokers: readonly Broker[]) => void) {
		this.tls = tls;
		this.onDone = onDone;
	}

	questions(): readonly Question[] {
		const missing = this.announcements.missing();
		this.asked = missing.length;
		return [...serviceQuestions(), ...missing].slice(0, mostQuestions);
	}

	onRecord(record: DnsRecord, sender: string): void {
		this.announcements.add(record, sender);
	}

	/** Others may answer as well: there is time until the turn. */
	onAnswer(): "ask again" | "wait" {
		const missing = this.announcements.missing().length;
		const news = missing > 0 && missing !== this.asked;
		return news ? "ask again" : "wait";
	}

	onTurn(): "enough" | "ask again" {
		const found = this.announcements.brokers().some(({ tls }) => tls === this.tls);
		return found ? "enough" : "ask again";
	}

	onEnd(): void {
		this.onDone(this.announcements.brokers());
	}
}

/**
 * Asks for 1 s when there is a broker, for 6 s at most.
 * @param tls the brokers that are wanted; the others are found on the way.
 * @param onDone once, later, with the brokers by name.
 * @returns the search, to `stop` it.
 */
export function searchBrokers(
	tls: boolean,
	ports: QueryPorts,
	onDone: (brokers: readonly Broker[]) => void,
): MdnsQuery {
	const query = new MdnsQuery(ports, new BrokerAsker(tls, onDone));
	query.start();
	return query;
}
