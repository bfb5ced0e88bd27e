/**
 * Settings from preferences, over those of the build: `config` of a manifest or arguments of `mcconfig`, with flat
 * names such as `mqtt.host` and `device.1.address`, for development.
 */

import config from "mc/config";
import { layerSettings } from "settings/layers";
import { readSettings } from "settings/stored";
import type { SettingsSource, Store } from "../ports";

/** The names of the build's settings, as a store. */
function buildStore(values: Readonly<Record<string, unknown>>): Pick<Store, "get" | "keys"> {
	return {
		get: (domain, key) => values[`${domain}.${key}`] as string,
		keys: (domain) =>
			Object.keys(values)
				.filter((name) => name.startsWith(`${domain}.`))
				.map((name) => name.slice(domain.length + 1)),
	};
}

export function settingsSource(store: Store, log: (line: string) => void): SettingsSource {
	return {
		read() {
			const { source, problems } = layerSettings(readSettings(buildStore(config)).source, store);
			for (const problem of problems) log(problem);
			return source;
		},
		refused(problems) {
			for (const problem of problems) log(problem);
		},
	};
}
