/** The simulated air as a radio: adverts by UDP, connections by TCP to the same address. */

import { contentEnd, findVictronData } from "victron/advertisement";
import type { GattConnection, GattEvents, GattTarget } from "../../modules/victron/vreg/port";
import { airDatagram } from "../air";
import { AirGattPort } from "./air-gatt-port";
import { listenToAir } from "./air-socket";
import type { Heard, Radio } from "./radio";

export class AirRadio implements Radio {
	readonly #host: string;
	readonly #port: number;
	#connection: GattConnection | undefined;

	constructor(host: string, port: number) {
		this.#host = host;
		this.#port = port;
	}

	async listen(onHeard: (device: Heard) => void): Promise<() => Promise<void>> {
		const socket = await listenToAir(this.#host, this.#port, (text) => {
			const advert = airDatagram(text);
			if (!advert) return;
			const { address, rssi, data } = advert;
			const start = findVictronData(data);
			const payload = start < 0 ? undefined : data.subarray(start, contentEnd(data, start));
			onHeard({ address, name: undefined, rssi, payload, services: [] });
		});
		return async () => socket.close();
	}

	connect(target: GattTarget, events: GattEvents): GattConnection {
		const connection = new AirGattPort(this.#host, this.#port).connect(target, events);
		this.#connection = connection;
		return connection;
	}

	async close(): Promise<void> {
		this.#connection?.close();
	}
}
