/** What the firmware knows of one configured device while it runs. */

import { DeviceKey } from "../victron/instant-readout";

export class Device extends DeviceKey {
	/** Lower case with colons. */
	readonly address: string;
	/** As configured; may be empty. */
	readonly name: string;
	/** Place in the settings, from 0. */
	readonly index: number;
	/** Counter of the last advert whose key fitted; -1 before. */
	counter = -1;
	/** Monotonic milliseconds of the last advert, and its signal in dBm; undefined before. */
	heardAt: number | undefined;
	rssi = 0;
	received = 0;
	duplicate = 0;
	wrong_key = 0;
	/** Monotonic milliseconds of the last advert without Instant Readout; undefined before. */
	withoutReadoutAt: number | undefined;
	/** Whether its readings make sense; see `doubts.ts`. */
	doubts = 0;
	/** Key check byte of the last advert that the key did not fit; -1 while it fits. */
	wantedKeyByte = -1;

	/** @param key gives its cipher. */
	constructor(address: string, name: string, key: DeviceKey, index: number) {
		super(key.cipher, key.first);
		this.address = address;
		this.name = name;
		this.index = index;
	}
}

/** `fa:ac:27:84:c6:6f` without its colons. */
export function plainAddress(address: string): string {
	return address.split(":").join("");
}
