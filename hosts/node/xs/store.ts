/** The store on the XS engine from npm: a copy here, and Node keeps what changes. */

import { hexBytes, hexText } from "victron/hex";
import type { Store, StoredValue } from "../../ports";
import type { HostAction, StoredText } from "../protocol";

/** @param kept by domain and key, from earlier starts. */
export function makeStore(
	kept: Readonly<Record<string, Readonly<Record<string, StoredText>>>>,
	act: (action: HostAction) => void,
): Store {
	const domains = new Map<string, Map<string, StoredValue>>();
	for (const [domain, values] of Object.entries(kept))
		for (const [key, value] of Object.entries(values)) of(domain).set(key, fromText(value));

	function of(domain: string): Map<string, StoredValue> {
		const values = domains.get(domain) ?? new Map<string, StoredValue>();
		domains.set(domain, values);
		return values;
	}

	return {
		get: (domain, key) => of(domain).get(key),
		set(domain, key, value) {
			of(domain).set(key, value);
			act(["store", domain, key, toText(value)]);
		},
		delete(domain, key) {
			if (of(domain).delete(key)) act(["store", domain, key]);
		},
		keys: (domain) => [...of(domain).keys()],
	};
}

function toText(value: StoredValue): StoredText {
	return value instanceof ArrayBuffer ? { hex: hexText(new Uint8Array(value)) } : value;
}

/** Bytes that are no hex digits are as if nothing had been kept. */
function fromText(value: StoredText): StoredValue {
	if (typeof value !== "object") return value;
	return (hexBytes(String(value?.hex)) ?? new Uint8Array(0)).buffer as ArrayBuffer;
}
