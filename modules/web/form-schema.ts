/** The settings as a form needs them, from the one schema. */

import type { LongText } from "../../hosts/ports";
import { deviceSchema, isSecret, type Setting, schema, settingKeys } from "../settings/schema";
import { accepted } from "../settings/value";

/** `{"settings":[…],"device":[…]}`, a part for each entry. */
export function formSchema(): LongText {
	const device = Object.keys(deviceSchema) as (keyof typeof deviceSchema)[];
	const first = settingKeys.length;
	const count = first + device.length;
	return {
		count: count + 1,
		part(index) {
			if (index === count) return "]}";
			const key = index < first ? settingKeys[index]! : device[index - first]!;
			const setting = index < first ? schema[settingKeys[index]!] : deviceSchema[device[index - first]!];
			const open = index === 0 ? '{"settings":[' : index === first ? '],"device":[' : ",";
			return open + entry(key, setting);
		},
	};
}

/** Copies, because the engine of the SDK makes no JSON of tables in flash. */
function entry(key: string, setting: Setting): string {
	const copy = "choices" in setting ? { ...setting, choices: [...setting.choices] } : { ...setting };
	return JSON.stringify({ key, ...copy, secret: isSecret(setting), accepted: accepted(setting) });
}
