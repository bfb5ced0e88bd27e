/**
 * One device that tells the VE.Smart network what it measures. Cadence as an emulation has it that chargers accept: 8
 * synchronisations, then one before each packet of data, each with a new sequence number and on the air for 1.2 s.
 */

import type { BlockCiphers } from "../../modules/victron/cipher";
import { hexBytes, hexText } from "../../modules/victron/hex";
import { encodeRegister, registerIds } from "../../modules/victron/registers";
import {
	encodeData,
	encodeRegisters,
	encodeSynchronisation,
	type NetworkMember as Member,
	type RegisterValue,
} from "../../modules/victron/vesmart/encode";
import type { Advert } from "./advertiser";
import type { Kind, NetworkDescription } from "./description";
import type { Device, Values } from "./device";
import { mulberry32, type Random, subSeed } from "./random";

const interval = 160;
const jitter = 10;
/** 1.2 s. */
const perPacket = 7;
const firstSynchronisations = 8;

/** What a kind tells: its priority, and the fields of its reading, a packet for each. Others tell nothing. */
const shared: Partial<Record<Kind, { priority: number; fields: readonly string[] }>> = {
	battery_sense: { priority: 8, fields: ["battery_voltage", "battery_temperature"] },
	battery_monitor: { priority: 12, fields: ["battery_current"] },
};

export class NetworkMember {
	/** When the next advertisement is due, ms. */
	due: number;
	readonly #device: Device;
	readonly #address: string;
	readonly #member: Member;
	readonly #priority: number;
	readonly #fields: readonly string[];
	readonly #random: Random;
	#sequence: number;
	#sent = 0;
	#packet = -1;
	#data = "";
	#values: Values = {};

	/** Undefined for a kind that tells nothing. */
	static create(
		device: Device,
		{ address, kind }: { address: string; kind: Kind },
		network: NetworkDescription,
		ciphers: BlockCiphers,
		seed: number,
	): NetworkMember | undefined {
		const tells = shared[kind];
		return tells && new NetworkMember(device, address, tells, network, ciphers, seed);
	}

	private constructor(
		device: Device,
		address: string,
		{ fields, priority }: { priority: number; fields: readonly string[] },
		{ id, key }: NetworkDescription,
		ciphers: BlockCiphers,
		seed: number,
	) {
		this.#device = device;
		this.#address = address;
		this.#priority = priority;
		this.#fields = fields;
		this.#random = mulberry32(subSeed(seed, "network"));
		this.#member = {
			cipher: ciphers.aes(hexBytes(key)!.buffer as ArrayBuffer),
			networkId: hexBytes(id)!,
			source: sourceAddress(this.#random),
		};
		this.due = Math.floor(this.#random() * interval);
		this.#sequence = Math.floor(this.#random() * 2 ** 40);
	}

	/** Whether the next advertisement asks for new values. */
	get measures(): boolean {
		return this.#sent % perPacket === 0 && this.isData(this.#sent / perPacket);
	}

	update(values: Values): void {
		this.#values = values;
	}

	/** Passes one advertisement by. @returns its signal strength, dBm. */
	skip(): number {
		this.prepare();
		this.#sent++;
		this.due += interval + Math.floor(this.#random() * (jitter + 1));
		return -60 - Math.round(12 * this.#random());
	}

	/** The advertisement that is due. */
	advertise(): Advert {
		const at = this.due / 1000;
		const rssi = this.skip();
		return { at, address: this.#address, rssi, manufacturerData: this.#data };
	}

	private isData(packet: number): boolean {
		return packet > firstSynchronisations && (packet - firstSynchronisations) % 2 === 1;
	}

	/** A new packet where the last one's time is over. */
	private prepare(): void {
		const packet = Math.floor(this.#sent / perPacket);
		if (packet === this.#packet) return;
		this.#packet = packet;
		this.#sequence++;
		const payload = this.isData(packet)
			? encodeData(this.#member, this.#sequence, this.plaintext((packet - firstSynchronisations) >> 1))
			: encodeSynchronisation(this.#member, this.#sequence);
		this.#data = hexText(payload);
	}

	/** A Battery Sense tells its product beside the voltage, and its firmware beside the temperature. */
	private plaintext(turn: number): Uint8Array {
		const field = this.#fields[turn % this.#fields.length]!;
		const value = this.#values[field];
		const id = registerIds(field)[0]!;
		const outcome = encodeRegister(id, typeof value === "number" ? value : undefined);
		const registers: RegisterValue[] = [];
		if (field === "battery_voltage") registers.push({ register: 0x0100, value: this.product() });
		if (field === "battery_temperature")
			registers.push({ register: 0x0102, value: Uint8Array.of(0, 0x16, 0x01, 0) });
		if (outcome.outcome === "bytes") registers.push({ register: id, value: outcome.bytes });
		return encodeRegisters(this.#priority, registers);
	}

	private product(): Uint8Array {
		const { productId } = this.#device;
		return Uint8Array.of(0, productId, productId >> 8, 0xff);
	}
}

/** Of a serial number that begins with HQ. */
function sourceAddress(random: Random): number {
	return 42 * 36 ** 5 + Math.floor(random() * 36 ** 5);
}
