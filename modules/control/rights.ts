/** Who may ask for what, and what each request takes. */

import { suggest } from "../settings/suggest";
import { kindOf, showKey } from "../settings/text";
import type { Door, What } from "./api";

interface Rule {
	/** `control`: while `mqtt.control` is on. */
	readonly mqtt: "always" | "control" | "never";
	/** Other than looking. */
	readonly changes?: true;
	/** Only while `mqtt.control` is on, whatever the door. */
	readonly control?: true;
	/** Parameters beside `id`. */
	readonly takes: readonly string[];
}

const rules: Readonly<Record<What, Rule>> = {
	restart: { mqtt: "always", changes: true, takes: [] },
	"settings/get": { mqtt: "control", takes: ["key", "secrets"] },
	"settings/set": { mqtt: "control", changes: true, takes: ["settings", "devices"] },
	"devices/add": { mqtt: "control", changes: true, takes: ["address", "key", "name", "pin", "registers"] },
	"devices/remove": { mqtt: "control", changes: true, takes: ["address"] },
	devices: { mqtt: "always", takes: [] },
	registers: { mqtt: "always", changes: true, takes: ["device", "registers", "pin"] },
	"registers/set": { mqtt: "control", control: true, changes: true, takes: ["device", "register", "value"] },
	"keys/fetch": { mqtt: "control", changes: true, takes: ["address", "pin"] },
	scan: { mqtt: "control", takes: ["duration"] },
	status: { mqtt: "always", takes: [] },
	"statistics/reset": { mqtt: "always", changes: true, takes: ["device"] },
	"factory-reset": { mqtt: "never", changes: true, takes: ["confirm"] },
	update: { mqtt: "control", changes: true, takes: ["url"] },
};

export type Parameters = Readonly<Record<string, unknown>>;

export function isRequest(what: string): what is What {
	return Object.hasOwn(rules, what);
}

export function isObject(value: unknown): value is Parameters {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The request does more than look; what is unknown counts as such. */
export function changesThings(what: string): boolean {
	return !isRequest(what) || rules[what].changes === true;
}

/**
 * @param mqttControl `mqtt.control`.
 * @returns why it is refused, one sentence; undefined when it may be done with these parameters.
 */
export function refusal(
	door: Door,
	what: string,
	parameters: unknown,
	mqttControl: boolean,
): string | undefined {
	if (!isRequest(what)) {
		const names = Object.keys(rules);
		return `${showKey(what)} is not a request; accepted: ${suggest(what, names) ?? names.join(", ")}`;
	}
	const { control, mqtt, takes } = rules[what];
	if (control && !mqttControl)
		return `${what} is not done while mqtt.control is off; turn it on over the serial line or the web page`;
	if (door === "mqtt" && mqtt === "never")
		return `${what} is not done over MQTT; use the serial line or the web page`;
	if (door === "mqtt" && mqtt === "control" && !mqttControl)
		return `${what} is not done over MQTT while mqtt.control is off; turn it on over the serial line or the web page`;
	if (!isObject(parameters)) return `the parameters are ${kindOf(parameters)}; accepted: an object`;
	for (const name of Object.keys(parameters))
		if (name !== "id" && !takes.includes(name))
			return `${showKey(name)} is not a parameter of ${what}; accepted: ${takes.join(", ") || "none"}`;
	if (parameters.secrets && door !== "console") return "secrets are told on the serial line only";
	if (what === "registers" && parameters.pin !== undefined && door === "mqtt" && !mqttControl)
		return "a pin is not tried over MQTT while mqtt.control is off; set the device's";
	return undefined;
}
