/**
 * The hardware and the world, one small interface each. A host implements them; `main.ts` hands them to the
 * modules; tests bring fakes. Times are milliseconds unless said.
 */

import type { BlockCiphers } from "victron/cipher";
import type { GattPort } from "../modules/victron/vreg/port";

export type { Multicast, MulticastSocket } from "network/multicast";
export type { BlockCipher, BlockCiphers } from "victron/cipher";
export type { GattPort } from "../modules/victron/vreg/port";

/** Hears advertisements. */
export interface Scanner {
	/**
	 * @param onAdvert `address` is lower case with colons (`fa:ac:27:84:c6:6f`), `rssi` in dBm, `data` the AD structures
	 * of the advertisement (length, type, content, repeated), valid only during the call. It does not throw.
	 */
	start(onAdvert: (address: string, rssi: number, data: Uint8Array) => void): void;
	stop(): void;
	/** Hears nothing until `resume`: the radio is needed otherwise. */
	pause(): void;
	resume(): void;
	/** For `duration`, hears every device around and not only those that are configured; then calls `onEnd`. */
	discover(duration: number, onEnd: () => void): void;
}

export interface Timers {
	/** Calls once after `delay`; returns what `clear` takes. */
	set(callback: () => void, delay: number): unknown;
	/** Calls every `interval`. */
	repeat(callback: () => void, interval: number): unknown;
	clear(timer: unknown): void;
}

export interface Clock {
	/** Never goes back; starts anywhere. */
	monotonic(): number;
	/** UTC since 1970, or undefined until the clock is set. */
	utc(): number | undefined;
}

/** A large text in parts, each made when it is asked for and every time the same: never all of it in memory. */
export interface LongText {
	readonly count: number;
	part(index: number): string;
}

/** Messages are UTF-8 text; topics carry no wildcards. */
export interface MqttMessage {
	readonly topic: string;
	readonly payload: string | LongText;
	readonly retain: boolean;
}

export interface MqttOptions {
	/** Empty: to be found. */
	readonly host: string;
	/** What the broker's certificate is made out to, where that is not the host. */
	readonly serverName?: string;
	readonly port: number;
	readonly tls: boolean;
	/** PEM of the authority to trust; empty for the host's own list. */
	readonly ca: string;
	readonly username: string;
	readonly password: string;
	/** Client identifier. */
	readonly id: string;
	/** Seconds. */
	readonly keepAlive: number;
	readonly will: MqttMessage & { readonly payload: string };
}

/** After `onClosed` nothing comes any more; a new connection is a new object. No event comes from inside a call. */
export interface MqttEvents {
	/** CONNACK with success. */
	onConnected(): void;
	/** PUBACK of the message that was published with this number. */
	onAcknowledged(number: number): void;
	/**
	 * @param payload undefined where it was longer than 4,096 bytes: no more is held of a message.
	 * @param retained the broker had it before the subscription.
	 */
	onMessage(topic: string, payload: string | undefined, retained: boolean): void;
	/** Refused, lost or closed; `reason` is a few words for people without secrets. */
	onClosed(reason: string): void;
}

/** One connection of MQTT 3.1.1 with a clean session. */
export interface MqttConnection {
	/** QoS 1. The caller keeps few unacknowledged (the session's window) and numbers them from 1 to 65535. */
	publish(number: number, message: MqttMessage): void;
	/** QoS 1. */
	subscribe(topic: string): void;
	/** DISCONNECT, so that the will stays unsent; then `onClosed`. */
	close(): void;
}

export interface MqttTransport {
	connect(options: MqttOptions, events: MqttEvents): MqttConnection;
}

/** An access point as it was last joined: joining it again needs no search. */
export interface WifiPlace {
	/** Lower case with colons. */
	readonly bssid: string;
	/** 1 to 13. */
	readonly channel: number;
}

/** Joins one network; the policy is elsewhere. No event comes from inside a call. */
export interface Wifi {
	/** Joins, and looks nowhere else when there is a `place`; then `onUp` or `onDown` follows, or nothing at all. */
	connect(ssid: string, password: string, place: WifiPlace | undefined): void;
	/** Ends the connection or the attempt; an `onDown` may follow. */
	disconnect(): void;
	/** Where it is joined now. */
	place(): WifiPlace | undefined;
	/**
	 * @param onUp joined, with an address.
	 * @param onDown not joined any more, or the attempt failed.
	 */
	listen(onUp: () => void, onDown: (reason: "password" | "other") => void): void;
}

