/** Bytes to and from a broker, over TCP; `tls-wire.ts` has the same with TLS. */

import TCP from "embedded:io/socket/tcp";
import { fault } from "moddable/faults";

/** Who takes what comes. */
export interface WireOwner {
	/** Valid only during the call. */
	onBytes(bytes: Uint8Array): void;
	/** Connected, or room for more: bytes. */
	onWritable(count: number): void;
	/** Nothing comes any more. @param reason words for people, where more is known than that it ended. */
	onError(reason: string | undefined): void;
}

export interface Wire {
	/** @param options `more`: part of what follows. Gives the room that is left. @throws Error without room. */
	write(bytes: Uint8Array | ArrayBuffer, options?: { more?: boolean; byteLength?: number }): number;
	close(): void;
}

/** @param address IPv4. */
export type MakeWire = (address: string, port: number, owner: WireOwner) => Wire;

/** What the socket tells. */
interface SocketEvents {
	onReadable(count: number): void;
	onWritable(count: number): void;
	onError(): void;
}

type Socket = TCP & { readonly target: SocketEvents };

/** What the SDK takes callbacks from, in flash: `this` is the socket, and its `target` whom it belongs to. */
class SocketOptions {
	readonly address: string;
	readonly port: number;
	readonly target: SocketEvents;
	readonly nodelay = true;

	constructor(address: string, port: number, target: SocketEvents) {
		this.address = address;
		this.port = port;
		this.target = target;
	}

	onReadable(this: Socket, count: number): void {
		try {
			this.target.onReadable(count);
		} catch (error) {
			fault("mqtt", error);
		}
	}

	onWritable(this: Socket, count: number): void {
		try {
			this.target.onWritable(count);
		} catch (error) {
			fault("mqtt", error);
		}
	}

	onError(this: Socket): void {
		try {
			this.target.onError();
		} catch (error) {
			fault("mqtt", error);
		}
	}
}

/** A TCP socket whose events are guarded. */
export function connectSocket(address: string, port: number, target: SocketEvents): TCP {
	return new TCP(new SocketOptions(address, port, target) as unknown as ConstructorParameters<typeof TCP>[0]);
}

/** First byte of a TLS alert, with which a port for TLS may answer anything else. */
const alert = 0x15;

export class PlainWire implements Wire, SocketEvents {
	private readonly owner: WireOwner;
	private readonly socket: TCP;
	private first = true;
	private reason: string | undefined;

	constructor(address: string, port: number, owner: WireOwner) {
		this.owner = owner;
		this.socket = connectSocket(address, port, this);
	}

	write(bytes: Uint8Array | ArrayBuffer): number {
		return this.socket.write(bytes as ArrayBuffer) as unknown as number;
	}

	close(): void {
		this.socket.close();
	}

	onReadable(count: number): void {
		const bytes = new Uint8Array(this.socket.read(count) as unknown as ArrayBuffer);
		if (this.first && bytes[0] === alert) this.reason = "TLS is required";
		this.first = false;
		if (this.reason === undefined) this.owner.onBytes(bytes);
	}

	onWritable(count: number): void {
		this.owner.onWritable(count);
	}

	onError(): void {
		this.owner.onError(this.reason);
	}
}
