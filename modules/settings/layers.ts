/** Settings from two places: as they were written, in a file or into the build, and over those what was stored since. */

import type { Store } from "../../hosts/ports";
import { domainNames } from "./schema";
import { readSettings, type StoredSettings } from "./stored";

/**
 * @param written nested at the dots or flat. A list of devices that is stored replaces its list.
 * @returns flat names, as `parseSettings` takes them; what is no object comes back as it is.
 */
export function layerSettings(
	written: unknown,
	store: Pick<Store, "get" | "keys">,
): { readonly source: unknown; readonly problems: StoredSettings["problems"] } {
	const { source, problems } = readSettings(store);
	return isObject(written)
		? { source: { ...flatSettings(written), ...source }, problems }
		: { source: written, problems };
}

function flatSettings(written: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const flat: Record<string, unknown> = {};
	const domains = domainNames();
	for (const name of Object.keys(written)) {
		const value = written[name];
		if (domains.includes(name) && isObject(value))
			for (const key of Object.keys(value)) flat[`${name}.${key}`] = value[key];
		else flat[name] = value;
	}
	return flat;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
