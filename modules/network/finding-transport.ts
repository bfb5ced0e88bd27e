/**
 * MQTT to a broker that has to be found first: without a host, one that announces itself by multicast DNS; with a host
 * `x.local`, the address of that name. Any other host passes. IPv4 only.
 *
 * A broker that was found is kept, and searched for again after two attempts in a row without a connection, or after one
 * when the device has just started: it may have moved meanwhile. When nobody answers then, it has two attempts again. Of
 * several brokers the first by name is taken, always: with a moody network, anything else would scatter the readings.
 */

import type { MqttConnection, MqttEvents, MqttMessage, MqttOptions, MqttTransport } from "../../hosts/ports";
import { isLocalName, searchAddress } from "./address-search";
import type { Broker } from "./announcements";
import { searchBrokers } from "./broker-search";
import { type BrokerStore, keepBroker, readBroker } from "./known-broker";
import type { QueryPorts } from "./mdns-query";

export interface FindingOptions extends Omit<QueryPorts, "multicast"> {
	/** Connects to addresses and to names of ordinary DNS. */
	readonly transport: MqttTransport;
	/** Undefined where there is none: only a host that is set can be connected to. */
	readonly multicast: QueryPorts["multicast"] | undefined;
	/** Undefined where nothing is kept. */
	readonly store: BrokerStore | undefined;
	/** One line each time that another broker is chosen. */
	readonly log: (line: string) => void;
}

/** What the inner transport gets: an address for `host`, and the name that a certificate is made out to. */
type FoundOptions = MqttOptions & { readonly serverName?: string };

const mostFailures = 2;

export class FindingTransport implements MqttTransport {
	private readonly options: FindingOptions;
	private broker: Broker | undefined;
	/** Attempts in a row without a connection. */
	private failures: number;
	private said = "";

	constructor(options: FindingOptions) {
		this.options = options;
		this.broker = readBroker(options.store);
		this.failures = mostFailures - 1;
	}

	connect(options: MqttOptions, events: MqttEvents): MqttConnection {
		const { transport, multicast } = this.options;
		const { host, tls } = options;
		if (host !== "" && (multicast === undefined || !isLocalName(host)))
			return transport.connect(options, events);
		const connection = new FindingConnection(this.options, events);
		if (multicast === undefined) {
			connection.endLater("none is set: mqtt.host is empty");
			return connection;
		}
		const ports = { ...this.options, multicast };
		if (host !== "") {
			const search = searchAddress(host, ports, (address) => {
				// Nobody answers: ordinary DNS may know the name.
				const found = address === undefined ? options : { ...options, host: address, serverName: host };
				connection.proceed(found, events);
			});
			connection.wait(search);
		} else if (this.broker?.tls === tls && this.failures < mostFailures) {
			this.say(this.broker, "as last time");
			this.proceed(connection, this.broker, options, events);
		} else
			connection.wait(
				searchBrokers(tls, ports, (brokers) => {
					this.failures = 0;
					const [first, ...others] = brokers.filter((broker) => broker.tls === tls);
					if (first === undefined) {
						connection.end(nobody(tls, brokers.length > 0));
						return;
					}
					this.broker = first;
					const names = others.map(({ name }) => `"${name}"`).join(", ");
					this.say(first, names === "" ? "found by mDNS" : `found by mDNS; also there: ${names}`);
					this.proceed(connection, first, options, events);
				}),
			);
		return connection;
	}

	private proceed(
		connection: FindingConnection,
		broker: Broker,
		options: MqttOptions,
		events: MqttEvents,
	): void {
		const { address, port, host } = broker;
		// Counts as failed until it is connected.
		this.failures++;
		connection.proceed(
			{ ...options, host: address, port, serverName: host },
			new FoundEvents(this, broker, events),
		);
	}

	/** It was the right one. */
	connected(broker: Broker): void {
		this.failures = 0;
		keepBroker(this.options.store, broker);
	}

	private say({ name, address, port }: Broker, how: string): void {
		const which = `broker: "${name}", ${address}:${port}`;
		if (this.said !== which) this.options.log(`${which}, ${how}`);
		this.said = which;
	}
}

function nobody(tls: boolean, others: boolean): string {
	if (!others) return "no broker announces _mqtt._tcp";
	return tls ? "only brokers without TLS announce themselves" : "only brokers with TLS announce themselves";
}

/** Tells the transport that a broker that was found has let it in. */
class FoundEvents implements MqttEvents {
	private readonly transport: FindingTransport;
	private readonly broker: Broker;
	private readonly events: MqttEvents;

	constructor(transport: FindingTransport, broker: Broker, events: MqttEvents) {
		this.transport = transport;
		this.broker = broker;
		this.events = events;
	}

	onConnected(): void {
		this.transport.connected(this.broker);
		this.events.onConnected();
	}

	onAcknowledged(number: number): void {
		this.events.onAcknowledged(number);
	}

	onMessage(topic: string, payload: string | undefined, retained: boolean): void {
		this.events.onMessage(topic, payload, retained);
	}

	onClosed(reason: string): void {
		this.events.onClosed(reason);
	}
}

class FindingConnection implements MqttConnection {
	private readonly options: FindingOptions;
	private readonly events: MqttEvents;
	private search: { stop(): void } | undefined;
	private inner: MqttConnection | undefined;
	private ended = false;

	constructor(options: FindingOptions, events: MqttEvents) {
		this.options = options;
		this.events = events;
	}

	/** For a search that ends in `proceed` or `end`. */
	wait(search: { stop(): void }): void {
		this.search = search;
	}

	proceed(options: FoundOptions, events: MqttEvents): void {
		this.search = undefined;
		try {
			this.inner = this.options.transport.connect(options, events);
		} catch {
			this.endLater("the connection failed inside");
		}
	}

	publish(number: number, message: MqttMessage): void {
		this.inner?.publish(number, message);
	}

	subscribe(topic: string): void {
		this.inner?.subscribe(topic);
	}

	close(): void {
		if (this.inner !== undefined) {
			this.inner.close();
			return;
		}
		this.search?.stop();
		this.endLater("closed");
	}

	endLater(reason: string): void {
		this.options.timers.set(() => this.end(reason), 0);
	}

	end(reason: string): void {
		if (this.ended) return;
		this.ended = true;
		this.search = undefined;
		this.events.onClosed(reason);
	}
}
