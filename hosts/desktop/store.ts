/**
 * The SDK's preferences, and bytes in files of their own: its preferences on a computer are one JSON text, which would
 * have to be in memory whole, with all bytes in it as text.
 */

import { File } from "file";
import { preferences } from "moddable/preferences";
import type { Store } from "../ports";

const longest = 4096;

export const store: Store = {
	get(domain, key) {
		const path = pathOf(domain, key);
		if (!File.exists(path)) return preferences.get(domain, key);
		const file = new File(path);
		const bytes = file.length > 0 && file.length <= longest ? file.read(ArrayBuffer) : undefined;
		file.close();
		return bytes;
	},
	set(domain, key, value) {
		if (!(value instanceof ArrayBuffer)) {
			preferences.set(domain, key, value);
			return;
		}
		const path = pathOf(domain, key);
		File.delete(path);
		const file = new File(path, true);
		file.write(value);
		file.close();
	},
	delete(domain, key) {
		File.delete(pathOf(domain, key));
		preferences.delete(domain, key);
	},
	keys: (domain) => preferences.keys(domain),
};

function pathOf(domain: string, key: string): string {
	return `./${domain}.${key}`;
}
