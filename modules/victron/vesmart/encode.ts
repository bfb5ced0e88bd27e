/** Packets of VE.Smart networking as a device sends them: for simulated devices and tests, not in the firmware. */

import type { BlockCipher } from "../cipher";
import { nonceLength, packet, packetTypes, tagLength } from "./packet";

export interface NetworkMember {
	/** Made of the network's key. */
	readonly cipher: BlockCipher;
	/** 2 bytes, as on the air. */
	readonly networkId: Uint8Array;
	/** 32 bits. */
	readonly source: number;
}

export interface RegisterValue {
	readonly register: number;
	/** Little-endian. */
	readonly value: Uint8Array;
}

/** @param sequence 48 bits. */
export function encodeSynchronisation(member: NetworkMember, sequence: number): Uint8Array {
	return encode(member, packetTypes.synchronisation, sequence, new Uint8Array(0));
}

/** @returns the plaintext of a packet of data; a legacy advertisement has room for 13 bytes. */
export function encodeRegisters(priority: number, registers: readonly RegisterValue[]): Uint8Array {
	const bytes = [priority];
	for (const { register, value } of registers)
		bytes.push(register & 0xff, register >> 8, value.length, ...value);
	return Uint8Array.from(bytes);
}

/** @param plaintext 16 bytes at most. */
export function encodeData(
	member: NetworkMember,
	sequence: number,
	plaintext: Uint8Array,
	type: number = packetTypes.data,
): Uint8Array {
	return encode(member, type, sequence, plaintext);
}

function encode(
	{ cipher, networkId, source }: NetworkMember,
	type: number,
	sequence: number,
	plaintext: Uint8Array,
): Uint8Array {
	const isData = type !== packetTypes.synchronisation;
	const header = isData ? packet.ciphertext : packet.synchronisationTag;
	const payload = new Uint8Array(header + plaintext.length + tagLength);
	const view = new DataView(payload.buffer);
	const high = Math.floor(sequence / 0x1_0000_0000);
	view.setUint8(0, type);
	view.setUint8(packet.network, networkId[0]!);
	view.setUint32(packet.source, source, true);
	view.setUint32(packet.sequence, sequence % 0x1_0000_0000, true);
	if (!isData) view.setUint16(packet.sequence + 4, high, true);
	const nonce = new Uint8Array(nonceLength);
	nonce[0] = type;
	nonce.set(payload.subarray(packet.sequence, packet.sequence + 4), 1);
	nonce.set([high, high >> 8], 5);
	nonce.set(payload.subarray(packet.source, packet.source + 4), 7);
	nonce.set(networkId, 11);
	payload.set(seal(cipher, nonce, plaintext), header);
	return payload;
}

/** RFC 3610, 2.2 to 2.4, for at most one block. */
function seal(cipher: BlockCipher, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array {
	const block = (flags: number, end: number) => Uint8Array.of(flags, ...nonce, 0, end);
	const encrypted = (bytes: Uint8Array) => {
		const result = new Uint8Array(16);
		cipher.encrypt(bytes.buffer as ArrayBuffer, result.buffer);
		return result;
	};
	let authentication = encrypted(block(0x09, plaintext.length));
	if (plaintext.length > 0)
		authentication = encrypted(authentication.map((byte, i) => byte ^ (plaintext[i] ?? 0)));
	const tagStream = encrypted(block(0x01, 0));
	const textStream = encrypted(block(0x01, 1));
	return Uint8Array.of(
		...plaintext.map((byte, i) => byte ^ textStream[i]!),
		...authentication.subarray(0, tagLength).map((byte, i) => byte ^ tagStream[i]!),
	);
}
