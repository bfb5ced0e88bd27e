/** The simulated air's receiving end on the npm host: UDP datagrams, handed on as they are. */

import { createSocket } from "node:dgram";

export interface AirSocket {
	close(): void;
}

const plainReasons: Readonly<Record<string, string>> = {
	EADDRINUSE: "another program listens there",
	EADDRNOTAVAIL: "this machine has no such address",
	EACCES: "this port may not be used",
	ENOTFOUND: "name not found",
	EAI_AGAIN: "name not found",
};

/** Why nobody can listen there, in a sentence. */
export function bindError(host: string, port: number, error: NodeJS.ErrnoException): Error {
	return new Error(`${host}:${port}: ${plainReasons[error.code ?? ""] ?? error.message}`);
}

/** @throws Error with a sentence when the address cannot be had. */
export function listenToAir(
	host: string,
	port: number,
	onDatagram: (text: string) => void,
): Promise<AirSocket> {
	return new Promise((resolve, reject) => {
		const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
		const failed = (error: NodeJS.ErrnoException) => reject(bindError(host, port, error));
		socket.once("error", failed);
		socket.on("message", (bytes) => onDatagram(bytes.toString("utf8")));
		socket.bind(port, host, () => {
			socket.off("error", failed);
			socket.on("error", () => {}); // a datagram that did not arrive
			resolve({ close: () => socket.close() });
		});
	});
}
