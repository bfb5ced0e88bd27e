/** What the SDK's typings lack, or have otherwise than its sources. */

declare module "bleclient" {
	/** As the C side makes it, little-endian the address. */
	export interface RawAdvert {
		readonly address: ArrayBuffer;
		readonly addressType: number;
		readonly rssi: number;
		/** AD structures. */
		readonly scanResponse: ArrayBuffer;
	}

	export interface RawTarget {
		/** Little-endian. */
		readonly address: ArrayBuffer;
		readonly addressType: number;
	}

	interface BLEClient {
		connect(target: RawTarget): void;
		onAuthenticated(): void;
		onPasskeyRequested(): number;
		onPasskeyConfirm(): void;
		onPasskeyDisplay(): void;
		/** Every event of the C side. */
		callback(event: string, options: RawAdvert): unknown;
	}
}

declare module "btutils" {
	interface Bytes {
		equals(bytes: ArrayBuffer): boolean;
	}
}

declare module "gatt" {
	interface Characteristic {
		readValue(): void;
	}
}

declare module "sm" {
	export default class {
		static deleteBonding(address: ArrayBuffer, addressType: number): void;
	}
}

declare module "gapwhitelist" {
	export default class GAPWhitelist {
		static add(address: string | ArrayBuffer, addressType: number): void;
		static clear(): void;
	}
}
