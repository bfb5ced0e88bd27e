import { createSocket } from "node:dgram";

/** The simulated air's sending end. */
export class Air {
	readonly #socket = createSocket("udp4");
	readonly #port: number;

	constructor(port: number) {
		this.#port = port;
	}

	send(datagram: string | Uint8Array): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#socket.send(datagram, this.#port, "127.0.0.1", (error) => (error ? reject(error) : resolve()));
		});
	}

	advert(address: string, manufacturerData: string, rssi = -61): Promise<void> {
		return this.send(JSON.stringify({ address, rssi, manufacturerData }));
	}

	close(): void {
		this.#socket.close();
	}
}
