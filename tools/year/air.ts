/** The site's advertisements as the radio hears them: encrypted, and only as often as the simulated year needs. */

import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { wrapManufacturerData } from "../../modules/victron/advertisement";
import type { BlockCipher } from "../../modules/victron/cipher";
import { encodeAdvertisement } from "../../modules/victron/encode-advertisement";
import { mulberry32, subSeed } from "../simulate/random";
import type { Plant, PlantDevice } from "./plant";

export class Voice {
	readonly address: string;
	readonly name: string;
	/** 32 hex digits. */
	readonly key: string;
	readonly device: PlantDevice;
	/** Away from the site: nothing is on the air. */
	away = false;
	readonly #keyBytes: Uint8Array;
	readonly #cipher: BlockCipher;
	#counter: number;
	#measuredAt = -1;
	#data: Uint8Array = new Uint8Array(0);

	constructor(device: PlantDevice, name: string, seed: number) {
		const random = mulberry32(subSeed(seed, `identity ${name}`));
		const bytes = Uint8Array.from({ length: 22 }, () => Math.floor(random() * 256));
		bytes[0]! |= 0xc0;
		const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
		this.device = device;
		this.name = name;
		this.address = hex.slice(0, 6).join(":");
		this.key = hex.slice(6).join("");
		this.#keyBytes = bytes.slice(6);
		this.#cipher = nodeCiphers.aes(this.#keyBytes.buffer as ArrayBuffer);
		this.#counter = Math.floor(random() * 0x1_0000);
	}

	get silent(): boolean {
		return this.away || this.device.silent;
	}

	/** AD structures of what it says now. Each step of the plant is a new value with a counter of its own. */
	data(plant: Plant): Uint8Array {
		if (plant.now === this.#measuredAt) return this.#data;
		this.#measuredAt = plant.now;
		this.#counter = (this.#counter + 1) & 0xffff;
		const { productId, record, status } = this.device;
		this.#data = wrapManufacturerData(
			encodeAdvertisement({
				productId,
				record,
				counter: this.#counter,
				key: this.#keyBytes,
				cipher: this.#cipher,
				reading: this.device.values(plant.bus),
				status,
			}),
		);
		return this.#data;
	}
}
