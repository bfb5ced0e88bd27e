/**
 * A socket that gives the SDK's MQTT client whole packets and keeps PUBLISH from it, because the client stops
 * reading for ever after one without payload. What the client does in a callback of the socket is guarded.
 */

import type { MakeWire, Wire, WireOwner } from "moddable/wire";
import { longestRequest } from "publish/requests";

/** What the connection wants to know of the socket. */
export interface PacketEvents {
	onOpen(): void;
	/** Why it ends, where that is known. */
	onProblem(reason: string): void;
	/** Return code of CONNACK. */
	onConnack(code: number): void;
	/** @param payload undefined where it was too long to be held. */
	onPublish(
		topic: string,
		payload: string | undefined,
		retained: boolean,
		acknowledge: number | undefined,
	): void;
}

interface SocketOptions {
	readonly address: string;
	readonly port: number;
	readonly onReadable: (count: number) => void;
	readonly onWritable: (count: number) => void;
	readonly onError: () => void;
	readonly events: PacketEvents;
	/** Plain or TLS. */
	readonly wire: MakeWire;
}

const connack = 2;
const publish = 3;
/** Flag of PUBLISH. */
const retain = 1;
/** Bytes of a packet besides a payload: topic and packet identifier. */
const longestHead = 256;
/** Of a longer packet only the head is held. */
const longestPacket = longestHead + longestRequest;

export class PacketSocket implements WireOwner {
	/** The client's. */
	private readonly readable: (count: number) => void;
	private readonly writable: (count: number) => void;
	private readonly failed: () => void;
	private readonly events: PacketEvents;
	private readonly wire: Wire;
	private readonly fixed = new Uint8Array(5);
	private fixedLength = 0;
	/** Of the packet after its fixed header; undefined while that is read. */
	private remaining: number | undefined;
	private body = new Uint8Array(0);
	private filled = 0;
	/** What the client reads. */
	private given = new Uint8Array(0);
	private taken = 0;
	private open = false;
	private closed = false;

	constructor(options: SocketOptions) {
		const { address, port, events, wire } = options;
		this.readable = options.onReadable;
		this.writable = options.onWritable;
		this.failed = options.onError;
		this.events = events;
		this.wire = wire(address, port, this);
	}

	onBytes(bytes: Uint8Array): void {
		for (let at = 0; at < bytes.length && !this.closed; ) at = this.take(bytes, at);
	}

	onWritable(count: number): void {
		if (!this.open) {
			this.open = true;
			this.events.onOpen();
		}
		this.writable(count);
	}

	onError(reason: string | undefined): void {
		if (reason !== undefined) this.events.onProblem(reason);
		this.failed();
	}

	/** One byte for the client. */
	read(): number {
		return this.given[this.taken++]!;
	}

	write(bytes: Uint8Array | ArrayBuffer, options?: { more?: boolean; byteLength?: number }): number {
		return this.wire.write(bytes, options);
	}

	/** The client switches it; bytes come from `read` in any case. */
	get format(): "buffer" {
		return "buffer";
	}

	set format(_: string) {}

	close(): void {
		this.closed = true;
		this.wire.close();
	}

	/** Takes what belongs to the packet at hand; gives where the next begins. */
	private take(bytes: Uint8Array, from: number): number {
		let at = from;
		if (this.remaining === undefined) {
			const byte = bytes[at++]!;
			this.fixed[this.fixedLength++] = byte;
			if (this.fixedLength === 1 || (byte & 0x80 && this.fixedLength < 5)) return at;
			this.begin();
		} else {
			const part = Math.min(this.remaining - this.filled, bytes.length - at);
			const held = Math.min(part, this.body.length - this.filled);
			if (held > 0) this.body.set(bytes.subarray(at, at + held), this.filled);
			this.filled += part;
			at += part;
		}
		if (this.filled === this.remaining) this.finish();
		return at;
	}

	private begin(): void {
		let length = 0;
		for (let i = this.fixedLength - 1; i > 0; i--) length = length * 128 + (this.fixed[i]! & 0x7f);
		this.remaining = length;
		this.filled = 0;
		this.body = new Uint8Array(length <= longestPacket ? length : longestHead);
	}

	private finish(): void {
		const operation = this.fixed[0]! >> 4;
		const flags = this.fixed[0]! & 15;
		const body = this.body;
		const header = this.fixed.slice(0, this.fixedLength);
		const whole = body.length === this.remaining;
		this.remaining = undefined;
		this.fixedLength = 0;
		this.body = new Uint8Array(0);
		if (operation === publish) this.publish(body, flags, whole);
		if (operation === publish || !whole) return;
		if (operation === connack && body.length === 2) this.events.onConnack(body[1]!);
		const packet = new Uint8Array(header.length + body.length);
		packet.set(header);
		packet.set(body, header.length);
		this.given = packet;
		this.taken = 0;
		this.readable(packet.length);
	}

	private publish(body: Uint8Array, flags: number, whole: boolean): void {
		const qos = (flags >> 1) & 3;
		const topicEnd = 2 + ((body[0]! << 8) | body[1]!);
		const payload = topicEnd + (qos > 0 ? 2 : 0);
		if (body.length < payload) return;
		const number = qos > 0 ? (body[topicEnd]! << 8) | body[topicEnd + 1]! : undefined;
		const held = whole && body.length - payload <= longestRequest;
		this.events.onPublish(
			text(body, 2, topicEnd),
			held ? text(body, payload, body.length) : undefined,
			(flags & retain) !== 0,
			number,
		);
	}
}

/** Empty where it is no UTF-8. */
function text(bytes: Uint8Array, from: number, to: number): string {
	try {
		return String.fromArrayBuffer(bytes.buffer as ArrayBuffer, from, to - from);
	} catch {
		return "";
	}
}
