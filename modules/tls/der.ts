/** Reads DER (ITU-T X.690), from whoever sent it: nothing is read outside the bytes that are there. */

export interface Element {
	readonly tag: number;
	/** With tag and length. */
	readonly whole: Uint8Array;
	readonly content: Uint8Array;
}

export const tags = {
	boolean: 0x01,
	integer: 0x02,
	bitString: 0x03,
	octetString: 0x04,
	objectIdentifier: 0x06,
	utcTime: 0x17,
	generalizedTime: 0x18,
	sequence: 0x30,
	set: 0x31,
} as const;

export class Der {
	private readonly bytes: Uint8Array;
	private at = 0;

	/** The elements in a row in `bytes`. */
	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	/** Tag of the next element; undefined at the end. */
	get tag(): number | undefined {
		return this.bytes[this.at];
	}

	/** @throws Error when there is no whole element, or another tag. */
	take(tag?: number): Element {
		const from = this.at;
		const found = this.byte();
		if ((tag !== undefined && found !== tag) || (found & 0x1f) === 0x1f)
			throw new Error("unexpected DER tag");
		let length = this.byte();
		if (length >= 0x80) {
			const count = length & 0x7f;
			if (count === 0 || count > 3) throw new Error("unexpected DER length");
			length = 0;
			for (let i = 0; i < count; i++) length = length * 256 + this.byte();
		}
		const start = this.at;
		if (length > this.bytes.length - start) throw new Error("DER ends too early");
		this.at = start + length;
		return {
			tag: found,
			whole: this.bytes.subarray(from, this.at),
			content: this.bytes.subarray(start, this.at),
		};
	}

	/** The elements inside the next one. @throws as `take`. */
	enter(tag: number): Der {
		return new Der(this.take(tag).content);
	}

	private byte(): number {
		const byte = this.bytes[this.at++];
		if (byte === undefined) throw new Error("DER ends too early");
		return byte;
	}
}

/** Such as `2.5.29.17`. */
export function identifier(content: Uint8Array): string {
	const first = content[0] ?? 0;
	let text = `${Math.min(2, Math.floor(first / 40))}.${first - 40 * Math.min(2, Math.floor(first / 40))}`;
	let part = 0;
	for (let i = 1; i < content.length; i++) {
		part = part * 128 + (content[i]! & 0x7f);
		if (content[i]! < 0x80) {
			text += `.${part}`;
			part = 0;
		}
	}
	return text;
}

/** The bytes of a bit string that has no unused bits. @throws Error on another. */
export function bitString({ content }: Element): Uint8Array {
	if (content[0] !== 0) throw new Error("unexpected DER bits");
	return content.subarray(1);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
}
