/** Settings of a file or of answers, as the lines that the device's `import` takes. */

import { exportLines, lineEnd } from "control/console-text";
import { layerSettings } from "settings/layers";
import { parseSettings } from "settings/parse";
import type { DeviceSettings } from "settings/schema";

/** What is to be stored: only what is named; a list of devices replaces the one that is there. */
export interface DeviceChange {
	/** By key, such as `mqtt.host`. */
	readonly settings: Readonly<Record<string, unknown>>;
	readonly devices: readonly Partial<DeviceSettings>[] | undefined;
}

const nothing = { get: () => undefined, keys: () => [] };

/**
 * @param source as in a settings file.
 * @returns the change, or what is wrong with it: a sentence each.
 */
export function readChange(source: unknown): DeviceChange | { readonly problems: readonly string[] } {
	const { settings: parsed, problems } = parseSettings(source);
	if (problems.length > 0) return { problems };
	const { devices, ...settings } = layerSettings(source, nothing).source as Record<string, unknown>;
	return { settings, devices: devices === undefined ? undefined : parsed.devices };
}

export function importLines({ settings, devices }: DeviceChange): string[] {
	let text = exportLines("settings", settings);
	if (devices?.length === 0) text += `${JSON.stringify({ devices: [] })}${lineEnd}`;
	for (const device of devices ?? []) text += exportLines("devices", device);
	return text.split(lineEnd).filter((line) => line !== "");
}
