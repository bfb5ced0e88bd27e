/**
 * A Victron device behind the GATT port: the VE.Smart service as captures show it, without a radio. It pairs, tells what
 * it takes, answers each message with a credit and then with a value or refusal for each request, and disconnects when
 * the keep-alive stays away.
 */

import type { Timers } from "../../hosts/ports";
import { hexBytes, hexText } from "../../modules/victron/hex";
import { CborReader, majorTypes, pushByteString, pushHead } from "../../modules/victron/vreg/cbor";
import { keepAliveRegister, opcodes, type VregInstance } from "../../modules/victron/vreg/messages";
import type {
	Characteristic,
	GattConnection,
	GattEvents,
	GattFailure,
	GattPort,
	GattTarget,
} from "../../modules/victron/vreg/port";

export interface PeerDescription {
	/** Lower case with colons. */
	readonly address: string;
	/** 0 to 999999. */
	readonly passkey: number;
	/** What reading the control characteristic gives. */
	readonly offer: Uint8Array;
	/** ATT MTU − 3. */
	readonly longestWrite: number;
	readonly devices: readonly VregInstance[];
	/** Little-endian values by `<instance>/<register>`, both in upper-case hex; a set changes them. */
	readonly registers: Readonly<Record<string, string>>;
}

/** What the device does at the port. */
export type PeerEvent =
	| { readonly kind: "connected" }
	| { readonly kind: "subscribed"; readonly characteristic: Characteristic }
	| { readonly kind: "read"; readonly characteristic: Characteristic; readonly value: Uint8Array }
	| { readonly kind: "notified"; readonly characteristic: Characteristic; readonly value: Uint8Array }
	| { readonly kind: "closed"; readonly reason: GattFailure };

export interface Write {
	readonly characteristic: Characteristic;
	readonly value: Uint8Array;
}

export interface PeerOptions {
	readonly timers: Timers;
	/** Stands between what the device does and what arrives, for devices that misbehave. */
	readonly disturb?: (event: PeerEvent) => readonly PeerEvent[];
	/** A register was set; `place` and `value` as in the description. */
	readonly onSet?: (place: string, value: string) => void;
}

export class GattPeer implements GattPort {
	/** All that was written, in order. */
	readonly written: Write[] = [];
	/** All that happened at the port, in order. */
	readonly happened: PeerEvent[] = [];
	readonly description: PeerDescription;
	readonly #options: PeerOptions;
	#bonded = false;
	/** Connections that were not closed yet. */
	connected = 0;

	constructor(description: PeerDescription, options: PeerOptions) {
		this.description = description;
		this.#options = options;
	}

	connect({ address, passkey }: GattTarget, events: GattEvents): GattConnection {
		const connection = new PeerConnection(this.description, this.#options.timers, {
			deliver: (event) => {
				for (const one of this.#options.disturb?.(event) ?? [event]) this.#happen(one, events, connection);
			},
			written: (write) => this.written.push(write),
			closed: () => this.connected--,
			set: (place, value) => this.#options.onSet?.(place, value),
		});
		this.connected++;
		if (address !== this.description.address) connection.tell({ kind: "closed", reason: "not_found" });
		else if (!this.#bonded && passkey !== this.description.passkey)
			connection.tell({ kind: "closed", reason: "pairing_failed" });
		else {
			this.#bonded = true;
			connection.tell({ kind: "connected" });
		}
		return connection;
	}

	#happen(event: PeerEvent, events: GattEvents, connection: PeerConnection): void {
		if (connection.closed) return;
		this.happened.push(event);
		if (event.kind === "connected") events.onConnected(this.description.longestWrite);
		else if (event.kind === "subscribed") events.onSubscribed(event.characteristic);
		else if (event.kind === "read") events.onRead(event.characteristic, event.value);
		else if (event.kind === "notified") events.onNotified(event.characteristic, event.value);
		else {
			connection.close();
			events.onClosed(event.reason);
		}
	}
}

interface Owner {
	deliver(event: PeerEvent): void;
	written(write: Write): void;
	closed(): void;
	set(place: string, value: string): void;
}

/** Milliseconds of a connection event, and until a device without a keep-alive disconnects. */
const interval = 8;
const patience = 60_000;
/** Bytes of one message to the other side, if it takes that many. */
const longestAnswer = 255;

class PeerConnection implements GattConnection {
	closed = false;
	readonly #description: PeerDescription;
	readonly #timers: Timers;
	readonly #owner: Owner;
	readonly #registers: Map<string, string>;
	#received: number[] = [];
	#sizesKnown = false;
	/** Chunks that the other side still takes, and those that wait for it. */
	#credit = 0;
	readonly #waiting: PeerEvent[] = [];
	#watchdog: unknown;
	readonly #chunk: number;

	constructor(description: PeerDescription, timers: Timers, owner: Owner) {
		this.#description = description;
		this.#timers = timers;
		this.#owner = owner;
		this.#registers = new Map(Object.entries(description.registers));
		this.#chunk = description.offer[5]! | (description.offer[6]! << 8);
		this.#watch(patience);
	}

	subscribe(characteristic: Characteristic): void {
		this.tell({ kind: "subscribed", characteristic });
	}

