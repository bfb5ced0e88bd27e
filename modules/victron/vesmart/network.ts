/**
 * One network of VE.Smart: manufacturer payloads in, registers or the reason for none out.
 *
 * A packet of data tells the low 32 bits of its sequence number; the high 16 are learned from the source's
 * synchronisation, whose authentication covers them. Both kinds are broadcast several times; what has been heard before
 * is told by its number alone, without a look at its content. A number that goes back is a replay.
 */

import type { BlockCiphers } from "../cipher";
import { hexBytes, parseKey } from "../hex";
import { Ccm } from "./ccm";
import { longestPlaintext, packet, packetTypes, tagLength } from "./packet";

/**
 * - `registers`: read them with `next`.
 * - `synchronised`: the source's sequence number is known now.
 * - `repeated`: heard before; most packets are.
 * - `other_network`: of another network, by its first byte.
 * - `unsynchronised`: data of a source whose synchronisation has not been heard.
 * - `wrong_key`: the authentication does not agree: another key, another network with the same first byte, or a
 *   forgery.
 * - `unknown_type`: as `wrong_key`, but the type is one that nobody has seen.
 * - `replayed`: the sequence number is older than the last.
 * - `too_short`, `too_long`: than a packet can be.
 * - `truncated`: its registers end in the middle of one; none of them is told.
 * - `no_room`: more sources than a network may have.
 */
export type VeSmartOutcome =
	| "registers"
	| "synchronised"
	| "repeated"
	| "other_network"
	| "unsynchronised"
	| "wrong_key"
	| "unknown_type"
	| "replayed"
	| "too_short"
	| "too_long"
	| "truncated"
	| "no_room";

/** Victron allows ten devices in a network. */
const mostSources = 16;

/** Places in the entry of a source. The high numbers are stored plus one: 0 is none yet. */
const entry = { source: 0, high: 1, low: 2, dataHigh: 3, dataLow: 4, size: 5 } as const;

/** Bytes before a register's value. */
const registerHeader = 3;

export class VeSmartNetwork {
	private readonly ccm: Ccm;
	/** First byte of the network id. */
	private readonly first: number;
	private readonly sources = new Uint32Array(mostSources * entry.size);
	/** Bytes of plaintext that are registers. */
	private length = 0;
	private at = 0;
	/** Of the last packet that gave registers; its serial number is `serialNumber` of it. */
	source = 0;
	/** 8: voltage or temperature sense, 12: current, 15: charge master. */
	priority = 0;
	/** The register that `next` came to. */
	register = 0;
	/** Place and bytes of its value in `plaintext`, little-endian. */
	valueStart = 0;
	valueLength = 0;
	readonly plaintext: Uint8Array;

	/**
	 * @param id the 2 bytes of the network id in the order of the air, which is that of VictronConnect's database.
	 * @param key 16 bytes.
	 */
	constructor(ciphers: BlockCiphers, id: Uint8Array, key: ArrayBuffer) {
		const ccm = new Ccm(ciphers.aes(key));
		this.first = id[0]!;
		ccm.block[12] = id[0]!;
		ccm.block[13] = id[1]!;
		this.ccm = ccm;
		this.plaintext = ccm.plaintext;
	}

	/**
	 * @param id 4 hex digits, such as `b36f`.
	 * @param key 32 hex digits.
	 * @returns undefined when they are something else.
	 */
	static create(ciphers: BlockCiphers, id: string, key: string): VeSmartNetwork | undefined {
		const idBytes = id.length === 4 ? hexBytes(id) : undefined;
		const keyBytes = parseKey(key);
		if (idBytes === undefined || keyBytes === undefined) return undefined;
		return new VeSmartNetwork(ciphers, idBytes, keyBytes);
	}

	/** @param data holds the manufacturer payload from `start` to `end`; its first byte is one of `packetTypes`. */
	receive(data: Uint8Array, start: number, end: number): VeSmartOutcome {
		this.length = this.at = 0;
		if (end - start < packet.ciphertext + tagLength) return "too_short";
		if (data[start + packet.network] !== this.first) return "other_network";
		const source = numberAt(data, start + packet.source);
		const place = this.find(source);
		if (data[start] === packetTypes.synchronisation) return this.synchronise(data, start, end, source, place);
		return place < 0 ? "unsynchronised" : this.read(data, start, end, place);
	}

