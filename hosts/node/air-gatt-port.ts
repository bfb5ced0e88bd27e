/** Connections to the devices of the simulated air, from Node. */

import { createConnection } from "node:net";
import type { GattConnection, GattEvents, GattPort, GattTarget } from "../../modules/victron/vreg/port";
import { AirLink } from "../air-gatt";

export class AirGattPort implements GattPort {
	readonly #host: string;
	readonly #port: number;

	/** Of the simulation's TCP socket. */
	constructor(host: string, port: number) {
		this.#host = host;
		this.#port = port;
	}

	connect(target: GattTarget, events: GattEvents): GattConnection {
		const link = new AirLink(events);
		const socket = createConnection({ host: this.#host, port: this.#port, noDelay: true });
		socket.on("data", (bytes) => link.receive(bytes));
		socket.on("error", () => {}); // `close` follows
		socket.on("close", () => link.lost());
		link.begin({ send: (text) => socket.write(text, "latin1"), end: () => socket.destroySoon() }, target);
		return link;
	}
}
