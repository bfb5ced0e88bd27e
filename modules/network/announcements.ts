/** What brokers say of themselves (RFC 6763): records of multicast DNS in any order, put together to brokers. */

import { isReachable } from "./address-search";
import type { DnsRecord } from "./dns-message";
import { isHostName, labelText, sameCase } from "./dns-name";
import { dnsTypes, type Question } from "./dns-question";

export interface Broker {
	/** Of the service's instance, for people. */
	readonly name: string;
	/** The machine, such as `broker.local`: what a certificate is made out to. */
	readonly host: string;
	/** IPv4, dotted. */
	readonly address: string;
	readonly port: number;
	readonly tls: boolean;
}

/** Services as IANA has them. */
const plainService = "_mqtt._tcp.local";
const secureService = "_secure-mqtt._tcp.local";
const securePort = 8883;
/** More than that are not kept: nobody's home has them. */
const most = { instances: 8, addresses: 8 };
/** Words for people and scripts alike: there is no standard for them. */
const hintKeys = ["tls", "ssl", "secure"];
const noes = ["0", "no", "off", "false"];

interface Instance {
	/** Whole name, in lower case. */
	readonly key: string;
	readonly name: string;
	readonly secure: boolean;
	host: string | undefined;
	port: number;
	/** What TXT says about TLS, if it came. */
	hint: boolean | "none" | undefined;
}

interface HostAddress {
	readonly host: string;
	address: string;
}

export class Announcements {
	private instances: Instance[] = [];
	private readonly addresses: HostAddress[] = [];

	/** @param sender IPv4 address, dotted. */
	add(record: DnsRecord, sender: string): void {
		const owner = sameCase(record.name);
		switch (record.type) {
			case "ptr": {
				const target = sameCase(record.target);
				if (serviceOf(target) !== owner) break;
				if (record.ttl === 0) this.forget(target);
				else this.instance(target, record.target);
				break;
			}
			case "srv": {
				const instance = record.ttl === 0 ? this.forget(owner) : this.instance(owner, record.name);
				if (instance === undefined || record.port === 0 || !isHostName(record.target)) break;
				instance.host = sameCase(record.target);
				instance.port = record.port;
				break;
			}
			case "txt": {
				const instance = record.ttl === 0 ? undefined : this.instance(owner, record.name);
				if (instance !== undefined) instance.hint = hintOf(record.strings);
				break;
			}
			case "a":
				if (record.ttl > 0 && isReachable(record.address)) this.address(owner, record.address, sender);
				break;
		}
	}

	/** Those that can be connected to, by name. */
	brokers(): Broker[] {
		const found: Broker[] = [];
		for (const { name, host, port, secure, hint } of this.instances) {
			const address = this.addressOf(host);
			if (host === undefined || address === undefined) continue;
			const tls = secure || (typeof hint === "boolean" ? hint : port === securePort);
			found.push({ name, host, address, port, tls });
		}
		return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.port - b.port));
	}

	/** What the answers left open. */
	missing(): Question[] {
		const questions: Question[] = [];
		for (const { key, host, hint } of this.instances) {
			if (host === undefined) questions.push({ name: key, type: dnsTypes.srv });
			else if (this.addressOf(host) === undefined) questions.push({ name: host, type: dnsTypes.a });
			if (hint === undefined) questions.push({ name: key, type: dnsTypes.txt });
		}
		return questions;
	}

	/** The one of this name, new where there is room; undefined for what is no broker. */
	private instance(key: string, name: string): Instance | undefined {
		const known = this.instances.find((instance) => instance.key === key);
		if (known !== undefined) return known;
		const service = serviceOf(key);
		if (service === undefined || this.instances.length >= most.instances) return undefined;
		const instance: Instance = {
			key,
			name: labelText(name.slice(0, -service.length - 1)),
			secure: service === secureService,
			host: undefined,
			port: 0,
			hint: undefined,
		};
		this.instances.push(instance);
		return instance;
	}

	private forget(key: string): undefined {
		this.instances = this.instances.filter((instance) => instance.key !== key);
	}

	/** Of several addresses, the one that an answer came from can be reached. */
	private address(host: string, address: string, sender: string): void {
		const known = this.addresses.find((entry) => entry.host === host);
		if (known === undefined) {
			if (this.addresses.length < most.addresses) this.addresses.push({ host, address });
		} else if (address === sender) known.address = address;
	}

	private addressOf(host: string | undefined): string | undefined {
		return this.addresses.find((entry) => entry.host === host)?.address;
	}
}

/** The questions that every search begins with. */
export function serviceQuestions(): Question[] {
	return [
		{ name: plainService, type: dnsTypes.ptr },
		{ name: secureService, type: dnsTypes.ptr },
	];
}

/** The service that an instance of this name belongs to. The instance's own part may wrongly be several labels. */
function serviceOf(key: string): string | undefined {
	for (const service of [plainService, secureService])
		if (key.length > service.length + 1 && key.endsWith(`.${service}`)) return service;
	return undefined;
}

/** `tls` alone says yes as well (RFC 6763, 6.4). */
function hintOf(strings: readonly string[]): boolean | "none" {
	for (const text of strings) {
		const equals = text.indexOf("=");
		const key = sameCase(equals < 0 ? text : text.slice(0, equals));
		if (hintKeys.includes(key)) return equals < 0 || !noes.includes(sameCase(text.slice(equals + 1)));
	}
	return "none";
}
