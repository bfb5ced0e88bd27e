/** What the firmware notes of an update, so that the one which starts next knows what became of it. */

import type { Store } from "../../hosts/ports";

const domain = "firmware";
const key = "trial";

/** @param version of the firmware that starts next, on trial; undefined when there is none. */
export function keepNote(store: Pick<Store, "set" | "delete">, version: string | undefined): void {
	try {
		if (version === undefined) store.delete(domain, key);
		else store.set(domain, key, version);
	} catch {
		// no room: only the news of a rollback would be lost
	}
}

export function readNote(store: Pick<Store, "get">): string | undefined {
	try {
		const version = store.get(domain, key);
		return typeof version === "string" ? version : undefined;
	} catch {
		return undefined;
	}
}
