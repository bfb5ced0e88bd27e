/** Checks values against the part of JSON Schema that the API's schemas use. */

import { readFileSync } from "node:fs";

type Schema = Readonly<Record<string, unknown>>;

const { $defs } = JSON.parse(
	readFileSync(new URL("../../docs/api.schema.json", import.meta.url), "utf8"),
) as { $defs: Readonly<Record<string, Schema>> };

const known = [
	...["$ref", "anyOf", "const", "enum", "type", "description"],
	...["properties", "required", "additionalProperties", "items"],
];

function typeOf(value: unknown): string {
	return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

/** What is wrong, each with its place; nothing where the value is as the schema says. */
export function problems(schema: Schema, value: unknown, place = "$"): string[] {
	for (const keyword of Object.keys(schema))
		if (!known.includes(keyword)) throw new Error(`${keyword} is not checked here`);
	if (typeof schema.$ref === "string")
		return problems($defs[schema.$ref.slice("#/$defs/".length)]!, value, place);
	if (Array.isArray(schema.anyOf)) {
		const all = (schema.anyOf as Schema[]).map((one) => problems(one, value, place));
		return all.some((found) => found.length === 0) ? [] : all.flat();
	}
	if ("const" in schema && value !== schema.const) return [`${place} is not ${schema.const}`];
	if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return [`${place} is not in the list`];
	const types = ([] as unknown[]).concat(schema.type ?? typeOf(value));
	if (!types.includes(typeOf(value))) return [`${place} is ${typeOf(value)}, not ${types.join(", ")}`];
	if (Array.isArray(value))
		return value.flatMap((item, i) => problems((schema.items ?? {}) as Schema, item, `${place}[${i}]`));
	if (typeof value !== "object" || value === null) return [];
	const properties = (schema.properties ?? {}) as Record<string, Schema>;
	const missing = ((schema.required ?? []) as string[]).filter((name) => !Object.hasOwn(value, name));
	const other = schema.additionalProperties;
	return [
		...missing.map((name) => `${place}.${name} is missing`),
		...Object.entries(value).flatMap(([name, member]) =>
			Object.hasOwn(properties, name)
				? problems(properties[name]!, member, `${place}.${name}`)
				: other === false
					? [`${place}.${name} is not allowed`]
					: problems((typeof other === "object" ? other : {}) as Schema, member, `${place}.${name}`),
		),
	];
}

/** @param name such as `status.response`. */
export function apiProblems(name: string, value: unknown): string[] {
	const schema = $defs[name];
	return schema === undefined ? [`there is no ${name}`] : problems(schema, value);
}