/** The way to the broker. The radio stays off until it is wanted. */
export interface Network {
	/** Wanted from now on; joins, and joins again when it is lost. Asked twice, it does nothing. */
	up(): void;
	/** Not wanted any more. */
	down(): void;
	/** Signal of the WiFi in dBm; undefined where there is none. */
	rssi(): number | undefined;
}

export interface System {
	/** Last 6 hex digits of the MAC, lower case: the default of `site.id`. */
	readonly id: string;
	/** `power_on`, `deep_sleep`, `restart`, `panic`, `brown_out`, `watchdog`, `other`, or what `restart` was told. */
	readonly resetReason: string;
	/** Bytes in use and free in the XS heaps; what a host cannot tell is absent. */
	memory(): { readonly chunks?: number; readonly slots?: number; readonly free?: number };
	/** One line for the person at the machine; never a secret. */
	log(line: string): void;
	/** Starts anew; the reason is in the next start's `resetReason`. */
	restart(reason: string): void;
	/** A port caught an exception of the firmware's; `origin` is the port. */
	onFault(callback: (origin: string, message: string) => void): void;
	/** Asked to end in order (a signal, a restart): publish what is pending, say goodbye, then call `done`. */
	onStop(callback: (done: () => void) => void): void;
}

export type StoredValue = string | number | boolean | ArrayBuffer;

/** Keeps small values through a power cut: preferences (NVS) on a device. Domain and key: 15 characters at most. */
export interface Store {
	/** Undefined when there is none. */
	get(domain: string, key: string): StoredValue | undefined;
	/** @throws when it cannot be kept: no room, or a limit of the hardware. */
	set(domain: string, key: string, value: StoredValue): void;
	delete(domain: string, key: string): void;
	keys(domain: string): readonly string[];
}

/** Deep sleep, and the memory that survives it. */
export interface Power {
	/** Sleeps at once; what follows is a new start. Milliseconds. */
	sleep(duration: number): void;
	/** What was retained before the last sleep or restart; undefined after a power cut or when it is corrupt. */
	retained(): ArrayBuffer | undefined;
	/** Keeps `data` until the next power cut; 6 KB at most. */
	retain(data: ArrayBuffer): void;
}

/** A hash that is made part by part. */
export interface Hash {
	/** The bytes are read during the call. */
	update(data: Uint8Array): void;
	/** 32 bytes, once. */
	digest(): Uint8Array;
}

