/** What Node and the XS engine say to each other; shared by both sides, so the types are the contract. */

import type { GattAction, GattEvent } from "./gatt-protocol";
import type { HttpAction, HttpEvent } from "./http-protocol";
import type { MulticastAction, MulticastEvent } from "./multicast-protocol";
import type { DownloadAction, DownloadEvent, SlotState } from "./update-protocol";

/** Synchronous calls from XS, by first byte. */
export const upcalls = {
	/** → UTF-8 JSON of `Boot`. */
	boot: 0,
	/** 16-byte key → 4 bytes, the handle. */
	openKey: 1,
	/** Handle, 16-byte block → 16-byte block. */
	encryptBlock: 2,
	/** → 4 bytes, the handle of a SHA-256. */
	openHash: 3,
	/** Handle, bytes → nothing. */
	updateHash: 4,
	/** Handle → 32 bytes; the handle ends. */
	endHash: 5,
	/** 4 bytes, the count → as many random bytes. */
	random: 6,
	/** Public key (64), digest (32), signature (64) → 1 byte, 1 when it is valid. ECDSA on P-256. */
	verify: 7,
	/** An order of `slotOrders` (1), bytes → UTF-8: why it cannot be; empty when it is done. */
	slot: 8,
	/** 4 bytes, the number of a download → its bytes that have come. */
	takeDownload: 9,
} as const;

export interface Boot {
	/** Settings as the person wrote them. */
	readonly settings: unknown;
	readonly id: string;
	readonly resetReason: string;
	readonly backlogCapacity: number;
	/** There is a network around to ask for brokers and names. */
	readonly multicast: boolean;
	/** There is a web server. */
	readonly web: boolean;
	/** There are devices to connect to. */
	readonly gatt: boolean;
	/** There is a stand-in for an access point. */
	readonly accessPoint: boolean;
	/** There is a serial line. */
	readonly console: boolean;
	/** There is a VE.Direct cable. */
	readonly vedirect: boolean;
	/** What the firmware retained before its last sleep or restart, in hex; empty after a power cut. */
	readonly retained: string;
	/** Undefined where there is no place for new firmware. */
	readonly slot?: SlotState | undefined;
	/** UTC in milliseconds since 1970. */
	readonly utc: number;
	/** By domain and key. */
	readonly store: Readonly<Record<string, Readonly<Record<string, StoredText>>>>;
}

/** A stored value as JSON. */
export type StoredText = string | number | boolean | { readonly hex: string };

/** From Node to XS. */
export type HostEvent =
	| readonly ["advert", text: string]
	| readonly ["timer", id: number]
	| readonly ["connected", connection: number]
	| readonly ["acknowledged", connection: number, message: number]
	| readonly ["message", connection: number, topic: string, payload: string | null, retained: boolean]
	| readonly ["closed", connection: number, reason: string]
	| MulticastEvent
	| HttpEvent
	| GattEvent
	/** Bytes of the serial line, in hex. */
	| readonly ["serial", data: string]
	/** Bytes of the VE.Direct cable, in hex. */
	| readonly ["vedirect", data: string]
	| DownloadEvent
	| readonly ["stop"];

/** An event and when it happened: monotonic milliseconds, and UTC milliseconds since 1970. */
export type TimedEvent = readonly [monotonic: number, utc: number, event: HostEvent];

/** From XS to Node. */
export type HostAction =
	| readonly ["timer", id: number, delay: number]
	| readonly ["clear", id: number]
	| readonly ["connect", connection: number, options: import("../ports").MqttOptions]
	| readonly ["publish", connection: number, message: number, topic: string, payload: string, retain: boolean]
	| readonly ["subscribe", connection: number, topic: string]
	| readonly ["close", connection: number]
	| readonly ["log", line: string]
	| readonly ["refused", problems: readonly string[]]
	| readonly ["fault", message: string]
	| readonly ["retain", data: string]
	| readonly ["store", domain: string, key: string, value?: StoredText]
	| readonly ["sleep", duration: number]
	| readonly ["restart", reason: string]
	| MulticastAction
	| HttpAction
	| GattAction
	| readonly ["serial_write", text: string]
	| readonly ["vedirect_write", frame: string]
	| DownloadAction
	| readonly ["stopped"];
