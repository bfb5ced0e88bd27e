/** `docs/api.schema.json`: JSON Schemas of every request and response, from the types of `modules/control/api.ts`. */

import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";

interface Schema {
	readonly description?: string;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly required?: readonly string[];
	readonly [keyword: string]: unknown;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
/** As `RequestBase` says. */
const id = {
	description: "Comes back in the response: text of at most 64 characters, or a number.",
	type: ["string", "number"],
};

const failure: Schema = {
	type: "object",
	properties: {
		id,
		status: { const: "error" },
		error: { type: "string", description: "One sentence: what is wrong, what is accepted." },
	},
	required: ["status", "error"],
	additionalProperties: false,
};

function request(parameters: Schema): Schema {
	return { ...parameters, properties: { id, ...parameters.properties } };
}

function response(answer: Schema): Schema {
	const done = {
		...answer,
		properties: { id, status: { const: "ok" }, ...answer.properties },
		required: ["status", ...(answer.required ?? [])],
	};
	return { anyOf: [done, { $ref: "#/$defs/failure" }] };
}

/** By `<what>.request` and `<what>.response`, and the diagnosis of a device. */
export function apiSchemas(): Readonly<Record<string, Schema>> {
	const generator = createGenerator({
		path: `${root}modules/control/api.ts`,
		tsconfig: `${root}tsconfig.json`,
		type: "*",
		skipTypeCheck: true,
		topRef: false,
		expose: "none",
		jsDoc: "extended",
	});
	const part = (type: string): Schema => {
		const { $schema: _, definitions: __, ...schema } = generator.createSchema(type);
		return schema as unknown as Schema;
	};
	const schemas: Record<string, Schema> = { failure };
	for (const [what, { description, properties }] of Object.entries(part("Requests").properties!)) {
		const about = description === undefined ? {} : { description };
		schemas[`${what}.request`] = { ...request(properties!.parameters!), ...about };
		schemas[`${what}.response`] = response(properties!.answer!);
	}
	return { ...schemas, diagnosis: part("Diagnosis"), update: part("UpdateProgress") };
}

/** The file: all of them under `$defs`. */
export function apiDocument(): string {
	const document = {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		title: "Requests to Heliograph and its responses",
		$defs: apiSchemas(),
	};
	return `${JSON.stringify(document, undefined, "\t")}\n`;
}
