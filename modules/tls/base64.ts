/** Base64 of RFC 4648, with padding. The engines have none in common. */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function encodeBase64(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; at += 3) {
		const left = bytes.length - at;
		const bits = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
		text += alphabet[bits >> 18]! + alphabet[(bits >> 12) & 63]!;
		text += left > 1 ? alphabet[(bits >> 6) & 63]! : "=";
		text += left > 2 ? alphabet[bits & 63]! : "=";
	}
	return text;
}

/** White space is skipped. Undefined for what is not base64 with its padding. */
export function decodeBase64(text: string): Uint8Array | undefined {
	const bytes = new Uint8Array(Math.floor(text.length / 4) * 3);
	let length = 0;
	let bits = 0;
	let digits = 0;
	let padding = 0;
	for (const character of text) {
		const code = character.charCodeAt(0);
		if (code === 0x20 || (code >= 9 && code <= 13)) continue;
		const digit = character === "=" ? 0 : digitOf(code);
		if (digit === undefined || (padding > 0 && character !== "=")) return undefined;
		if (character === "=") padding++;
		bits = (bits << 6) | digit;
		if (++digits % 4 !== 0) continue;
		if (padding > 2) return undefined;
		bytes[length] = bits >> 16;
		bytes[length + 1] = bits >> 8;
		bytes[length + 2] = bits;
		length += 3 - padding;
		bits = 0;
	}
	return digits % 4 === 0 && padding <= 2 ? bytes.subarray(0, length) : undefined;
}

function digitOf(code: number): number | undefined {
	if (code >= 0x41 && code <= 0x5a) return code - 0x41;
	if (code >= 0x61 && code <= 0x7a) return code - 0x61 + 26;
	if (code >= 0x30 && code <= 0x39) return code - 0x30 + 52;
	if (code === 0x2b) return 62;
	return code === 0x2f ? 63 : undefined;
}
