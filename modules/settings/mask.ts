import { isSecret, type SettingKey, schema } from "./schema";

/** What stands for a secret that is set. */
export const mask = "***";

/** The value as everybody may see it. */
export function masked<Value>(key: SettingKey, value: Value): Value | typeof mask {
	return isSecret(schema[key]) && value ? mask : value;
}
