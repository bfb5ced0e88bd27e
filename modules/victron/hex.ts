/** Hexadecimal text. */

const digits = "0123456789abcdef";
const keyLength = 16;

/** Bytes of pairs of hex digits of any case, or undefined when the text is anything else. */
export function hexBytes(text: string): Uint8Array | undefined {
	if (text.length % 2 !== 0) return undefined;
	const lower = text.toLowerCase();
	if (lower.length !== text.length) return undefined;
	const bytes = new Uint8Array(lower.length / 2);
	for (let i = 0; i < bytes.length; i++) {
		const high = digits.indexOf(lower.charAt(2 * i));
		const low = digits.indexOf(lower.charAt(2 * i + 1));
		if (high < 0 || low < 0) return undefined;
		bytes[i] = (high << 4) | low;
	}
	return bytes;
}

/** Lower-case digits of the first `length` bytes. */
export function hexText(bytes: Uint8Array, length = bytes.length): string {
	let text = "";
	for (let i = 0; i < length; i++) text += digits.charAt(bytes[i]! >> 4) + digits.charAt(bytes[i]! & 15);
	return text;
}

/** The 16 bytes of a key of 32 hex digits, or undefined. */
export function parseKey(text: string): ArrayBuffer | undefined {
	const bytes = text.length === 2 * keyLength ? hexBytes(text) : undefined;
	return bytes?.buffer as ArrayBuffer | undefined;
}
