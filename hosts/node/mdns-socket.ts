/** Multicast DNS on the npm host: a question goes out on every IPv4 network of the machine, the loopback too. */

import { createSocket } from "node:dgram";
import { networkInterfaces } from "node:os";
import type { Multicast } from "../../modules/network/multicast";
import type { MulticastAction, MulticastEvent } from "./multicast-protocol";

const group = "224.0.0.251";
const groupPort = 5353;
/** RFC 6762, 11. */
const timeToLive = 255;
/** Containers make many networks. */
const mostNetworks = 16;

function addresses(): string[] {
	const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
	return all
		.filter(({ family }) => family === "IPv4")
		.map(({ address }) => address)
		.slice(0, mostNetworks);
}

interface NetworkSocket {
	send(data: Uint8Array): void;
	close(): void;
}

/** A socket for one network. What goes wrong there is as if nobody answered. */
function openOn(
	address: string,
	onDatagram: (data: Uint8Array, address: string, port: number) => void,
): NetworkSocket {
	const socket = createSocket("udp4");
	let ready = false;
	let closed = false;
	let waiting: Uint8Array[] = [];
	const close = () => {
		if (closed) return;
		closed = true;
		socket.close();
	};
	const send = (data: Uint8Array) => {
		if (!closed) socket.send(data, groupPort, group, () => {});
	};
	socket.on("error", close);
	socket.on("message", (data, from) => {
		if (!closed) onDatagram(data, from.address, from.port);
	});
	socket.bind(0, () => {
		try {
			socket.setMulticastInterface(address);
			socket.setMulticastTTL(timeToLive);
		} catch {
			close(); // a network without multicast
			return;
		}
		ready = true;
		for (const data of waiting) send(data);
		waiting = [];
	});
	return { send: (data) => (ready ? send(data) : void waiting.push(data)), close };
}

export const nodeMulticast: Multicast = {
	open(onDatagram) {
		const sockets = addresses().map((address) => openOn(address, onDatagram));
		return {
			send(data) {
				for (const socket of sockets) socket.send(data);
			},
			close() {
				for (const socket of sockets) socket.close();
			},
		};
	},
};

/** The port's far side: the sockets that the firmware in XS has asked for. */
export class MulticastBridge {
	readonly #emit: (event: MulticastEvent) => void;
	readonly #sockets = new Map<number, ReturnType<Multicast["open"]>>();

	constructor(emit: (event: MulticastEvent) => void) {
		this.#emit = emit;
	}

	/** No answer is awaited: time may jump. */
	get idle(): boolean {
		return this.#sockets.size === 0;
	}

	handle(action: MulticastAction): void {
		const number = action[1];
		switch (action[0]) {
			case "multicast_open":
				this.#sockets.set(
					number,
					nodeMulticast.open((data, address, port) => {
						this.#emit(["datagram", number, Buffer.from(data).toString("hex"), address, port]);
					}),
				);
				break;
			case "multicast_send":
				this.#sockets.get(number)?.send(Buffer.from(action[2], "hex"));
				break;
			case "multicast_close":
				this.#sockets.get(number)?.close();
				this.#sockets.delete(number);
				break;
		}
	}

	/** Closes what is open. */
	end(): void {
		for (const socket of this.#sockets.values()) socket.close();
		this.#sockets.clear();
	}
}
