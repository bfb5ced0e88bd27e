/** Bytes to and from a broker, over TCP; `tls-wire.ts` has the same with TLS. */

import TCP from "embedded:io/socket/tcp";
import { guard } from "moddable/faults";

export interface WireOptions {
	/** IPv4. */
	readonly address: string;
	readonly port: number;
	/** Valid only during the call. */
	readonly onBytes: (bytes: Uint8Array) => void;
	/** Connected, or room for more: bytes. */
	readonly onWritable: (count: number) => void;
	/** Nothing comes any more. @param reason words for people, where more is known than that it ended. */
	readonly onError: (reason: string | undefined) => void;
}

export interface Wire {
	/** @param options `more`: part of what follows. Gives the room that is left. @throws Error without room. */
	write(bytes: Uint8Array | ArrayBuffer, options?: { more?: boolean; byteLength?: number }): number;
	close(): void;
}

export type MakeWire = (options: WireOptions) => Wire;

/** First byte of a TLS alert, with which a port for TLS may answer anything else. */
const alert = 0x15;

export function plainWire({ address, port, onBytes, onWritable, onError }: WireOptions): Wire {
	let first = true;
	let reason: string | undefined;
	const socket = new TCP({
		address,
		port,
		nodelay: true,
		onReadable: guard("mqtt", (count: number) => {
			const bytes = new Uint8Array(socket.read(count) as unknown as ArrayBuffer);
			if (first && bytes[0] === alert) reason = "TLS is required";
			first = false;
			if (reason === undefined) onBytes(bytes);
		}),
		onWritable: guard("mqtt", onWritable),
		onError: guard("mqtt", () => onError(reason)),
	});
	return {
		write: (bytes) => socket.write(bytes as ArrayBuffer) as unknown as number,
		close: () => socket.close(),
	};
}
