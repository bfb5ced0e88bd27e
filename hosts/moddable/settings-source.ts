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

export class PreferenceSettings implements SettingsSource {
	private readonly store: Store;
	private readonly log: (line: string) => void;

	constructor(store: Store, log: (line: string) => void) {
		this.store = store;
		this.log = log;
	}

	read(): unknown {
		const { source, problems } = layerSettings(readSettings(buildStore(config)).source, this.store);
		this.refused(problems);
		return source;
	}

	refused(problems: readonly string[]): void {
		for (const problem of problems) this.log(problem);
	}
}
