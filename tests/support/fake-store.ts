/** Preferences for tests. */

import assert from "node:assert/strict";
import type { Store, StoredValue } from "../../hosts/ports";

/** Preferences in memory that refuse what NVS refuses. */
export class FakeStore implements Store {
	readonly domains = new Map<string, Map<string, StoredValue>>();
	/** Writes that still go well. */
	room = Number.POSITIVE_INFINITY;

	/** Nothing is written any more after so many changes: the power is gone. */
	stopAfter(changes: number) {
		this.#left = changes;
	}

	#left = Number.POSITIVE_INFINITY;

	constructor(content: Record<string, Record<string, unknown>> = {}) {
		for (const [domain, values] of Object.entries(content))
			this.domains.set(domain, new Map(Object.entries(values) as [string, StoredValue][]));
	}

	get(domain: string, key: string) {
		const value: unknown = this.domains.get(domain)?.get(key);
		if (value === "(damaged)") throw new Error("damaged");
		return value as StoredValue | undefined;
	}

	set(domain: string, key: string, value: StoredValue) {
		if (this.room <= 0) throw new Error("no room");
		this.room--;
		assert.ok(domain.length <= 15 && key.length <= 15);
		assert.notEqual(value, undefined);
		if (typeof value === "string") assert.ok(Buffer.byteLength(value) < 4000);
		if (typeof value === "number") assert.equal(value, value | 0);
		if (this.#left-- <= 0) return;
		const values = this.domains.get(domain) ?? new Map<string, StoredValue>();
		this.domains.set(domain, values.set(key, value));
	}

	delete(domain: string, key: string) {
		const values = this.domains.get(domain);
		if (!values?.has(key) || this.#left-- <= 0) return;
		values?.delete(key);
		if (values?.size === 0) this.domains.delete(domain);
	}

	keys(domain: string) {
		if (domain === "cycle" && this.domains.get(domain)?.has("(damaged)")) throw new Error("damaged");
		return [...(this.domains.get(domain)?.keys() ?? [])];
	}

	content() {
		return Object.fromEntries([...this.domains].map(([name, values]) => [name, Object.fromEntries(values)]));
	}
}
