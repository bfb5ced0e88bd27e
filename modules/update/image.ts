/**
 * Judges a firmware image while it streams by, in constant memory. The layout is ESP-IDF's (`esp_app_format.h`,
 * `esp_app_desc.h`), little-endian: a header of 24 bytes, segments of an 8-byte header and their data, of which the
 * first begins with the description of the app, zeros and a checksum byte up to a multiple of 16, and the SHA-256 of
 * all that. A signature may follow: `HELIOSIG`, then r and s of ECDSA on P-256 over the SHA-256 of all before it.
 */

import type { Crypto, Hash } from "../../hosts/ports";

export interface ImageOptions {
	/** Bytes that the slot holds. */
	readonly size: number;
	/** `esp_chip_id_t` of this device. */
	readonly chip: number;
	/** Bytes that are announced to come, signature included; undefined when nobody says. */
	readonly announced: number | undefined;
	/** X and Y of the key that must have signed it; undefined takes any. */
	readonly key: Uint8Array | undefined;
	readonly crypto: Pick<Crypto, "sha256" | "verifyP256">;
	/** Takes the image without its signature, and nothing of one that is not for this device. */
	readonly write: (data: Uint8Array) => void;
}

/** Begins the version in the description of every app of this project: all apps of the SDK share one name. */
export const project = "heliograph-";
export const signatureMagic = "HELIOSIG";
export const signatureLength = 72;

const headerLength = 24;
const segmentHeaderLength = 8;
const descriptionAt = headerLength + segmentHeaderLength;
const descriptionLength = 256;
const headLength = descriptionAt + descriptionLength;
const digestLength = 32;
/** Head, checksum and SHA-256. */
const smallest = headLength + 16 + digestLength;
const mostSegments = 16;

const chips: Readonly<Record<number, string>> = {
	0: "ESP32",
	2: "ESP32-S2",
	5: "ESP32-C3",
	9: "ESP32-S3",
	13: "ESP32-C6",
};

export class ImageCheck {
	private readonly options: ImageOptions;
	/** Of the image up to its own SHA-256, and with that. */
	private readonly hash: Hash;
	private readonly signed: Hash | undefined;
	/** What has to be seen whole: first the head, then headers of segments, last the image's SHA-256 and signature. */
	private kept: Uint8Array = new Uint8Array(headLength);
	private filled = 0;
	#received = 0;
	/** Where the next segment begins, and how many are left. */
	private next = headerLength;
	private segments = 0;
	/** Where the image's SHA-256 begins; infinite until the last segment's length is known. */
	private digestAt = Number.POSITIVE_INFINITY;
	#version: string | undefined;

	constructor(options: ImageOptions) {
		this.options = options;
		this.hash = options.crypto.sha256();
		this.signed = options.key && options.crypto.sha256();
	}

	/** Of the firmware in the image; undefined until its head has been read. */
	get version(): string | undefined {
		return this.#version;
	}

	/** Bytes taken so far. */
	get received(): number {
		return this.#received;
	}

	/** What is wrong with the length alone, before anything is taken. */
	begin(): string | undefined {
		const { announced, size } = this.options;
		if (announced === undefined) return undefined;
		if (announced < smallest) return `${announced} bytes are too few for a firmware image`;
		return announced > size + signatureLength ? tooLarge(size, announced) : undefined;
	}

	/** Takes the next bytes. Gives what is wrong with them: then nothing may follow. */
	take(data: Uint8Array): string | undefined {
		let at = 0;
		if (this.#version === undefined) {
			at = Math.min(headLength - this.filled, data.length);
			this.kept.set(data.subarray(0, at), this.filled);
			this.filled += at;
			this.#received += at;
			if (this.kept[0] !== 0xe9 && this.filled > 0)
				return `this is no firmware image${this.kept[0] === 0x3c ? " but a Web page" : ""}`;
			if (this.filled < headLength) return undefined;
			const problem = this.head();
			if (problem !== undefined) return problem;
		}
		return at < data.length ? this.body(at === 0 ? data : data.subarray(at)) : undefined;
	}

