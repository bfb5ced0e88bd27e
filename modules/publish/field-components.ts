/** Fields of the record tables as entities of Home Assistant. */

import type { EnumTable, Field, NumberField, Unit } from "../victron/record";
import { records } from "../victron/records/index";

/** What the units mean to Home Assistant; Ah and % have no device class of their own. */
const deviceClasses: { readonly [U in Unit]?: string } = {
	V: "voltage",
	A: "current",
	W: "power",
	VA: "apparent_power",
	Wh: "energy",
	kWh: "energy",
	"°C": "temperature",
	min: "duration",
	s: "duration",
	"W/m²": "irradiance",
	dBm: "signal_strength",
};

/** Home Assistant's longest state. */
const longestState = 255;

export type Component = Record<string, string | number | readonly string[]>;

/** An absent key renders `None`, which Home Assistant shows as unknown. */
export function plainTemplate(key: string): string {
	return `{{value_json.get('${key}')}}`;
}

export function component(field: Field, deviceId: string, expires: number): Component {
	const made: Component = { p: "sensor", unique_id: `${deviceId}_${field.name}`, name: labelOf(field) };
	if (field.kind === "number") describeNumber(field, made);
	else if (field.kind === "enum") {
		made.device_class = "enum";
		// an unknown code is a number, which is none of the options
		made.value_template = `{{value_json.${field.name} if value_json.${field.name} is string else none}}`;
	} else
		made.value_template =
			`{{((value_json.${field.name}|join(', '))[:${longestState}] or 'none') ` +
			`if value_json.${field.name} is defined else none}}`;
	if (field.diagnostic) made.entity_category = "diagnostic";
	made.expire_after = expires;
	return made;
}

function describeNumber(field: NumberField, into: Component): void {
	const deviceClass = field.deviceClass ?? (field.unit && deviceClasses[field.unit]);
	// energy is a meter's reading: Home Assistant refuses it as a measurement
	const stateClass = field.stateClass ?? (deviceClass === "energy" ? "total_increasing" : "measurement");
	if (deviceClass !== undefined) into.device_class = deviceClass;
	if (stateClass !== "none") into.state_class = stateClass;
	if (field.unit !== undefined) into.unit_of_measurement = field.unit;
	into.suggested_display_precision = precisionOf(field);
	into.value_template = plainTemplate(field.name);
}

/** Digits behind the point. */
export function precisionOf(field: NumberField): number {
	return Math.ceil(Math.log10(field.divisor ?? 1));
}

const acronyms: readonly string[] = ["ac", "bms", "dc", "pv"];

/** For people. */
export function labelOf(field: Pick<Field, "label" | "name">): string {
	if (field.label !== undefined) return field.label;
	const words = field.name.split("_").map((word) => (acronyms.includes(word) ? word.toUpperCase() : word));
	words[0] = words[0]![0]!.toUpperCase() + words[0]!.slice(1);
	return words.join(" ");
}

/** The `options` of each enumeration, made when the firmware is linked: they take no memory on the device. */
const options = enumOptions();

function enumOptions(): readonly { readonly values: EnumTable; readonly json: string }[] {
	const made: { values: EnumTable; json: string }[] = [];
	for (const { fields } of records)
		for (const field of fields) {
			if (field.kind !== "enum" || made.some(({ values }) => values === field.values)) continue;
			made.push({ values: field.values, json: optionsText(field.values) });
		}
	return made;
}

function optionsText(values: EnumTable): string {
	const slugs = Object.values(values).filter((slug, at, all) => all.indexOf(slug) === at);
	return `"options":${JSON.stringify(slugs)}`;
}

/** A member of a component. */
export function optionsOf(values: EnumTable): string {
	for (let i = 0; i < options.length; i++) if (options[i]!.values === values) return options[i]!.json;
	return optionsText(values);
}
