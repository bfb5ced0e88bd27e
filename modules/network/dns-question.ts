/** Questions of DNS (RFC 1035, 4), and what they share with answers. */

export const dnsTypes = { a: 1, ptr: 12, txt: 16, srv: 33 } as const;

/** The only class that there is. */
export const internet = 1;
/** Octets of a name with its lengths, and of a label. */
export const longest = { name: 255, label: 63 };

const headerSize = 12;
const dot = 0x2e;
const backslash = 0x5c;

export interface Question {
	/** As in `dns-name.ts`. */
	readonly name: string;
	readonly type: number;
}

/**
 * A question of an ephemeral port: the answer comes to it alone (RFC 6762, 6.7).
 * @param id 16 bits; the answer repeats it.
 * @param questions those whose names do not fit into DNS are left out.
 */
export function encodeQuery(id: number, questions: readonly Question[]): Uint8Array {
	let room = headerSize;
	for (const { name } of questions) room += name.length + 2 + 4;
	const data = new Uint8Array(room);
	data[0] = id >> 8;
	data[1] = id;
	let at = headerSize;
	for (const { name, type } of questions) {
		const end = writeName(data, at, name);
		if (end === undefined) continue;
		data[end] = type >> 8;
		data[end + 1] = type;
		data[end + 2] = 0;
		data[end + 3] = internet;
		data[5]!++;
		at = end + 4;
	}
	return at === room ? data : data.slice(0, at);
}

/** Gives where it ends; undefined when DNS cannot hold the name. */
function writeName(data: Uint8Array, start: number, name: string): number | undefined {
	let length = start;
	let at = start + 1;
	for (let i = 0; i <= name.length; i++) {
		// Not a number at the end.
		let code = name.charCodeAt(i);
		if (code === dot || i === name.length) {
			const size = at - length - 1;
			if (size === 0 || size > longest.label) return undefined;
			data[length] = size;
			length = at++;
			continue;
		}
		if (code === backslash) {
			if (++i === name.length) return undefined;
			code = name.charCodeAt(i);
		}
		data[at++] = code;
	}
	data[length] = 0;
	return at - start <= longest.name ? at : undefined;
}
