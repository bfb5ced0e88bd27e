/** The SDK's preferences: NVS. */

import Preference from "preference";
import type { Store } from "../ports";

export const preferences: Store = {
	get(domain, key) {
		const value = Preference.get(domain, key);
		return value === null ? undefined : value;
	},
	set: (domain, key, value) => Preference.set(domain, key, value),
	delete: (domain, key) => Preference.delete(domain, key),
	keys: (domain) => Preference.keys(domain),
};
