/** The far side of XS's GATT port: the links that the firmware has asked for, over a port of Node's. */

import { hexText } from "victron/hex";
import type { Characteristic, GattConnection, GattPort } from "../../modules/victron/vreg/port";
import type { GattAction, GattEvent } from "./gatt-protocol";

/** Events that may wait for XS: a device sends far fewer, and more would only fill the memory. */
const mostWaiting = 1000;

export class GattBridge {
	readonly #port: GattPort;
	readonly #emit: (event: GattEvent) => void;
	readonly #links = new Map<number, GattConnection>();
	#waiting = 0;

	constructor(port: GattPort, emit: (event: GattEvent) => void) {
		this.#port = port;
		this.#emit = emit;
	}

	/** No device is being waited for: time may jump. */
	get idle(): boolean {
		return this.#links.size === 0;
	}

	/** XS has got all events so far. */
	taken(): void {
		this.#waiting = 0;
	}

	handle(action: GattAction): void {
		const link = this.#links.get(action[1]);
		switch (action[0]) {
			case "gatt_connect":
				this.#connect(action[1], action[2], action[3] ?? undefined);
				break;
			case "gatt_subscribe":
				link?.subscribe(action[2]);
				break;
			case "gatt_read":
				link?.read(action[2]);
				break;
			case "gatt_write":
				try {
					link?.write(action[2], Buffer.from(action[3], "hex"));
				} catch {
					this.#lose(action[1]); // longer than the link takes
				}
				break;
			case "gatt_close":
				this.#links.delete(action[1]);
				link?.close();
				break;
		}
	}

	/** Closes what is open. */
	end(): void {
		for (const link of this.#links.values()) link.close();
		this.#links.clear();
	}

	#connect(number: number, address: string, passkey: number | undefined): void {
		const value = (kind: "gatt_value" | "gatt_notified") => (from: Characteristic, bytes: Uint8Array) =>
			this.#tell([kind, number, from, hexText(bytes)]);
		const link = this.#port.connect(
			{ address, passkey },
			{
				onConnected: (longestWrite) => this.#tell(["gatt_connected", number, longestWrite]),
				onSubscribed: (characteristic) => this.#tell(["gatt_subscribed", number, characteristic]),
				onRead: value("gatt_value"),
				onNotified: value("gatt_notified"),
				onClosed: (reason) => {
					if (this.#links.delete(number)) this.#emit(["gatt_closed", number, reason]);
				},
			},
		);
		this.#links.set(number, link);
	}

	#tell(event: GattEvent): void {
		if (!this.#links.has(event[1])) return;
		if (++this.#waiting <= mostWaiting) this.#emit(event);
		else this.#lose(event[1]);
	}

	#lose(number: number): void {
		const link = this.#links.get(number);
		this.#links.delete(number);
		link?.close();
		this.#emit(["gatt_closed", number, "disconnected"]);
	}
}
