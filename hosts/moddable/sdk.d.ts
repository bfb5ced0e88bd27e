/** What the SDK's typings lack, or have otherwise than its sources. */

interface StringConstructor {
	fromArrayBuffer(buffer: ArrayBufferLike, byteOffset: number, byteLength: number): string;
}

declare module "crypt" {
	export class BlockCipher {
		constructor(cipher: "AES", key: ArrayBuffer);
		encrypt(block: ArrayBuffer, result?: ArrayBuffer): ArrayBuffer;
	}
}

declare module "curve" {
	export default class Curve {
		constructor(name: "secp256r1");
	}
}

declare module "ecdsa" {
	import type Curve from "curve";
	import type ECPoint from "ecp";

	export default class ECDSA {
		constructor(key: ECPoint, curve: Curve);
		/** @param signature r and s. */
		verify(digest: ArrayBuffer, signature: ArrayBuffer): boolean;
	}
}

declare module "ecp" {
	export default class ECPoint {
		constructor(x: bigint, y: bigint);
	}
}

declare module "file" {
	interface File {
		read(type: ArrayBufferConstructor, byteLength?: number): ArrayBuffer;
	}
}
