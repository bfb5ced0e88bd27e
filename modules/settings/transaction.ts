/** Several writes to a store, which can be taken back. */

import type { Store } from "../../hosts/ports";
import { type Stored, stored } from "./stored";

export class Transaction {
	private readonly store: Store;
	/** Domain, key and value before, three in a row for each change. */
	private readonly before: (Stored | undefined)[] = [];
	#problem: string | undefined;

	constructor(store: Store) {
		this.store = store;
	}

	get changed(): boolean {
		return this.before.length > 0;
	}

	/** What could not be stored; then nothing more is written. */
	get problem(): string | undefined {
		return this.#problem;
	}

	/** Undefined deletes. What is there already is not written again, as flash wears out. */
	write(domain: string, key: string, value: Stored | undefined): void {
		if (this.#problem !== undefined) return;
		const before = stored(this.store, domain, key);
		if (before === value) return;
		if (this.put(domain, key, value)) this.before.push(domain, key, before);
		else this.#problem = `${domain}.${key} cannot be stored: there is no room, or the store is damaged`;
	}

	/** False when not everything could be put back. */
	takeBack(): boolean {
		const before = this.before;
		let whole = true;
		while (before.length > 0) {
			const value = before.pop();
			const key = String(before.pop());
			whole = this.put(String(before.pop()), key, value) && whole;
		}
		return whole;
	}

	private put(domain: string, key: string, value: Stored | undefined): boolean {
		try {
			if (value === undefined) this.store.delete(domain, key);
			else this.store.set(domain, key, value);
			return true;
		} catch {
			return false;
		}
	}
}
