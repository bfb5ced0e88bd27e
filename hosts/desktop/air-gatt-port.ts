/** Connections to the devices of the simulated air, over the SDK's sockets. */

import { AirLink, type AirStream } from "air-gatt";
import { PlainWire, type WireOwner } from "moddable/wire";
import type { GattConnection, GattEvents, GattPort, GattTarget } from "../../modules/victron/vreg/port";

const simulation = "127.0.0.1";
/** Characters that may wait for the socket: a session sends far fewer. */
const mostWaiting = 8192;

export class AirGattPort implements GattPort {
	readonly #port: number;

	/** Of the simulation's TCP socket. */
	constructor(port: number) {
		this.#port = port;
	}

	connect(target: GattTarget, events: GattEvents): GattConnection {
		const link = new AirLink(events);
		link.begin(new LinkSocket(this.#port, link), target);
		return link;
	}
}

class LinkSocket implements AirStream, WireOwner {
	readonly #link: AirLink;
	readonly #wire: PlainWire;
	#waiting = "";
	/** Bytes that the socket takes. */
	#room = 0;

	constructor(port: number, link: AirLink) {
		this.#link = link;
		this.#wire = new PlainWire(simulation, port, this);
	}

	send(text: string): void {
		this.#waiting += text;
		if (this.#waiting.length > mostWaiting) this.#link.lost();
		else this.flush();
	}

	end(): void {
		this.#waiting = "";
		this.#room = 0;
		this.#wire.close();
	}

	onBytes(bytes: Uint8Array): void {
		this.#link.receive(bytes);
	}

	onWritable(count: number): void {
		this.#room = count;
		this.flush();
	}

	onError(): void {
		this.#link.lost();
	}

	private flush(): void {
		const part = this.#waiting.slice(0, this.#room);
		if (part === "") return;
		this.#waiting = this.#waiting.slice(part.length);
		this.#room = this.#wire.write(ArrayBuffer.fromString(part));
	}
}
