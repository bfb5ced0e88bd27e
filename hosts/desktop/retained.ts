/** Retained memory in a file: length, checksum, data. A power cut is a start by hand, which forgets it. */

import { File } from "file";

const path = "./retained";
const headerLength = 8;
const longest = 6 * 1024;

/** FNV-1a. */
function checksum(bytes: Uint8Array): number {
	let sum = 0x811c9dc5;
	for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
	return sum >>> 0;
}

export function retain(data: ArrayBuffer): void {
	if (data.byteLength > longest) throw new RangeError(`${data.byteLength} bytes are too many to retain`);
	const header = new DataView(new ArrayBuffer(headerLength));
	header.setUint32(0, data.byteLength, true);
	header.setUint32(4, checksum(new Uint8Array(data)), true);
	File.delete(path);
	const file = new File(path, true);
	file.write(header.buffer, data);
	file.close();
}

/** Undefined when there is none, or when it is corrupt, which a line says. */
export function retained(): ArrayBuffer | undefined {
	if (!File.exists(path)) return undefined;
	const file = new File(path);
	const { length } = file;
	// the SDK cannot read nothing
	const bytes =
		length >= headerLength && length <= headerLength + longest ? file.read(ArrayBuffer) : undefined;
	file.close();
	const data = bytes && content(bytes);
	if (data === undefined) trace("the retained memory is corrupt\n");
	return data;
}

function content(bytes: ArrayBuffer): ArrayBuffer | undefined {
	const header = new DataView(bytes);
	const data = bytes.slice(headerLength);
	const valid =
		header.getUint32(0, true) === data.byteLength &&
		header.getUint32(4, true) === checksum(new Uint8Array(data));
	return valid ? data : undefined;
}

export function forget(): void {
	if (File.exists(path)) File.delete(path);
}
