/**
 * What survives deep sleep, packed into one block: sections by number, the most needed first, as many as there is room
 * for. It is only for the same list of devices and the same layout; anything else is as if nothing had been retained.
 *
 * | byte | field                                                               |
 * |------|---------------------------------------------------------------------|
 * | 0    | version of the layout                                               |
 * | 1-4  | fingerprint of the devices' addresses, little-endian                |
 * | 5    | sections, one after the other: number, length (2 bytes, little-endian), content |
 */

import type { Power } from "../../hosts/ports";

/** Bytes that a host retains. */
export const retainedLimit = 6144;

const version = 1;
const headerSize = 5;
const sectionHeader = 3;

export class RetainedState {
	private readonly fingerprint: number;
	private readonly sections = new Map<number, Uint8Array<ArrayBuffer>>();

	/**
	 * Takes what was retained, once: a start after a crash must not go back to the sleep before.
	 * @param addresses of the devices, in their order.
	 * @param memory has what `pack` gave before the sleep, or nothing.
	 */
	constructor(addresses: readonly string[], memory: Pick<Power, "retained" | "retain">) {
		this.fingerprint = fingerprint(addresses);
		const data = memory.retained();
		if (data === undefined || data.byteLength === 0) return;
		this.unpack(new Uint8Array(data));
		memory.retain(new ArrayBuffer(0));
	}

	/** A section's content; undefined when it was not retained. */
	section(number: number): Uint8Array<ArrayBuffer> | undefined {
		return this.sections.get(number);
	}

	/** What was retained is in use now, and needs no memory of its own any more. */
	forget(): void {
		this.sections.clear();
	}

	/**
	 * @param sections by descending need; each gives at most `limit` bytes.
	 */
	pack(
		sections: readonly {
			readonly number: number;
			save(limit: number): ArrayBuffer | Uint8Array | undefined;
		}[],
	): ArrayBuffer {
		const block = new Uint8Array(retainedLimit);
		const view = new DataView(block.buffer);
		view.setUint8(0, version);
		view.setUint32(1, this.fingerprint, true);
		let end = headerSize;
		for (const { number, save } of sections) {
			const content = save(retainedLimit - end - sectionHeader);
			if (content === undefined || end + sectionHeader + content.byteLength > retainedLimit) continue;
			view.setUint8(end, number);
			view.setUint16(end + 1, content.byteLength, true);
			block.set(content instanceof ArrayBuffer ? new Uint8Array(content) : content, end + sectionHeader);
			end += sectionHeader + content.byteLength;
		}
		return block.buffer.slice(0, end);
	}

	private unpack(block: Uint8Array): void {
		if (block.length < headerSize || block[0] !== version) return;
		const view = new DataView(block.buffer);
		if (view.getUint32(1, true) !== this.fingerprint) return;
		for (let at = headerSize; at + sectionHeader <= block.length; ) {
			const start = at + sectionHeader;
			const end = start + view.getUint16(at + 1, true);
			if (end > block.length) return;
			this.sections.set(view.getUint8(at), block.slice(start, end));
			at = end;
		}
	}
}

/** FNV-1a, 32 bits. */
function fingerprint(addresses: readonly string[]): number {
	let hash = 0x811c9dc5;
	for (const address of addresses)
		for (let i = 0; i < address.length; i++) hash = Math.imul(hash ^ address.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}
