/** What the SDK's typings lack, or have otherwise than its sources. */

declare module "crypt" {
	export class BlockCipher {
		constructor(cipher: "AES", key: ArrayBuffer);
		encrypt(block: ArrayBuffer, result?: ArrayBuffer): ArrayBuffer;
	}
}

declare module "file" {
	interface File {
		read(type: ArrayBufferConstructor, byteLength?: number): ArrayBuffer;
	}
}
