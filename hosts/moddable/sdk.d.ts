/** What the SDK's typings lack, or have otherwise than its sources. */

interface StringConstructor {
	fromArrayBuffer(buffer: ArrayBufferLike, byteOffset: number, byteLength: number): string;
}

interface ArrayBufferConstructor {
	/** Big-endian, of `length` bytes at least. */
	fromBigInt(value: bigint, length: number): ArrayBuffer;
}

declare module "curve" {
	import type ECPoint from "ecp";

	export default class Curve {
		constructor(name: "secp256r1" | "secp384r1");
		readonly G: ECPoint;
		/** Its order. */
		readonly n: bigint;
		/** Bytes of the order. */
		readonly orderSize: number;
		readonly ec: { mul2(a: ECPoint, ak: bigint, b: ECPoint, bk: bigint): ECPoint };
	}
}

declare module "ecp" {
	export default class ECPoint {
		constructor(x: bigint, y: bigint);
		readonly X: bigint;
	}
}

declare module "modular" {
	export default class Modular {
		constructor(modulus: bigint);
		exp(base: bigint, exponent: bigint): bigint;
	}
}

declare module "mont" {
	export default class Mont {
		constructor(options: { m: bigint });
		mulinv(value: bigint): bigint;
	}
}

declare module "ssl/constants" {
	export const AES: number;
	export const ECDHE_RSA: number;
	export const GCM: number;
	export const SHA256: number;
}

declare module "ssl/stream" {
	export default class SSLStream {
		constructor(bytes: Uint8Array);
	}
}

declare module "ssl/alert" {
	import type { Session } from "ssl/session";

	const alert: { unpacketize(session: Session, fragment: Uint8Array): void };
	export default alert;
}

declare module "ssl/changecipher" {
	import type { Session } from "ssl/session";

	const changeCipherSpec: { unpacketize(session: Session, fragment: Uint8Array): void };
	export default changeCipherSpec;
}

declare module "ssl/handshake" {
	import type { Session } from "ssl/session";
	import type SSLStream from "ssl/stream";

	const handshakeProtocol: { unpacketize(session: Session, message: SSLStream): void };
	export default handshakeProtocol;
}

declare module "ssl/session" {
	/** AES-GCM of one direction. */
	interface Cipher {
		/** The part that is not sent. */
		readonly iv: ArrayBuffer;
		/** The part of the next record that is sent. */
		nonce: bigint;
		readonly enc: {
			/** Decrypting gives nothing when the tag does not fit. */
			process(
				data: Uint8Array | ArrayBuffer,
				result: Uint8Array | undefined,
				nonce: ArrayBuffer,
				additional: ArrayBuffer,
				encrypt: boolean,
			): ArrayBuffer | Uint8Array | undefined;
		};
	}

	interface Transport {
		readable: number;
		writable: number;
		read(view: Uint8Array): void;
		write(bytes: Uint8Array): number;
	}

	export default class Session {
		constructor(options: object);
		initiateHandshake(): void;
		/** One step; true at its end, which may be a bad one. */
		handshake(transport: Transport): boolean;
		/** Null after the peer's leave. */
		read(transport: Transport): Uint8Array | null | undefined;
		write(
			transport: Transport,
			data: Uint8Array | ArrayBuffer,
			options?: { more?: boolean; byteLength?: number },
		): number;
		putData(data: Uint8Array): void;
		/** The last message, until it is answered. */
		readonly handshakeProcess: number;
		readonly alert: object | undefined;
		readonly clientCipher: Cipher | null;
		readonly serverCipher: Cipher | null;
		readSeqNum: bigint;
		writeSeqNum: bigint;
		readonly certificateManager: { readonly signature: number } | undefined;
		/** Ours: the last message of the handshake that came. */
		step?: number;
	}
	export { Session };
}

declare module "file" {
	interface File {
		read(type: ArrayBufferConstructor, byteLength?: number): ArrayBuffer;
	}
}