	/** The next register of the last packet; false after the last. */
	next(): boolean {
		const at = this.at + 1;
		if (at >= this.length) return false;
		const { plaintext } = this;
		this.register = plaintext[at]! | (plaintext[at + 1]! << 8);
		this.valueLength = plaintext[at + 2]!;
		this.valueStart = at + registerHeader;
		this.at = at + 2 + this.valueLength;
		return true;
	}

	/** A copy. */
	value(): Uint8Array {
		return this.plaintext.slice(this.valueStart, this.valueStart + this.valueLength);
	}

	/** Place of a source's entry; -1 without one. */
	private find(source: number): number {
		const sources = this.sources;
		for (let place = 0; sources[place + entry.high] !== 0 && place < sources.length; place += entry.size)
			if (sources[place] === source) return place;
		return -1;
	}

	private synchronise(
		data: Uint8Array,
		start: number,
		end: number,
		source: number,
		known: number,
	): VeSmartOutcome {
		if (end - start < packet.synchronisationTag + tagLength) return "too_short";
		if (end - start > packet.synchronisationTag + tagLength) return "too_long";
		const sources = this.sources;
		const low = numberAt(data, start + packet.sequence);
		const high = (data[start + 10]! | (data[start + 11]! << 8)) + 1;
		if (known >= 0) {
			const lastHigh = sources[known + entry.high]!;
			const lastLow = sources[known + entry.low]!;
			if (high === lastHigh && low === lastLow) return "repeated";
			if (high < lastHigh || (high === lastHigh && low < lastLow)) return "replayed";
		}
		this.nonce(data, start, high - 1);
		if (!this.ccm.open(data, start + packet.synchronisationTag, 0)) return "wrong_key";
		let place = known;
		if (known < 0) {
			place = 0;
			while (sources[place + entry.high] !== 0 && place < sources.length) place += entry.size;
			if (place === sources.length) return "no_room";
			sources[place] = source;
		}
		sources[place + entry.high] = high;
		sources[place + entry.low] = low;
		return "synchronised";
	}

	private read(data: Uint8Array, start: number, end: number, place: number): VeSmartOutcome {
		const length = end - start - packet.ciphertext - tagLength;
		if (length === 0) return "too_short";
		if (length > longestPlaintext) return "too_long";
		const sources = this.sources;
		const high = sources[place + entry.high]!;
		const low = numberAt(data, start + packet.sequence);
		if (high === sources[place + entry.dataHigh]) {
			const last = sources[place + entry.dataLow]!;
			if (low === last) return "repeated";
			if (low < last) return "replayed";
		}
		this.nonce(data, start, high - 1);
		if (!this.ccm.open(data, start + packet.ciphertext, length))
			return data[start] === packetTypes.data ? "wrong_key" : "unknown_type";
		sources[place + entry.dataHigh] = high;
		sources[place + entry.dataLow] = low;
		if (!this.whole(length)) return "truncated";
		this.length = length;
		this.source = sources[place]!;
		this.priority = this.plaintext[0]! & 15;
		return "registers";
	}

	/** Type, low bits of the sequence number, high bits, source; the network id stands there for good. */
	private nonce(data: Uint8Array, start: number, high: number): void {
		const { block } = this.ccm;
		block[1] = data[start]!;
		const sequence = start + packet.sequence;
		block[2] = data[sequence]!;
		block[3] = data[sequence + 1]!;
		block[4] = data[sequence + 2]!;
		block[5] = data[sequence + 3]!;
		block[6] = high;
		block[7] = high >> 8;
		const source = start + packet.source;
		block[8] = data[source]!;
		block[9] = data[source + 1]!;
		block[10] = data[source + 2]!;
		block[11] = data[source + 3]!;
	}

	/** Whether the plaintext ends where a register does. */
	private whole(length: number): boolean {
		let at = 1;
		while (at + registerHeader <= length) at += registerHeader + this.plaintext[at + 2]!;
		return at === length;
	}
}

/** 32 bits, little-endian, unsigned. */
function numberAt(data: Uint8Array, at: number): number {
	return (data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24)) >>> 0;
}
