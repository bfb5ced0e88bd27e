import { isDigit, isHexDigit, isLetter, wholeNumber } from "./text";

/** A name such as `broker.local`, an IPv4 or an IPv6 address, without scheme, port or brackets. */
export function isHost(text: string): boolean {
	if (text.includes(":")) return isIpv6(text);
	const labels = text.split(".");
	if (labels.every((label) => !Number.isNaN(wholeNumber(label)))) {
		return labels.length === 4 && labels.every((label) => wholeNumber(label) <= 255);
	}
	return text.length <= 253 && labels.every(isLabel);
}

/** `_` is no host name by RFC 1123, but home networks use it. */
function isLabel(label: string): boolean {
	if (label.length === 0 || label.length > 63 || label.startsWith("-") || label.endsWith("-")) return false;
	for (const character of label) {
		if (!isLetter(character) && !isDigit(character) && character !== "-" && character !== "_") return false;
	}
	return true;
}

/** Near enough to tell an address from `name:port`; the network judges the rest. */
function isIpv6(text: string): boolean {
	for (const character of text)
		if (character !== ":" && character !== "." && !isHexDigit(character)) return false;
	return text.length <= 45 && text.split(":").length >= 3;
}
