/**
 * Instant Readout: one manufacturer payload and the device's key in, a reading or the reason for none out.
 *
 * Encryption: AES-128 in counter mode, the counter block is the nonce (payload bytes 5 and 6) little-endian in bytes
 * 0 and 1, then zeros. A record has at most 16 encrypted bytes, so one block of key stream serves; what is longer
 * (no known device sends it) is decoded as far as 16 bytes go.
 */

import { header, instantReadout, productIdAt, recordTypeAt } from "./advertisement";
import type { BlockCipher, BlockCiphers } from "./cipher";
import { parseKey } from "./hex";
import { makeReading, plainRecord, plainRecordSize } from "./plain-record";
import { productName } from "./products";
import type { Reading } from "./record";
import { recordById } from "./records/index";

/** Why a payload gave no reading. */
export type Refusal = "not_instant_readout" | "too_short" | "wrong_key" | "no_key";

/** What a device needs to be read; its last product and record type are remembered, for they seldom change. */
export class DeviceKey {
	/** Undefined without a key: only plain records can be read. */
	readonly cipher: BlockCipher | undefined;
	/** First byte of the key; -1 without one. */
	readonly first: number;
	productId = -1;
	model: string | undefined;
	recordType = -1;

	constructor(cipher: BlockCipher | undefined, first: number) {
		this.cipher = cipher;
		this.first = first;
	}
}

const blockLength = 16;
/** Record types from here on have two bytes and are not encrypted. */
const twoByteTypes = 0xff00;

export class InstantReadout {
	private readonly ciphers: BlockCiphers;
	/** AES blocks, as bytes, as the cipher takes them, and as words. */
	private readonly counter = new Uint8Array(blockLength);
	private readonly counterBlock = this.counter.buffer;
	private readonly keyStream = new Int32Array(blockLength / 4);
	private readonly keyStreamBlock = this.keyStream.buffer;
	/** The record that `read` gave a reading of last: a plain record, as `plain-record.ts` says. */
	readonly plain = new Uint8Array(plainRecordSize);
	private readonly plaintextWords = new Int32Array(this.plain.buffer, 0, blockLength / 4);
	private readonly plainView = new DataView(this.plain.buffer);

	constructor(ciphers: BlockCiphers) {
		this.ciphers = ciphers;
	}

	/** @param key 32 hex digits; anything else is no key. */
	device(key: string): DeviceKey {
		const bytes = parseKey(key);
		if (bytes === undefined) return new DeviceKey(undefined, -1);
		return new DeviceKey(this.ciphers.aes(bytes), new Uint8Array(bytes)[0]!);
	}

	/** @param data holds the manufacturer payload from `start` to `end`. */
	read(data: Uint8Array, start: number, end: number, device: DeviceKey): Reading | Refusal {
		const length = end - start - header.length;
		if (length < 0)
			return end > start && data[start] !== instantReadout ? "not_instant_readout" : "too_short";
		if (data[start] !== instantReadout) return "not_instant_readout";
		const type = recordTypeAt(data, start);
		device.recordType = type;
		const used = Math.min(length, blockLength);
		if (type < twoByteTypes) {
			if (device.cipher === undefined) return "no_key";
			if (data[start + header.keyCheck] !== device.first) return "wrong_key";
			this.decrypt(data, start, used, device.cipher);
		} else {
			this.take(data, start, used);
		}
		return this.reading(productIdAt(data, start), used, device);
	}

	private take(data: Uint8Array, start: number, length: number): void {
		const from = start + header.length;
		this.plain.set(data.subarray(from, from + length));
	}

	/** Whole words of the whole block: what lies behind a shorter record is never looked at. */
	private decrypt(data: Uint8Array, start: number, length: number, cipher: BlockCipher): void {
		const counter = this.counter;
		counter[0] = data[start + header.counter]!;
		counter[1] = data[start + header.counter + 1]!;
		cipher.encrypt(this.counterBlock, this.keyStreamBlock);
		this.take(data, start, length);
		const keyStream = this.keyStream;
		const words = this.plaintextWords;
		words[0]! ^= keyStream[0]!;
		words[1]! ^= keyStream[1]!;
		words[2]! ^= keyStream[2]!;
		words[3]! ^= keyStream[3]!;
	}

	private reading(productId: number, length: number, device: DeviceKey): Reading {
		if (productId !== device.productId) {
			device.productId = productId;
			device.model = productName(productId);
		}
		const type = device.recordType;
		const view = this.plainView;
		view.setUint16(plainRecord.productId, productId, true);
		view.setUint16(plainRecord.recordType, type, true);
		view.setUint8(plainRecord.length, length);
		return makeReading(view, length, recordById(type), type, productId, device.model);
	}
}
