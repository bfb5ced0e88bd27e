import { isSecret, type Settings, schema, settingKeys } from "./schema";

/** What stands for a secret that is set. */
export const mask = "***";

/** The settings nested at the dots, ready for JSON, with `***` for each secret that is set. */
export function maskSettings(settings: Settings): Record<string, unknown> {
	const nested: Record<string, Record<string, unknown>> = {};
	for (const key of settingKeys) {
		const dot = key.indexOf(".");
		const domain = key.slice(0, dot);
		nested[domain] ??= {};
		nested[domain][key.slice(dot + 1)] = isSecret(schema[key]) && settings[key] ? mask : settings[key];
	}
	return {
		...nested,
		devices: settings.devices.map(({ address, key, name }) => ({ address, key: key && mask, name })),
	};
}
