/** The firmware's preferences: they survive everything, and count how often they are written, which wears flash. */

import type { Store, StoredValue } from "../../hosts/ports";

const longestName = 15;
const mostBytes = 4_000;

export class MemoryStore implements Store {
	writes = 0;
	bytes = 0;
	readonly #domains = new Map<string, Map<string, StoredValue>>();

	get(domain: string, key: string): StoredValue | undefined {
		const value = this.#domains.get(domain)?.get(key);
		return value instanceof ArrayBuffer ? value.slice(0) : value;
	}

	set(domain: string, key: string, value: StoredValue): void {
		if (domain.length > longestName || key.length > longestName) throw new RangeError("name too long");
		const size = value instanceof ArrayBuffer ? value.byteLength : String(value).length;
		if (size > mostBytes) throw new RangeError("value too long");
		this.writes++;
		this.bytes += size;
		let keys = this.#domains.get(domain);
		if (keys === undefined) {
			keys = new Map();
			this.#domains.set(domain, keys);
		}
		keys.set(key, value instanceof ArrayBuffer ? value.slice(0) : value);
	}

	delete(domain: string, key: string): void {
		this.#domains.get(domain)?.delete(key);
	}

	keys(domain: string): readonly string[] {
		return [...(this.#domains.get(domain)?.keys() ?? [])];
	}
}