	read(characteristic: Characteristic): void {
		this.tell({ kind: "read", characteristic, value: this.#description.offer });
	}

	write(characteristic: Characteristic, value: Uint8Array): void {
		if (this.closed) throw new Error("the connection is closed");
		if (value.length > this.#description.longestWrite) throw new Error("longer than a write");
		this.#owner.written({ characteristic, value: value.slice() });
		if (characteristic === "control") {
			this.#onControl(value);
			return;
		}
		this.#received.push(...value);
		if (characteristic === "lastData") this.#onMessage();
	}

	close(): void {
		if (this.closed) return;
		this.closed = true;
		this.#timers.clear(this.#watchdog);
		this.#owner.closed();
	}

	/** With the next connection event. */
	tell(event: PeerEvent): void {
		this.#timers.set(() => {
			if (!this.closed) this.#owner.deliver(event);
		}, interval);
	}

	#onControl(value: Uint8Array): void {
		if (value[0] === 0xfa) this.#sizesKnown = true;
		else if (value[0] === 0xf9) {
			const first = this.#credit === 0 && this.#waiting.length === 0;
			this.#credit += value[1]!;
			if (first && this.#sizesKnown) this.#control(0xf9, 1);
			this.#drain();
		}
	}

	#control(...value: number[]): void {
		this.tell({ kind: "notified", characteristic: "control", value: Uint8Array.from(value) });
	}

	#onMessage(): void {
		const bytes = Uint8Array.from(this.#received);
		this.#received = [];
		if (!this.#sizesKnown || (this.#credit === 0 && this.#waiting.length === 0)) {
			this.#control(0xf7, 3, 0);
			return;
		}
		const answers: number[][] = [];
		const reader = new CborReader(bytes);
		reader.begin(0, bytes.length);
		while (reader.at < bytes.length && !reader.trouble) this.#answer(reader, answers);
		if (reader.trouble) {
			this.#control(0xf7, 2, 0);
			return;
		}
		this.#control(0xf9, 1);
		this.#send(answers);
	}

	#answer(reader: CborReader, answers: number[][]): void {
		const opcode = reader.unsigned();
		if (opcode === opcodes.getDevices) {
			const list = this.#description.devices.flatMap(({ instance, parent }) => [instance, parent]);
			answers.push([opcodes.devices, 0x9f, ...list, 0xff]);
			return;
		}
		const instance = reader.unsigned();
		if (opcode === opcodes.subscribe) {
			const known = this.#description.devices.some((device) => device.instance === instance);
			answers.push([opcodes.response, instance, opcode, known ? 0 : 2]);
		} else if (opcode === opcodes.getValues)
			for (const register of reader.numbers(64)) answers.push(this.#value(instance, register));
		else if (opcode === opcodes.setValues) this.#set(reader, instance, answers);
		else reader.trouble = "malformed";
	}

	/** Two items of an array: register and value. */
	#set(reader: CborReader, instance: number, answers: number[][]): void {
		reader.at++;
		const register = reader.unsigned();
		const value = reader.byteString();
		if (reader.trouble) return;
		const place = placeOf(instance, register);
		if (register === keepAliveRegister) this.#watch(value[0]! | (value[1]! << 8));
		else if (!this.#registers.has(place)) {
			answers.push(refusal(register, 1));
			return;
		} else if (this.#registers.get(place)!.length !== 2 * value.length) {
			answers.push(refusal(register, 2));
			return;
		} else this.#owner.set(place, hexText(value));
		this.#registers.set(place, hexText(value));
		answers.push(this.#value(instance, register));
	}

	#value(instance: number, register: number): number[] {
		const value = this.#registers.get(placeOf(instance, register));
		if (value === undefined) return refusal(register, 1);
		const answer: number[] = [opcodes.value, instance];
		pushHead(answer, majorTypes.unsigned, register);
		pushByteString(answer, hexBytes(value)!);
		return answer;
	}

	/** Answers share messages, and messages are cut into chunks. */
	#send(answers: readonly number[][]): void {
		let message: number[] = [];
		const flush = () => {
			for (let at = 0; at < message.length; at += this.#chunk) {
				const value = Uint8Array.from(message.slice(at, at + this.#chunk));
				const characteristic = at + this.#chunk < message.length ? "data" : "lastData";
				this.#waiting.push({ kind: "notified", characteristic, value });
			}
			message = [];
		};
		for (const answer of answers) {
			if (message.length + answer.length > longestAnswer) flush();
			message.push(...answer);
		}
		flush();
		this.#drain();
	}

	#drain(): void {
		while (this.#credit > 0 && this.#waiting.length > 0) {
			this.#credit--;
			this.tell(this.#waiting.shift()!);
		}
	}

	#watch(delay: number): void {
		this.#timers.clear(this.#watchdog);
		this.#watchdog = this.#timers.set(() => this.tell({ kind: "closed", reason: "disconnected" }), delay);
	}
}

/** As in a description's `registers`. */
export function placeOf(instance: number, register: number): string {
	return `${instance}/${register.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** From instance 0, whatever instance was asked: so the captures have it. */
function refusal(register: number, code: number): number[] {
	const answer: number[] = [opcodes.refusal, 0];
	pushHead(answer, majorTypes.unsigned, register);
	answer.push(code);
	return answer;
}
