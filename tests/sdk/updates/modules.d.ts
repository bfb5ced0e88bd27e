/** Names that the manifest gives. */

declare module "mc/config" {
	const config: Readonly<Record<string, string>>;
	export default config;
}

declare module "desktop/process" {
	export function fillRandom(bytes: ArrayBuffer): void;
}

declare module "rng" {
	export function useRandom(fill: (bytes: ArrayBuffer) => void): void;
}

declare module "moddable/crypto" {
	import type { Crypto } from "../../../hosts/ports";
	export class SdkCrypto {
		constructor(fill: (bytes: ArrayBuffer) => void);
		verifyP256: Crypto["verifyP256"];
		sha256: Crypto["sha256"];
		random: Crypto["random"];
	}
}

declare module "moddable/downloader" {
	import type { Clock, Downloader } from "../../../hosts/ports";
	export class SocketDownloader implements Downloader {
		constructor(clock: Pick<Clock, "utc">, ca: string);
		get: Downloader["get"];
	}
}

declare module "moddable/timers" {
	import type { Timers } from "../../../hosts/ports";
	export const timers: Timers;
}

declare function trace(text: string): void;
