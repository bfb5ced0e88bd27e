/** A SmartSolar charger at the other end of a VE.Direct cable: TEXT every second, HEX when it is asked. */

import { hexBytes } from "../../modules/victron/hex";
import { encodeRegister, findRegister, type RegisterValue } from "../../modules/victron/registers";
import { frameSum, frameText } from "../../modules/victron/vedirect/frame";
import type { Values } from "./device";
import { historyOf, historyTotals, number, serialNumber, textBlock } from "./vedirect-values";

export interface ChargerOptions {
	/** What the charger measures: the fields of a solar charger's record. */
	readonly values: () => Values;
	readonly write: (bytes: Uint8Array) => void;
}

const productId = 0xa056;
const modelName = "SmartSolar Charger MPPT 100/30";
/** 1.16, of an application. */
const version = 0x4116;

const batteryType = 0xedf1;
const userType = 255;

/** Settings, as they are at the start. */
const settings: readonly (readonly [number, RegisterValue])[] = [
	[0x0200, 1],
	[0xedab, "on"],
	[0xedea, 12],
	[0xedef, 12],
	[0xedf0, 15],
	[batteryType, userType],
	[0xedf2, -16.2],
	[0xedf4, 16.2],
	[0xedf5, 13.5],
	[0xedf6, 13.8],
	[0xedf7, 14.4],
];

/** What the charger keeps to itself while the battery type is not `user`. */
const batterySettings = [0xedf2, 0xedf4, 0xedf5, 0xedf6, 0xedf7];

/** Sent without being asked when they change. */
const published = [0x0201, 0xedbb, 0xedbc, 0xed8d];

const commands = { ping: 1, version: 3, product: 4, restart: 6, get: 7, set: 8 };
const answers = { done: 1, unknown: 3, error: 4, ping: 5, async: 10 };
const flags = { unknown: 1, notSupported: 2, parameter: 4 };

export class SimulatedCharger {
	readonly #options: ChargerOptions;
	readonly #settings = new Map<number, Uint8Array<ArrayBufferLike>>();
	readonly #published = new Map<number, string>();
	#line = "";
	#uptime = 0;

	constructor(options: ChargerOptions) {
		this.#options = options;
		for (const [id, value] of settings) this.#settings.set(id, bytesOf(id, value));
	}

	/** One second: a TEXT block, and in the middle of it what has changed. */
	tick(): void {
		this.#uptime++;
		const text = textBlock(this.#options.values(), this.#panelVoltage);
		const middle = text.indexOf(0x0d, text.length >> 1);
		this.#options.write(text.subarray(0, middle));
		for (const id of published) {
			const value = this.#register(id)!;
			const hex = Buffer.from(value).toString("hex");
			if (this.#published.get(id) === hex) continue;
			this.#published.set(id, hex);
			this.#send(answers.async, registerBody(id, 0, value));
		}
		this.#options.write(text.subarray(middle));
	}

	/** What a host sends. */
	receive(bytes: Uint8Array): void {
		for (const byte of bytes) {
			if (byte === 0x3a) this.#line = "";
			else if (byte !== 0x0a) this.#line += String.fromCharCode(byte);
			else {
				this.#frame(this.#line);
				this.#line = "";
			}
		}
	}

	#frame(text: string): void {
		const command = Number.parseInt(text.charAt(0), 16);
		const bytes = hexBytes(text.slice(1));
		let sum = command;
		for (const byte of bytes ?? []) sum += byte;
		if (!bytes || (sum & 0xff) !== frameSum) this.#send(answers.error, Uint8Array.of(0xaa, 0xaa));
		else this.#request(command, bytes.subarray(0, -1));
	}

	#request(command: number, body: Uint8Array): void {
		const word = (value: number): Uint8Array => Uint8Array.of(value, value >> 8);
		if (command === commands.ping) this.#send(answers.ping, word(version));
		else if (command === commands.version) this.#send(answers.done, word(version));
		else if (command === commands.product) this.#send(answers.done, word(productId));
		else if (command === commands.restart) this.#uptime = 0;
		else if (command === commands.get && body.length >= 3) this.#get(body);
		else if (command === commands.set && body.length >= 3) this.#set(body);
		else this.#send(answers.unknown, Uint8Array.of(command, 0));
	}

	#get(body: Uint8Array): void {
		const id = body[0]! | (body[1]! << 8);
		const value = this.#register(id);
		this.#send(commands.get, value ? registerBody(id, 0, value) : registerBody(id, flags.unknown));
	}

	#set(body: Uint8Array): void {
		const id = body[0]! | (body[1]! << 8);
		const value = body.slice(3);
		const old = this.#settings.get(id);
		const locked = batterySettings.includes(id) && this.#settings.get(batteryType)![0] !== userType;
		if (!old) {
			const known = this.#register(id) !== undefined;
			this.#send(commands.set, registerBody(id, known ? flags.notSupported : flags.unknown, value));
		} else if (locked || value.length !== old.length) {
			this.#send(commands.set, registerBody(id, flags.parameter, old));
		} else {
			this.#settings.set(id, value);
			this.#send(commands.set, registerBody(id, 0, value));
		}
	}

	/** The bytes of a register that the charger has. */
	#register(id: number): Uint8Array | undefined {
		const setting = this.#settings.get(id);
		if (setting) return setting;
		if (id >= 0x1050 && id <= 0x106e) return historyOf(id - 0x1050, this.#options.values());
		if (id === 0x0100) return Uint8Array.of(0, productId & 0xff, productId >> 8, 0xff);
		if (id === 0x0102) return Uint8Array.of(0, version & 0xff, (version >> 8) & 0x0f, 0);
		if (id === 0x104f) return historyTotals();
		const value = this.#measured().get(id);
		return value === undefined ? undefined : bytesOf(id, value);
	}

	/** Most of them carry the fields of the record. */
	#measured(): Map<number, RegisterValue> {
		const values = this.#options.values();
		const measured = new Map<number, RegisterValue>([
			[0x010a, serialNumber],
			[0x010b, modelName],
			[0x0120, this.#uptime],
			[0x0207, []],
			[0xedb3, this.#power > 0 ? "tracking" : "off"],
			[0xedbb, this.#panelVoltage],
			[0xedda, "none"],
			[0xeddb, 31.5],
			[0xeddc, 231.5],
			[0xeddd, 231.5],
			[0xedd0, 372],
			[0xedd1, 1.27],
		]);
		for (const id of [0x0201, 0xed8d, 0xed8f, 0xedad, 0xedbc, 0xedd3]) {
			const value = values[findRegister(id)!.name];
			if (value !== undefined) measured.set(id, value);
		}
		return measured;
	}

	get #power(): number {
		return number(this.#options.values().pv_power);
	}

	get #panelVoltage(): number {
		return this.#power > 0 ? 31.39 : 0.01;
	}

	#send(command: number, body: Uint8Array): void {
		this.#options.write(Buffer.from(frameText(command, body), "latin1"));
	}
}

function registerBody(id: number, flag: number, value: Uint8Array = new Uint8Array()): Uint8Array {
	return Uint8Array.of(id, id >> 8, flag, ...value);
}

/** A measurement that the register cannot say exactly is rounded as the charger does. */
function bytesOf(id: number, value: RegisterValue): Uint8Array {
	const encoded = encodeRegister(id, value);
	if (encoded.outcome === "refused") throw new Error(encoded.sentence);
	return encoded.bytes;
}