export interface Crypto {
	sha256(): Hash;
	/** Fit for secrets. */
	random(count: number): Uint8Array;
	/**
	 * ECDSA on the curve P-256. Numbers are big-endian.
	 * @param publicKey X and Y, 64 bytes.
	 * @param digest SHA-256, 32 bytes.
	 * @param signature r and s, 64 bytes.
	 */
	verifyP256(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean;
}

/** A serial line to a person or a program, 8N1. */
export interface SerialLine {
	/** @param onData bytes as they come, valid only during the call. */
	open(onData: (data: Uint8Array) => void): void;
	/**
	 * Queues whole lines as UTF-8; where nobody reads, whole texts are dropped. Parts of a long text are asked for once, in
	 * order, as the line has room for them.
	 */
	write(text: string | LongText): void;
}

/** The cable to a VE.Direct device: 19200 baud, 8N1. */
export interface VeDirectCable {
	/** Frames can be sent; otherwise it only listens. */
	readonly twoWay: boolean;
	/** @param onData bytes as they come, valid only during the call. */
	open(onData: (data: Uint8Array) => void): void;
	/** One frame, ASCII; dropped whole where the line is full or away. */
	write(frame: string): void;
	/** Nothing comes any more. */
	close(): void;
}

export interface HttpRequest {
	/** Upper case. */
	readonly method: string;
	/** With the query, as it came: it begins with a slash. */
	readonly path: string;
	/** By lower-case name; what came twice is joined with `, `. 4 KB at most in all. */
	readonly headers: ReadonlyMap<string, string>;
	/** Bytes of the body that were announced; 0 without one. A body without a length is refused by the host (411). */
	readonly length: number;
}

/** Takes the body of one request. After `onEnd` or `onClosed` nothing comes any more. */
export interface HttpBody {
	/** Valid only during the call. */
	onData(data: Uint8Array): void;
	onEnd(): void;
	/** The client has gone before its end. */
	onClosed(): void;
}

/** The answer to one request. The host ends a connection that idles, and one whose answer is complete. */
export interface HttpExchange {
	/** The whole answer, once. Names in `headers` are lower case; `content-length` is the host's. */
	respond(status: number, headers: Readonly<Record<string, string>>, body: string | LongText): void;
	/** Instead: a status 200 with the page of the web interface, HTML in gzip. */
	respondPage(headers: Readonly<Record<string, string>>): void;
	/** Instead: a status 200 whose body goes on until the client goes. */
	stream(headers: Readonly<Record<string, string>>, onClosed: () => void): void;
	/** More of a stream. False: the client is too slow, this was dropped. */
	send(text: string): boolean;
	/** Ends the connection. */
	close(): void;
}

export interface WebServer {
	/**
	 * Listens from now on. `onRequest` gives what takes the body, or nothing when the answer needs none: the host then
	 * reads no more of it.
	 */
	start(onRequest: (request: HttpRequest, exchange: HttpExchange) => HttpBody | undefined): void;
}

/** The device's own WiFi for its first settings. */
export interface AccessPoint {
	/** The WiFi that is set refused its password before it was ever joined: it is to be set anew. */
	readonly wanted: boolean;
	/** Opens it without a password; every name that is asked for there leads to the device. */
	start(name: string): void;
	/** Somebody has joined it. */
	onJoined(callback: () => void): void;
}

export interface DownloadEvents {
	/**
	 * @param length of the body in bytes; undefined where the server does not say.
	 * @param location of a redirect, as it came; redirects are not followed.
	 */
	onHead(status: number, length: number | undefined, location: string | undefined): void;
	/** Valid only during the call. */
	onData(data: Uint8Array): void;
	onEnd(): void;
	/** Words for people. Nothing comes any more. */
	onFailed(reason: string): void;
}

/** Fetches over HTTP or HTTPS. */
export interface Downloader {
	/** No event comes from inside the call. After `close` nothing comes any more. */
	get(url: string, events: DownloadEvents): { close(): void };
}

/** The place in flash for the next firmware. */
export interface UpdateSlot {
	/** Bytes that it holds. */
	readonly size: number;
	/** Of this device, as in the header of an image: `esp_chip_id_t`. */
	readonly chip: number;
	/** This start runs a new image that is not confirmed yet: without that, the next start is the old one. */
	readonly trial: boolean;
	/** @throws when it cannot be written. So do `write` and `complete`. */
	begin(): void;
	write(data: Uint8Array): void;
	/** The next start runs it, on trial. */
	complete(): void;
	/** What was written is nothing. */
	abort(): void;
	confirm(): void;
	/** Restarts the old image at once. */
	rollBack(): void;
}

/** Where the settings come from: JSON as people write it on the npm host, preferences on a device. */
export interface SettingsSource {
	/** Nested at the dots, `devices` an array. */
	read(): unknown;
	/** The sentences for what was refused; a command line may end here. */
	refused(problems: readonly string[]): void;
}

/** All of it, as `main.ts` takes it. */
export interface Host {
	readonly scanner: Scanner;
	readonly timers: Timers;
	readonly clock: Clock;
	readonly mqtt: MqttTransport;
	readonly ciphers: BlockCiphers;
	readonly network: Network;
	readonly system: System;
	readonly power: Power;
	readonly store: Store;
	readonly settings: SettingsSource;
	readonly crypto: Crypto;
	/** Connections to devices; no adverts are heard meanwhile. Undefined without a radio for them. */
	readonly gatt: GattPort | undefined;
	/** There is one where `vedirect.rx` or a port is set. */
	readonly vedirect: VeDirectCable | undefined;
	/** Undefined where there is none, as for the next four. */
	readonly console: SerialLine | undefined;
	readonly web: WebServer | undefined;
	/** There is one where `wifi.ssid` has to be set. */
	readonly accessPoint: AccessPoint | undefined;
	readonly downloader: Downloader | undefined;
	readonly updateSlot: UpdateSlot | undefined;
	/** Readings that may wait while the broker is away. */
	readonly backlogCapacity: number;
}
