/**
 * CBOR (RFC 8949) as far as VREG messages have it: integers of at most 32 bits, byte strings, arrays. Made for bytes
 * that come in parts: what is not all there is told apart from what is wrong. The libraries for all of CBOR take text
 * strings apart with TextDecoder, which not every XS has, and throw at the end of a part or, worse, take what is there
 * of a byte string for the whole.
 */

export const majorTypes = { unsigned: 0, negative: 1, byteString: 2, array: 4 } as const;
/** Additional information: the argument is in so many bytes, or there is no length. */
const [oneByte, twoBytes, fourBytes, indefinite] = [24, 25, 26, 31];
const breakCode = 0xff;

/** After the first trouble every method gives 0 or nothing and reads no further. */
export class CborReader {
	private readonly bytes: Uint8Array;
	private end = 0;
	at = 0;
	/** `incomplete`: more bytes would help. */
	trouble: "incomplete" | "malformed" | undefined;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	/** Reads from `at` up to `end`. */
	begin(at: number, end: number): void {
		this.at = at;
		this.end = end;
		this.trouble = undefined;
	}

	unsigned(): number {
		return this.head(majorTypes.unsigned);
	}

	integer(): number {
		const negative = this.bytes[this.at]! >> 5 === majorTypes.negative;
		const argument = this.head(negative ? majorTypes.negative : majorTypes.unsigned);
		return negative && !this.trouble ? -1 - argument : argument;
	}

	/** A view on the bytes that are read. */
	byteString(): Uint8Array {
		const length = this.head(majorTypes.byteString);
		if (this.at + length > this.end) this.fail("incomplete");
		if (this.trouble) return this.bytes.subarray(0, 0);
		this.at += length;
		return this.bytes.subarray(this.at - length, this.at);
	}

	/** An array of at most `most` unsigned numbers, of definite or indefinite length. */
	numbers(most: number): number[] {
		const numbers: number[] = [];
		if (this.trouble) return numbers;
		const open = this.is((majorTypes.array << 5) | indefinite!);
		let count = Number.POSITIVE_INFINITY;
		if (open) this.at++;
		else count = this.head(majorTypes.array);
		while (!this.trouble && numbers.length < count && !(open && this.is(breakCode))) {
			if (numbers.length === most) this.fail("malformed");
			numbers.push(this.unsigned());
		}
		if (open && !this.trouble) this.at++;
		return this.trouble ? [] : numbers;
	}

	private is(byte: number): boolean {
		return this.at < this.end && this.bytes[this.at] === byte;
	}

	/** Argument of the next item, which is of that major type. */
	private head(majorType: number): number {
		if (this.trouble) return 0;
		if (this.at >= this.end) return this.fail("incomplete");
		const initial = this.bytes[this.at]!;
		if (initial >> 5 !== majorType) return this.fail("malformed");
		const information = initial & 31;
		if (information < oneByte!) {
			this.at++;
			return information;
		}
		if (information > fourBytes!) return this.fail("malformed");
		const size = 1 << (information - oneByte!);
		if (this.at + size >= this.end) return this.fail("incomplete");
		let argument = 0;
		for (let i = 1; i <= size; i++) argument = argument * 0x100 + this.bytes[this.at + i]!;
		this.at += 1 + size;
		return argument;
	}

	private fail(trouble: "incomplete" | "malformed"): number {
		this.trouble ??= trouble;
		return 0;
	}
}

/** Appends the head of an item in its shortest form. @param argument 32 bits. */
export function pushHead(bytes: number[], majorType: number, argument: number): void {
	const initial = majorType << 5;
	if (argument < oneByte!) bytes.push(initial | argument);
	else if (argument < 0x100) bytes.push(initial | oneByte!, argument);
	else if (argument < 0x1_0000) bytes.push(initial | twoBytes!, argument >> 8, argument & 0xff);
	else
		bytes.push(
			initial | fourBytes!,
			argument >>> 24,
			(argument >> 16) & 0xff,
			(argument >> 8) & 0xff,
			argument & 0xff,
		);
}

export function pushByteString(bytes: number[], value: Uint8Array): void {
	pushHead(bytes, majorTypes.byteString, value.length);
	for (const byte of value) bytes.push(byte);
}
