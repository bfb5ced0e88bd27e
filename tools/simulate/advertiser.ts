/**
 * One device on the air. Cadence as Victron's own test tool has it: an advertisement every 160 ms and up to 10 ms
 * more, and 7 of them for each value of the counter, which stays as long as the record does.
 */

import type { BlockCipher, BlockCiphers } from "../../modules/victron/cipher";
import { encodeRecord } from "../../modules/victron/encode";
import { encodeAdvertisement } from "../../modules/victron/encode-advertisement";
import type { Device, Values } from "./device";
import { mulberry32, type Random, subSeed } from "./random";

const interval = 160;
const jitter = 10;
const perCounter = 7;

/** One line of an adverts file; without `at`, one datagram of the simulated air. */
export interface Advert {
	/** Seconds from the start of the site, in whole milliseconds. */
	readonly at: number;
	/** Lower case with colons. */
	readonly address: string;
	/** dBm. */
	readonly rssi: number;
	/** Lower-case hex of what follows the company id. */
	readonly manufacturerData: string;
}

export class Advertiser {
	/** When the next advertisement is due, ms. */
	due: number;
	readonly #device: Device;
	readonly #address: string;
	readonly #key: Uint8Array;
	readonly #cipher: BlockCipher;
	readonly #random: Random;
	readonly #rssi: number;
	#counter: number;
	#sent = 0;
	#record = "";
	#values: Values = {};
	#data: string | undefined;

	constructor(
		device: Device,
		{ address, key }: { address: string; key: string },
		ciphers: BlockCiphers,
		seed: number,
	) {
		this.#device = device;
		this.#address = address;
		const bytes = Uint8Array.from(Buffer.from(key, "hex"));
		this.#key = bytes;
		this.#cipher = ciphers.aes(bytes.buffer);
		this.#random = mulberry32(subSeed(seed, "air"));
		this.due = Math.floor(this.#random() * interval);
		this.#counter = Math.floor(this.#random() * 0x1_0000);
		this.#rssi = -55 - Math.floor(this.#random() * 25);
	}

	/** Whether the next advertisement asks for new values. */
	get measures(): boolean {
		return this.#sent % perCounter === 0;
	}

	/** New values: the counter goes on if they change the record, from 65535 to 0. */
	update(values: Values): void {
		const record = Buffer.from(encodeRecord(this.#device.record, values)).toString("hex");
		if (record === this.#record) return;
		this.#record = record;
		this.#values = values;
		this.#counter = (this.#counter + 1) & 0xffff;
		this.#data = undefined;
	}

	/** Passes one advertisement by. @returns its signal strength, dBm. */
	skip(): number {
		this.#sent++;
		this.due += interval + Math.floor(this.#random() * (jitter + 1));
		const fading = this.#random() + this.#random() + this.#random() - 1.5;
		return this.#rssi + Math.round(6 * fading);
	}

	/** The advertisement that is due. */
	advertise(): Advert {
		const at = this.due / 1000;
		this.#data ??= this.#encode();
		const rssi = this.skip();
		return { at, address: this.#address, rssi, manufacturerData: this.#data };
	}

	#encode(): string {
		const payload = encodeAdvertisement({
			productId: this.#device.productId,
			record: this.#device.record,
			counter: this.#counter,
			key: this.#key,
			cipher: this.#cipher,
			reading: this.#values,
			status: this.#device.status,
		});
		return Buffer.from(payload).toString("hex");
	}
}
