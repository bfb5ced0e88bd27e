/** For the type check without an SDK: what the typings on npm lack, and what mcconfig makes of the manifests. */

/** Native code by its name in C; xsc takes it only in the form `native("name").call(this, …)`. */
declare function native(name: string): { call(self: unknown, ...values: unknown[]): never };

declare module "crypt" {
	export class Digest {
		constructor(type: "SHA256");
		write(message: string | ArrayBuffer): void;
		close(): ArrayBuffer;
	}
}

declare module "embedded:storage/flash" {
	export interface Flash {
		close(): void;
		read(byteLength: number, byteOffset: number): ArrayBuffer;
		status(): { readonly size: number };
	}

	const FlashStorage: { open(options: { readonly path: string; readonly mode?: "r" | "r+" }): Flash };
	export default FlashStorage;
}

declare module "embedded:update" {
	import type { Flash } from "embedded:storage/flash";

	export interface Updater {
		close(): void;
		complete(): void;
		write(bytes: ArrayBuffer | Uint8Array): void;
	}

	const Update: { open(options: { readonly partition: Flash; readonly mode?: "a" | "w" }): Updater };
	export default Update;
}

/** From `ffi` of `hosts/desktop/manifest.json` and `hosts/esp32/manifest.json`. */
declare module "mc/ffi" {
	export default class FFI {
		processBegin(): void;
		processStopRequested(): number;
		processEnd(): void;
		processResetReason(): string;
		processRandom(bytes: ArrayBuffer, count: number): number;
		processRestart(reason: string, delay: number): void;
		/** Whether it looks for a device to connect to; 0: no. */
		ble_gap_conn_active(): number;
		ble_gap_conn_cancel(): number;
		esp_deep_sleep(microseconds: bigint): void;
		esp_fill_random(bytes: ArrayBuffer, count: number): void;
		esp_get_free_heap_size(): number;
		esp_read_mac(mac: ArrayBuffer, type: number): number;
		esp_reset_reason(): number;
		esp_restart(): void;
		esp_wifi_stop(): number;
	}
}
