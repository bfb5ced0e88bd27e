/** The GATT port on the XS engine from npm: Node has the links. */

import { hexBytes, hexText } from "victron/hex";
import type {
	Characteristic,
	GattConnection,
	GattEvents,
	GattPort,
	GattTarget,
} from "../../../modules/victron/vreg/port";
import type { GattAction, GattEvent } from "../gatt-protocol";

type Act = (action: GattAction) => void;

export class BridgedGatt implements GattPort {
	readonly #act: Act;
	readonly #links = new Map<number, GattEvents>();
	#last = 0;

	constructor(act: Act) {
		this.#act = act;
	}

	connect({ address, passkey }: GattTarget, events: GattEvents): GattConnection {
		const number = ++this.#last;
		this.#links.set(number, events);
		this.#act(["gatt_connect", number, address, passkey ?? null]);
		return new BridgedConnection(this.#act, number, this.#links);
	}

	deliver(event: GattEvent): void {
		const events = this.#links.get(event[1]);
		if (events === undefined) return;
		switch (event[0]) {
			case "gatt_connected":
				events.onConnected(event[2]);
				break;
			case "gatt_subscribed":
				events.onSubscribed(event[2]);
				break;
			case "gatt_value":
				events.onRead(event[2], hexBytes(event[3])!);
				break;
			case "gatt_notified":
				events.onNotified(event[2], hexBytes(event[3])!);
				break;
			case "gatt_closed":
				this.#links.delete(event[1]);
				events.onClosed(event[2]);
				break;
		}
	}
}

class BridgedConnection implements GattConnection {
	readonly #act: Act;
	readonly #number: number;
	readonly #links: Map<number, GattEvents>;

	constructor(act: Act, number: number, links: Map<number, GattEvents>) {
		this.#act = act;
		this.#number = number;
		this.#links = links;
	}

	subscribe(characteristic: Characteristic): void {
		this.#act(["gatt_subscribe", this.#number, characteristic]);
	}

	read(characteristic: Characteristic): void {
		this.#act(["gatt_read", this.#number, characteristic]);
	}

	write(characteristic: Characteristic, value: Uint8Array): void {
		this.#act(["gatt_write", this.#number, characteristic, hexText(value)]);
	}

	close(): void {
		if (this.#links.delete(this.#number)) this.#act(["gatt_close", this.#number]);
	}
}
