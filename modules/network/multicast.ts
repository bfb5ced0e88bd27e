/** The port for multicast DNS: questions out, answers in. */

/** IPv4 only. */
export interface Multicast {
	/**
	 * A socket on a port of its own, so that answers come to it alone.
	 * @param onDatagram whatever arrives, with its sender; `data` is valid only during the call. It does not throw, and
	 * it never comes from inside a call.
	 * @throws when there is no socket.
	 */
	open(onDatagram: (data: Uint8Array, address: string, port: number) => void): MulticastSocket;
}

export interface MulticastSocket {
	/**
	 * One datagram to 224.0.0.251, port 5353, which may get lost.
	 * @throws when it cannot be sent.
	 */
	send(data: Uint8Array): void;
	/** Nothing comes any more. */
	close(): void;
}
