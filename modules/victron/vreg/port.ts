/** A connection to the VE.Smart service of one device. Hosts implement it with their radio; `services.ts` has the UUIDs. */

export type Characteristic = "control" | "lastData" | "data";

/**
 * - `not_found`: nobody answers at that address.
 * - `pairing_failed`: a wrong passkey, or none where the device wants one.
 * - `no_service`: the device has no VE.Smart service.
 * - `disconnected`: the link was lost, or the device ended it.
 */
export type GattFailure = "not_found" | "pairing_failed" | "no_service" | "disconnected";

export interface GattTarget {
	/** Lower case with colons. */
	readonly address: string;
	/** 0 to 999999; only for devices that are not bonded yet. */
	readonly passkey: number | undefined;
}

/** No event comes from inside a call; after `onClosed`, and after `close`, nothing comes any more. */
export interface GattEvents {
	/**
	 * The link is encrypted and the three characteristics are there.
	 * @param longestWrite bytes that one write takes: ATT MTU − 3, 20 at least.
	 */
	onConnected(longestWrite: number): void;
	onSubscribed(characteristic: Characteristic): void;
	/** Valid only during the call. */
	onRead(characteristic: Characteristic, value: Uint8Array): void;
	/** Valid only during the call. */
	onNotified(characteristic: Characteristic, value: Uint8Array): void;
	onClosed(reason: GattFailure): void;
}

export interface GattConnection {
	/** To notifications. */
	subscribe(characteristic: Characteristic): void;
	read(characteristic: Characteristic): void;
	/** Without a response; in the order of the calls. The bytes are read during the call. */
	write(characteristic: Characteristic, value: Uint8Array): void;
	close(): void;
}

export interface GattPort {
	/** Connects, pairs and bonds. There is one connection at a time, and no scanning meanwhile. */
	connect(target: GattTarget, events: GattEvents): GattConnection;
}
