/**
 * Answers of DNS (RFC 1035, 4) as far as multicast DNS needs them: PTR, SRV, TXT and A records. Whatever arrives, reading
 * it takes bounded work and never throws.
 */

import { dnsTypes, internet, longest } from "./dns-question";

interface Owned {
	/** As in `dns-name.ts`. */
	readonly name: string;
	/** Seconds; 0: it is gone. */
	readonly ttl: number;
}

export type DnsRecord =
	| (Owned & { readonly type: "ptr"; readonly target: string })
	| (Owned & { readonly type: "srv"; readonly target: string; readonly port: number })
	/** One character for each octet, the first 63 of each string. */
	| (Owned & { readonly type: "txt"; readonly strings: readonly string[] })
	/** IPv4, dotted. */
	| (Owned & { readonly type: "a"; readonly address: string });

const headerSize = 12;
/** No answer that matters has more; the rest is not read. */
const most = { questions: 16, records: 64, strings: 16 };
/** RFC 6762, 17. */
const largestMessage = 9000;

/**
 * Hands over the records of an answer, in their order, as far as they can be told apart.
 * @param id of the question; an answer may also have 0.
 */
export function readResponse(data: Uint8Array, id: number, onRecord: (record: DnsRecord) => void): void {
	if (data.length < headerSize || data.length > largestMessage) return;
	const reader = new Reader(data);
	const answered = reader.u16();
	const flags = reader.u16();
	// A response to a standard query without an error.
	if ((answered !== id && answered !== 0) || (flags & 0xf80f) !== 0x8000) return;
	const questions = reader.u16();
	const answers = reader.u16();
	const authorities = reader.u16();
	const records = answers + authorities + reader.u16();
	if (questions > most.questions) return;
	for (let i = 0; i < questions && !reader.broken; i++) {
		reader.skipName();
		reader.at += 4;
	}
	for (let i = 0; i < records && i < most.records && !reader.broken; i++) {
		const record = reader.record();
		const authority = i >= answers && i < answers + authorities;
		if (record !== undefined && !authority) onRecord(record);
	}
}

class Reader {
	private readonly data: Uint8Array;
	at = 0;
	/** It read beyond the end, or met a name that is none. */
	broken = false;

	constructor(data: Uint8Array) {
		this.data = data;
	}

	u8(): number {
		const octet = this.data[this.at++];
		if (octet === undefined) this.broken = true;
		return octet ?? 0;
	}

	u16(): number {
		return (this.u8() << 8) | this.u8();
	}

	u32(): number {
		return this.u16() * 0x10000 + this.u16();
	}

	/** To what follows the name, without a look at where it points. */
	skipName(): void {
		let length = this.u8();
		while (length > 0 && length <= longest.label) {
			this.at += length;
			length = this.u8();
		}
		if (length > longest.label) this.at++;
	}

	/** RFC 1035, 4.1.4: a pointer goes back to an earlier name, so each goes further back than the one before it. */
	name(): string {
		let name = "";
		let size = 1;
		let at = this.at;
		let earliest = at;
		let end = 0;
		for (;;) {
			const length = this.data[at];
			if (length === undefined) return this.break();
			if (length >= 0xc0) {
				const target = ((length & 0x3f) << 8) | (this.data[at + 1] ?? 0);
				if (at + 1 >= this.data.length || target < headerSize || target >= earliest) return this.break();
				if (end === 0) end = at + 2;
				earliest = target;
				at = target;
				continue;
			}
			if (length === 0) break;
			size += length + 1;
			if (length > longest.label || size > longest.name || at + length >= this.data.length)
				return this.break();
			const label = escaped(this.text(at + 1, length));
			name += name === "" ? label : `.${label}`;
			at += length + 1;
		}
		this.at = end || at + 1;
		return name;
	}

	/** Undefined for those of no interest, and for those whose content is not what their type says. */
	record(): DnsRecord | undefined {
		const start = this.at;
		this.skipName();
		const type = this.u16();
		// The top bit tells caches to forget older records.
		const inInternet = (this.u16() & 0x7fff) === internet;
		const ttl = this.u32();
		const end = this.u16() + this.at;
		const content = this.at;
		if (this.broken || end > this.data.length) {
			this.broken = true;
			return undefined;
		}
		this.at = start;
		const name = inInternet && isOfInterest(type) ? this.name() : "";
		this.at = content;
		const record = name === "" ? undefined : this.content(type, name, ttl, end);
		const whole = !this.broken && this.at === end;
		this.broken = false;
		this.at = end;
		return whole ? record : undefined;
	}

	private content(type: number, name: string, ttl: number, end: number): DnsRecord | undefined {
		switch (type) {
			case dnsTypes.ptr:
				return { type: "ptr", name, ttl, target: this.name() };
			case dnsTypes.srv: {
				this.at += 4; // priority and weight
				const port = this.u16();
				return { type: "srv", name, ttl, port, target: this.name() };
			}
			case dnsTypes.txt:
				return { type: "txt", name, ttl, strings: this.strings(end) };
			case dnsTypes.a:
				return { type: "a", name, ttl, address: `${this.u8()}.${this.u8()}.${this.u8()}.${this.u8()}` };
			default:
				return undefined;
		}
	}

	private strings(end: number): string[] {
		const strings: string[] = [];
		while (this.at < end && strings.length < most.strings) {
			const length = this.u8();
			if (this.at + length > end) break;
			strings.push(this.text(this.at, length));
			this.at += length;
		}
		if (strings.length === most.strings) this.at = end;
		return strings;
	}

	/** One character for each octet, 63 at most: they go through the stack, but leave no garbage one by one. */
	private text(at: number, length: number): string {
		const octets: ArrayLike<number> = this.data.subarray(at, at + Math.min(length, longest.label));
		return String.fromCharCode.apply(undefined, octets as number[]);
	}

	private break(): string {
		this.broken = true;
		return "";
	}
}

function isOfInterest(type: number): boolean {
	return type === dnsTypes.ptr || type === dnsTypes.srv || type === dnsTypes.txt || type === dnsTypes.a;
}

function escaped(label: string): string {
	if (!label.includes(".") && !label.includes("\\")) return label;
	return label.split("\\").join("\\\\").split(".").join("\\.");
}
