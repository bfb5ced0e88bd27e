/** What the firmware knows of one configured device while it runs. */

import { DeviceKey } from "../victron/instant-readout";

export class Device extends DeviceKey {
	/** Bluetooth: lower case with colons. On the cable: of `cableAddress`. */
	readonly address: string;
	/** As configured; may be empty. */
	readonly name: string;
	/** Place in the settings, from 0. */
	readonly index: number;
	/** Counter of the last advert whose key fitted; -1 before. */
	counter = -1;
	/** Monotonic milliseconds of the last advert or block of text; undefined before. */
	heardAt: number | undefined;
	/** dBm of the last advert; 0 where there is none. */
	rssi = 0;
	received = 0;
	duplicate = 0;
	wrong_key = 0;
	/** Monotonic milliseconds of the last advert without Instant Readout, or damaged text; undefined before. */
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

const cablePrefix = "vedirect-";

/** What stands for the address of the device on the cable. @param id of this bridge. */
export function cableAddress(id: string): string {
	return cablePrefix + safeId(id);
}

/** The device is on the cable, and not heard by radio. */
export function onCable({ address }: Pick<Device, "address">): boolean {
	return address.startsWith(cablePrefix);
}

/** Letters, digits, `_` and `-` only. */
export function safeId(id: string): string {
	let safe = "";
	for (const character of id) safe += /^[A-Za-z0-9_-]$/.test(character) ? character : "_";
	return safe;
}

/** `fa:ac:27:84:c6:6f` without its colons. */
export function plainAddress(address: string): string {
	return address.split(":").join("");
}
