/** Answers of multicast DNS, made octet by octet without compression, and a network that a test plays by hand. */

import type { Multicast, MulticastSocket } from "../../modules/network/multicast";

export interface TestRecord {
	/** Labels. */
	readonly name: readonly string[];
	readonly type: number;
	readonly data: readonly number[];
	readonly ttl?: number;
	/** Default: Internet, with the bit that makes caches forget. */
	readonly class?: number;
}

const utf8 = (text: string) => [...Buffer.from(text, "utf8")];

export function name(...labels: readonly string[]): number[] {
	return [...labels.flatMap((label) => [utf8(label).length, ...utf8(label)]), 0];
}

export const u16 = (value: number) => [value >> 8, value & 0xff];

export const plain = ["_mqtt", "_tcp", "local"];
export const secure = ["_secure-mqtt", "_tcp", "local"];

export const ptr = (service: readonly string[], instance: string): TestRecord => ({
	name: service,
	type: 12,
	data: name(instance, ...service),
	class: 1,
});

export const srv = (owner: readonly string[], host: string, port: number): TestRecord => ({
	name: owner,
	type: 33,
	data: [0, 0, 0, 0, ...u16(port), ...name(...host.split("."))],
});

export const txt = (owner: readonly string[], ...strings: readonly string[]): TestRecord => ({
	name: owner,
	type: 16,
	data: strings.flatMap((text) => [utf8(text).length, ...utf8(text)]),
});

export const a = (host: string, address: string): TestRecord => ({
	name: host.split("."),
	type: 1,
	data: address.split(".").map(Number),
});

/** PTR, SRV, TXT and A of one broker. */
export function broker(
	instance: string,
	host: string,
	port: number,
	address: string,
	{ service = plain, words = [""] }: { service?: readonly string[]; words?: readonly string[] } = {},
): TestRecord[] {
	const owner = [instance, ...service];
	return [ptr(service, instance), srv(owner, host, port), txt(owner, ...words), a(host, address)];
}

/** All records are answers; `head` are the first 12 octets. */
export function response(records: readonly TestRecord[], head: readonly number[] = []): Uint8Array {
	const body = records.flatMap((record) => [
		...name(...record.name),
		...u16(record.type),
		...u16(record.class ?? 0x8001),
		...[0, 0, ...u16(record.ttl ?? 120)],
		...u16(record.data.length),
		...record.data,
	]);
	const header = [0, 0, 0x84, 0, 0, 0, ...u16(records.length), 0, 0, 0, 0];
	return Uint8Array.from([...head, ...header.slice(head.length), ...body]);
}

export class FakeMulticast implements Multicast {
	readonly sent: Uint8Array[] = [];
	opened = 0;
	closed = 0;
	/** What `open` throws. */
	fault: Error | undefined;
	/** What `send` throws. */
	sendFault: Error | undefined;
	#onDatagram: Parameters<Multicast["open"]>[0] = () => {};

	open(onDatagram: Parameters<Multicast["open"]>[0]): MulticastSocket {
		if (this.fault) throw this.fault;
		this.opened++;
		this.#onDatagram = onDatagram;
		return {
			send: (data) => {
				if (this.sendFault) throw this.sendFault;
				this.sent.push(data);
			},
			close: () => {
				this.closed++;
			},
		};
	}

	/** A datagram arrives. */
	answer(records: readonly TestRecord[] | Uint8Array, address = "192.168.1.10", port = 5353): void {
		this.#onDatagram(records instanceof Uint8Array ? records : response(records), address, port);
	}
}
