/** The multicast port on the SDK's UDP. */

import UDP from "embedded:io/socket/udp";
import { guard } from "moddable/faults";
import type { Multicast } from "../../modules/network/multicast";

const group = "224.0.0.251";
const groupPort = 5353;
/** The SDK's typings have no `close`. */
interface Socket {
	close(): void;
	write(data: Uint8Array, address: string, port: number): void;
}

export const multicast: Multicast = {
	open(onDatagram) {
		let open = true;
		const hear = guard("multicast", onDatagram);
		const made: unknown = new UDP({
			onReadable(count) {
				// A datagram may close the socket, which cannot be read from then.
				while (open && count-- > 0) {
					const datagram = this.read();
					hear(new Uint8Array(datagram), datagram.address, datagram.port);
				}
			},
		});
		const socket = made as Socket;
		return {
			send: (data) => socket.write(data, group, groupPort),
			close() {
				if (open) socket.close();
				open = false;
			},
		};
	},
};
