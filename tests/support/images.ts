/** Synthetic firmware images: no code that runs, but every field of ESP-IDF's layout in its place. */

import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { UpdateSlot } from "../../hosts/ports";

export const esp32c3 = 5;
/** One slot of the partitions for 4 MB of flash. */
export const slotSize = 0x1f0000;

export interface ImageParts {
	/** Of the data of each segment; the first holds the description of the app. */
	readonly segments?: readonly number[];
	readonly chip?: number;
	readonly version?: string;
	readonly project?: string;
}

/** `esp_image_header_t`, the segments with `esp_app_desc_t` in the first, checksum, SHA-256. */
export function syntheticImage(parts: ImageParts = {}): Buffer {
	const { segments = [600, 33, 1021], chip = esp32c3, version = "heliograph-9.8.7" } = parts;
	const { project = "xs_esp32" } = parts;
	const header = Buffer.alloc(24);
	header[0] = 0xe9;
	header[1] = segments.length;
	header.writeUInt32LE(0x40380000, 4);
	header.writeUInt16LE(chip, 12);
	header[23] = 1;
	const blocks = [header];
	let checksum = 0xef;
	for (const [index, length] of segments.entries()) {
		const data = Buffer.alloc(length);
		for (let at = 0; at < length; at++) data[at] = (at * 7 + index * 31) & 0xff;
		if (index === 0) {
			data.fill(0, 0, 256);
			data.writeUInt32LE(0xabcd5432, 0);
			data.write(version, 16);
			data.write(project, 48);
			data.write("v6.0", 112);
		}
		const segment = Buffer.alloc(8);
		segment.writeUInt32LE(0x3c000020 + index * 0x10000, 0);
		segment.writeUInt32LE(length, 4);
		blocks.push(segment, data);
		for (const byte of data) checksum ^= byte;
	}
	const length = blocks.reduce((sum, block) => sum + block.length, 0);
	const padding = Buffer.alloc(16 - (length % 16));
	padding[padding.length - 1] = checksum;
	const image = Buffer.concat([...blocks, padding]);
	return Buffer.concat([image, createHash("sha256").update(image).digest()]);
}

/** The image with the trailer of a signature. */
export function signedImage(image: Uint8Array, key: KeyObject): Buffer {
	const signature = sign("sha256", image, { key, dsaEncoding: "ieee-p1363" });
	return Buffer.concat([image, Buffer.from("HELIOSIG"), signature]);
}

/** X and Y of a public key. */
export function publicBytes(key: KeyObject): Uint8Array {
	return new Uint8Array(key.export({ format: "der", type: "spki" }).subarray(-64));
}

export function newKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
	return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** Flash that a test looks into, with the bootloader's rules: what is not complete never starts. */
export class FakeSlot implements UpdateSlot {
	readonly size = slotSize;
	readonly chip = esp32c3;
	trial = false;
	/** What the slot holds, and what the next start runs of it. */
	written: Buffer | undefined;
	active: Buffer | undefined;
	confirmed = 0;
	rolledBack = 0;
	/** What the next `write` throws. */
	fault: Error | undefined;

	begin(): void {
		this.written = Buffer.alloc(0);
	}

	write(data: Uint8Array): void {
		if (this.fault) throw this.fault;
		this.written = Buffer.concat([this.written!, data]);
	}

	complete(): void {
		this.active = this.written;
	}

	abort(): void {
		this.written = undefined;
	}

	confirm(): void {
		this.confirmed++;
		this.trial = false;
	}

	rollBack(): void {
		this.rolledBack++;
	}
}