	/** All has come. Gives what is wrong with the whole; only without an answer it may ever start. */
	end(): string | undefined {
		const { announced, crypto, key } = this.options;
		const end = this.digestAt + digestLength;
		if (this.#received < (announced ?? smallest) || this.#received < end)
			return `the image ends after ${this.#received} bytes, too early`;
		const digest = this.hash.digest();
		for (let index = 0; index < digestLength; index++)
			if (digest[index] !== this.kept[index]) return "the image is damaged: its SHA-256 does not fit";
		const signature = this.kept.subarray(digestLength);
		const extra = this.#received - end;
		if (extra > 0 && (extra !== signatureLength || !isSignature(signature)))
			return "what follows the image is no signature";
		if (key === undefined) return undefined;
		if (extra === 0) return "the image is not signed, and update.key is set";
		const valid = crypto.verifyP256(key, this.signed!.digest(), signature.slice(signatureMagic.length));
		return valid ? undefined : "the signature is not by the key in update.key";
	}

	private head(): string | undefined {
		const { chip } = this.options;
		const head = this.kept;
		const view = new DataView(head.buffer);
		const segments = head[1]!;
		const imageChip = view.getUint16(12, true);
		const first = view.getUint32(headerLength + 4, true);
		if (imageChip !== chip)
			return `the image is for ${chipName(imageChip)}, and this device has ${chipName(chip)}`;
		if (segments === 0 || segments > mostSegments || first < descriptionLength)
			return "the image is damaged: its segments make no sense";
		if (view.getUint32(descriptionAt, true) !== 0xabcd5432)
			return "the image is another project's: it has no description";
		const version = text(head, descriptionAt + 16);
		if (!version.startsWith(project))
			return `the image is another project's: ${text(head, descriptionAt + 48) || "it has no name"}`;
		if (head[23] !== 1) return "the image carries no SHA-256 of itself";
		this.segments = segments;
		this.kept = new Uint8Array(digestLength + signatureLength);
		this.filled = 0;
		this.#version = version.slice(project.length);
		const problem = this.segment(first);
		if (problem === undefined) this.pass(head, head.length);
		return problem;
	}

	/** @param data not empty, and after the head. */
	private body(data: Uint8Array): string | undefined {
		const position = this.#received;
		this.#received += data.length;
		while (this.segments > 0) {
			const byte = data[this.next + this.filled - position];
			if (byte === undefined) break;
			this.kept[this.filled++] = byte;
			if (this.filled < segmentHeaderLength) continue;
			this.filled = 0;
			const problem = this.segment(new DataView(this.kept.buffer).getUint32(4, true));
			if (problem !== undefined) return problem;
		}
		const end = this.digestAt + digestLength;
		if (this.#received > end + signatureLength) return "what follows the image is no signature";
		const digestAt = Math.max(0, this.digestAt - position);
		if (digestAt < data.length) {
			const tail = data.subarray(digestAt);
			this.kept.set(tail, this.filled);
			this.filled += tail.length;
		}
		const image = data.subarray(0, Math.min(data.length, Math.max(0, end - position)));
		if (image.length > 0) this.pass(image, Math.min(digestAt, image.length));
		return undefined;
	}

	/** The segment at `#next` has so many bytes of data. */
	private segment(length: number): string | undefined {
		const { size } = this.options;
		this.next += segmentHeaderLength + length;
		this.segments--;
		const digestAt = this.next + 16 - (this.next % 16);
		if (digestAt + digestLength > size) return tooLarge(size, digestAt + digestLength);
		if (this.segments === 0) this.digestAt = digestAt;
		return undefined;
	}

	/** @param hashed bytes before the image's SHA-256. */
	private pass(image: Uint8Array, hashed: number): void {
		if (hashed > 0) this.hash.update(hashed < image.length ? image.subarray(0, hashed) : image);
		this.signed?.update(image);
		this.options.write(image);
	}
}

function isSignature(bytes: Uint8Array): boolean {
	for (let index = 0; index < signatureMagic.length; index++)
		if (bytes[index] !== signatureMagic.charCodeAt(index)) return false;
	return true;
}

function tooLarge(size: number, length: number): string {
	return `the image has at least ${length} bytes, and the slot holds ${size}`;
}

function chipName(chip: number): string {
	return chips[chip] ?? `chip ${chip}`;
}

/** Up to 31 characters of printable ASCII and a zero; empty where it is anything else. */
function text(bytes: Uint8Array, at: number): string {
	let text = "";
	for (let index = at; index < at + 32; index++) {
		const code = bytes[index]!;
		if (code === 0) return text;
		if (code < 0x20 || code > 0x7e) return "";
		text += String.fromCharCode(code);
	}
	return "";
}
