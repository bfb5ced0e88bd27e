/**
 * Takes the place of the SDK's `ssl/record`: AES-GCM alone, and nothing out of its turn. The SDK takes messages of the
 * handshake in any order, with data among them, and does without the broker's signature when there is none.
 */

import ssl from "ssl/alert";
import changeCipherSpec from "ssl/changecipher";
import handshakeProtocol from "ssl/handshake";
import type { Session } from "ssl/session";
import SSLStream from "ssl/stream";

/** Content types: RFC 5246, 6.2.1. */
const changeOfCipher = 20;
const alert = 21;
const handshake = 22;
const data = 23;

/** Messages of a handshake that a client is sent: RFC 5246, 7.4. */
const serverHello = 2;
const certificate = 11;
const serverKeyExchange = 12;
const certificateRequest = 13;
const serverHelloDone = 14;
const finished = 20;

const header = 5;
const version = 0x0303;
/** Bytes of AES-GCM: the nonce that is sent, and the tag. */
const nonceLength = 8;
const tagLength = 16;
/** `HashAlgorithm` of RFC 5246. */
const sha256 = 4;

/** A record to send. */
function packetize(session: Session, type: number, fragment: Uint8Array | ArrayBuffer): Uint8Array {
	const cipher = session.clientCipher;
	if (!cipher) return join(type, undefined, new Uint8Array(fragment));
	const nonce = ArrayBuffer.fromBigInt(cipher.nonce++, nonceLength);
	const additional = additionalData(session.writeSeqNum++, type, fragment.byteLength);
	const sealed = cipher.enc.process(fragment, undefined, cipher.iv.concat(nonce), additional, true)!;
	return join(type, nonce, new Uint8Array(sealed as ArrayBuffer));
}

/** @param record one, whole. @throws Error for what is out of turn, forged or malformed. */
function unpacketize(session: Session, record: ArrayBuffer): void {
	const bytes = new Uint8Array(record);
	const type = bytes[0]!;
	let fragment: Uint8Array = bytes.subarray(header);
	const cipher = session.serverCipher;
	if (cipher) {
		const length = fragment.length - nonceLength - tagLength;
		if (length < 0) throw new Error("a record is too short");
		const nonce = cipher.iv.concat(fragment.slice(0, nonceLength).buffer as ArrayBuffer);
		const sealed = fragment.subarray(nonceLength);
		const additional = additionalData(session.readSeqNum++, type, length);
		const open = cipher.enc.process(sealed, sealed, nonce, additional, false);
		if (!open) throw new Error("a record is forged");
		fragment = open as Uint8Array;
	}
	switch (type) {
		case changeOfCipher:
			if (session.step !== serverHelloDone || !session.clientCipher || cipher) outOfTurn(type);
			changeCipherSpec.unpacketize(session, fragment);
			break;
		case alert:
			ssl.unpacketize(session, fragment);
			break;
		case handshake:
			messages(session, fragment);
			break;
		default:
			if (type !== data || session.step !== finished) outOfTurn(type);
			session.putData(fragment);
	}
}

function messages(session: Session, fragment: Uint8Array): void {
	for (let at = 0; at < fragment.length; ) {
		const type = fragment[at]!;
		const length = (fragment[at + 1]! << 16) | (fragment[at + 2]! << 8) | fragment[at + 3]!;
		const end = at + 4 + length;
		if (!(end <= fragment.length)) throw new Error("a message is in parts");
		const last = session.step;
		const inTurn =
			type === serverHello
				? last === undefined
				: type === certificate
					? last === serverHello
					: type === serverKeyExchange
						? last === certificate && isSignedByKey(session, fragment.subarray(at + 4, end))
						: type === certificateRequest
							? last === serverKeyExchange
							: type === serverHelloDone
								? last === serverKeyExchange || last === certificateRequest
								: type === finished && last === serverHelloDone && !!session.serverCipher;
		// until its end, a handshake is not encrypted
		if (!inTurn || (type !== finished && session.serverCipher)) outOfTurn(type);
		session.step = type;
		handshakeProtocol.unpacketize(session, new SSLStream(fragment.subarray(at, end)));
		at = end;
	}
}

/** The SDK verifies a signature, but leaves it out where the message names no hash or no kind of key. */
function isSignedByKey({ certificateManager }: Session, body: Uint8Array): boolean {
	const algorithm = 4 + body[3]!;
	return body[algorithm] === sha256 && body[algorithm + 1] === certificateManager!.signature;
}

function outOfTurn(type: number): never {
	throw new Error(`message ${type} is out of turn`);
}

function additionalData(number: bigint, type: number, length: number): ArrayBuffer {
	const bytes = new Uint8Array(13);
	bytes.set(new Uint8Array(ArrayBuffer.fromBigInt(number, 8)));
	bytes[8] = type;
	writeHead(bytes, 9, length);
	return bytes.buffer;
}

function join(type: number, nonce: ArrayBuffer | undefined, fragment: Uint8Array): Uint8Array {
	const before = header + (nonce ? nonceLength : 0);
	const bytes = new Uint8Array(before + fragment.length);
	bytes[0] = type;
	writeHead(bytes, 1, bytes.length - header);
	if (nonce) bytes.set(new Uint8Array(nonce), header);
	bytes.set(fragment, before);
	return bytes;
}

function writeHead(bytes: Uint8Array, at: number, length: number): void {
	bytes[at] = version >> 8;
	bytes[at + 1] = version & 0xff;
	bytes[at + 2] = length >> 8;
	bytes[at + 3] = length;
}

export default {
	name: "record",
	change_cipher_spec: changeOfCipher,
	alert,
	handshake,
	application_data: data,
	packetize,
	unpacketize,
};
