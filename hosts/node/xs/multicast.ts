/** The multicast port on the XS engine from npm: Node has the sockets. */

import { hexBytes, hexText } from "victron/hex";
import type { Multicast } from "../../../modules/network/multicast";
import type { MulticastAction, MulticastEvent } from "../multicast-protocol";

type OnDatagram = Parameters<Multicast["open"]>[0];

export class BridgedMulticast implements Multicast {
	readonly #act: (action: MulticastAction) => void;
	readonly #listeners = new Map<number, OnDatagram>();
	#last = 0;

	constructor(act: (action: MulticastAction) => void) {
		this.#act = act;
	}

	open(onDatagram: OnDatagram) {
		const number = ++this.#last;
		this.#listeners.set(number, onDatagram);
		this.#act(["multicast_open", number]);
		return {
			send: (data: Uint8Array) => this.#act(["multicast_send", number, hexText(data)]),
			close: () => {
				if (this.#listeners.delete(number)) this.#act(["multicast_close", number]);
			},
		};
	}

	deliver([, number, data, address, port]: MulticastEvent): void {
		const bytes = hexBytes(data);
		if (bytes !== undefined) this.#listeners.get(number)?.(bytes, address, port);
	}
}
