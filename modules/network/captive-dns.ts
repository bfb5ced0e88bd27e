/** Names in the device's own network: each one that is asked for leads to the device, so that every page is its page. */

const headerSize = 12;
/** Larger questions are nobody's. */
const largest = 512;
const [addressType, internet] = [1, 1];
const timeToLive = 60;

/**
 * The answer to a question of DNS (RFC 1035), for its first question alone; an address where one is asked for.
 * @param address of this device, 4 bytes.
 * @returns undefined for what is no question.
 */
export function captiveAnswer(query: Uint8Array, address: readonly number[]): Uint8Array | undefined {
	if (query.length < headerSize || query.length > largest) return undefined;
	// a standard query, with one question or more
	if ((query[2]! & 0xf8) !== 0 || (query[4] === 0 && query[5] === 0)) return undefined;
	const end = questionEnd(query);
	if (end === undefined) return undefined;
	const known = word(query, end - 4) === addressType && word(query, end - 2) === internet;
	const answer = new Uint8Array(end + (known ? 16 : 0));
	answer.set(query.subarray(0, end));
	// an answer, authoritative; recursion as it was wanted, and to be had
	answer[2] = 0x84 | (query[2]! & 1);
	answer[3] = 0x80;
	answer.set([0, 1, 0, known ? 1 : 0, 0, 0, 0, 0], 4);
	if (known)
		answer.set([0xc0, headerSize, 0, addressType, 0, internet, 0, 0, 0, timeToLive, 0, 4, ...address], end);
	return answer;
}

/** Behind type and class of the first question. */
function questionEnd(query: Uint8Array): number | undefined {
	let at = headerSize;
	for (;;) {
		const length = query[at];
		if (length === undefined || length > 63) return undefined;
		at += length + 1;
		if (length === 0) break;
	}
	return at + 4 <= query.length ? at + 4 : undefined;
}

function word(bytes: Uint8Array, at: number): number {
	return (bytes[at]! << 8) | bytes[at + 1]!;
}
