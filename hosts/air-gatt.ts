/**
 * Connections of the simulated air: one TCP connection is one link to one device. Both sides send lines of JSON: ASCII,
 * `\n` at the end, values in hex.
 *
 * | from who connects                                                   |                                         |
 * |---------------------------------------------------------------------|-----------------------------------------|
 * | `{"kind":"connect","address":"fa:ac:27:84:c6:6f","passkey":123456}` | first, and once; `passkey` may be absent |
 * | `{"kind":"subscribe","characteristic":"control"}`                   |                                         |
 * | `{"kind":"read","characteristic":"control"}`                        |                                         |
 * | `{"kind":"write","characteristic":"lastData","value":"0601"}`       | without a response                      |
 *
 * | from the device                                                     |                                         |
 * |---------------------------------------------------------------------|-----------------------------------------|
 * | `{"kind":"connected","longestWrite":74}`                            | 20 to 512 bytes                         |
 * | `{"kind":"subscribed","characteristic":"control"}`                  |                                         |
 * | `{"kind":"read","characteristic":"control","value":"000401"}`       |                                         |
 * | `{"kind":"notified","characteristic":"data","value":"0800"}`        |                                         |
 * | `{"kind":"closed","reason":"pairing_failed"}`                       | last; a reason as `GattFailure` has it  |
 *
 * Either side ends the link with the TCP connection, also when it does not understand a line.
 */

import { hexBytes, hexText } from "victron/hex";
import type {
	Characteristic,
	GattConnection,
	GattEvents,
	GattFailure,
	GattTarget,
} from "../modules/victron/vreg/port";

/** Bytes of the longest value of an attribute (Bluetooth Core, Vol 3, Part F, 3.2.9). */
const longestValue = 512;
const shortestWrite = 20;
const highestPasskey = 999_999;
/** Characters of a line: the longest value in hex, and what is around it. */
const longestLine = 1200;

export type AirOrder =
	| { readonly kind: "connect"; readonly address: string; readonly passkey: number | undefined }
	| { readonly kind: "subscribe" | "read"; readonly characteristic: Characteristic }
	| { readonly kind: "write"; readonly characteristic: Characteristic; readonly value: Uint8Array };

export type AirEvent =
	| { readonly kind: "connected"; readonly longestWrite: number }
	| { readonly kind: "subscribed"; readonly characteristic: Characteristic }
	| {
			readonly kind: "read" | "notified";
			readonly characteristic: Characteristic;
			readonly value: Uint8Array;
	  }
	| { readonly kind: "closed"; readonly reason: GattFailure };

/** With its line end. */
export function airLine(message: AirOrder | AirEvent): string {
	const shown = "value" in message ? { ...message, value: hexText(message.value) } : message;
	return `${JSON.stringify(shown)}\n`;
}

/** Undefined when it is none. */
export function airOrder(line: string): AirOrder | undefined {
	const { kind, address, passkey, characteristic, value } = membersOf(line);
	switch (kind) {
		case "connect":
			if (typeof address !== "string" || !(passkey === undefined || isWhole(passkey, 0, highestPasskey)))
				return undefined;
			return { kind, address, passkey };
		case "subscribe":
		case "read":
			return isCharacteristic(characteristic) ? { kind, characteristic } : undefined;
		case "write": {
			const bytes = attributeValue(value);
			return bytes && isCharacteristic(characteristic) ? { kind, characteristic, value: bytes } : undefined;
		}
		default:
			return undefined;
	}
}

/** Undefined when it is none. */
export function airEvent(line: string): AirEvent | undefined {
	const { kind, longestWrite, characteristic, value, reason } = membersOf(line);
	switch (kind) {
		case "connected":
			return isWhole(longestWrite, shortestWrite, longestValue) ? { kind, longestWrite } : undefined;
		case "subscribed":
			return isCharacteristic(characteristic) ? { kind, characteristic } : undefined;
		case "read":
		case "notified": {
			const bytes = attributeValue(value);
			return bytes && isCharacteristic(characteristic) ? { kind, characteristic, value: bytes } : undefined;
		}
		case "closed":
			return isFailure(reason) ? { kind, reason } : undefined;
		default:
			return undefined;
	}
}

/** Cuts what comes into lines. */
export class AirLines {
	private begun = "";

	/**
	 * @param onLine false ends it.
	 * @returns false when that was said, or when a line is too long: nothing after it is looked at.
	 */
	receive(bytes: Uint8Array, onLine: (line: string) => boolean): boolean {
		for (const byte of bytes) {
			if (byte === 0x0a) {
				const line = this.begun;
				this.begun = "";
				if (!onLine(line)) return false;
			} else if (this.begun.length === longestLine) return false;
			else this.begun += String.fromCharCode(byte);
		}
		return true;
	}
}

/** The TCP connection under a link. */
export interface AirStream {
	/** Lines in order; what comes before it is connected waits. */
	send(text: string): void;
	/** Nothing more is told to the link after this. */
	end(): void;
}

/** The connecting end of a link: what a host's socket hands it becomes events of the GATT port. */
export class AirLink implements GattConnection {
	private readonly events: GattEvents;
	private readonly lines = new AirLines();
	private stream: AirStream | undefined;
	private connected = false;

	constructor(events: GattEvents) {
		this.events = events;
	}

	/** Once. */
	begin(stream: AirStream, { address, passkey }: GattTarget): void {
		this.stream = stream;
		this.#send({ kind: "connect", address, passkey });
	}

	receive(bytes: Uint8Array): void {
		if (!this.lines.receive(bytes, (line) => this.#onLine(line))) this.#end("disconnected");
	}

	/** The TCP connection is lost, or there was none. */
	lost(): void {
		this.#end(this.connected ? "disconnected" : "not_found");
	}

	subscribe(characteristic: Characteristic): void {
		this.#send({ kind: "subscribe", characteristic });
	}

	read(characteristic: Characteristic): void {
		this.#send({ kind: "read", characteristic });
	}

	write(characteristic: Characteristic, value: Uint8Array): void {
		this.#send({ kind: "write", characteristic, value });
	}

	close(): void {
		const stream = this.stream;
		this.stream = undefined;
		stream?.end();
	}

	#send(order: AirOrder): void {
		this.stream?.send(airLine(order));
	}

	/** @returns false: not understood. */
	#onLine(line: string): boolean {
		const event = airEvent(line);
		if (this.stream === undefined) return true;
		switch (event?.kind) {
			case "connected":
				this.connected = true;
				this.events.onConnected(event.longestWrite);
				return true;
			case "subscribed":
				this.events.onSubscribed(event.characteristic);
				return true;
			case "read":
				this.events.onRead(event.characteristic, event.value);
				return true;
			case "notified":
				this.events.onNotified(event.characteristic, event.value);
				return true;
			case "closed":
				this.#end(event.reason);
				return true;
			default:
				return false;
		}
	}

	#end(reason: GattFailure): void {
		if (this.stream === undefined) return;
		this.close();
		this.events.onClosed(reason);
	}
}

function membersOf(line: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}

function attributeValue(value: unknown): Uint8Array | undefined {
	return typeof value === "string" && value.length <= 2 * longestValue ? hexBytes(value) : undefined;
}

function isWhole(value: unknown, least: number, most: number): value is number {
	return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function isCharacteristic(value: unknown): value is Characteristic {
	return value === "control" || value === "lastData" || value === "data";
}

function isFailure(value: unknown): value is GattFailure {
	return (
		value === "not_found" || value === "pairing_failed" || value === "no_service" || value === "disconnected"
	);
}
