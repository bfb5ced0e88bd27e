/** The tables of `docs/registers.md`, from the registers and the labels. */

import { readFileSync } from "node:fs";
import * as enums from "../../modules/victron/enums";
import * as flags from "../../modules/victron/flags";
import type { EnumTable, Field, FlagTable } from "../../modules/victron/record";
import { findRegister, type Register } from "../../modules/victron/registers";
import { registers } from "../../modules/victron/registers-table";
import * as values from "../../modules/victron/registers-values";
import { labelField, labels } from "../../modules/victron/vedirect/labels";
import { enumSection, flagSection, hex, scale, title } from "./protocol";

/** By ascending id. */
export const table: readonly Register[] = Object.entries(registers).flatMap(([high, lines]) =>
	lines
		.split("\n")
		.filter((line) => !line.startsWith("\t"))
		.map((line) => findRegister(Number(high) * 0x100 + Number.parseInt(line, 16)))
		.filter((register) => register !== undefined),
);

/** Where a set of values is described. */
function link(set: unknown): string {
	for (const [tables, document] of [
		[values, ""],
		[enums, "protocol.md"],
		[flags, "protocol.md"],
	] as const)
		for (const [name, candidate] of Object.entries(tables)) {
			if (candidate !== set) continue;
			const words = title(name).toLowerCase();
			return `[${words}](${document}#${words.replaceAll(" ", "-")})`;
		}
	throw new Error("a field uses a set of values that is not exported");
}

function meaning(field: Field): string {
	switch (field.kind) {
		case "number":
			return `${scale(field)}${field.unit ? ` ${field.unit}` : ""}`;
		case "enum":
			return link(field.values);
		case "flags":
			return `flags: ${link(field.flags)}`;
		case "groups":
			return `groups: ${link(field.groups)}`;
	}
}

/** `u16`, `s32`. */
function typeOf(field: Field): string {
	return `${"signed" in field && field.signed ? "s" : "u"}${field.width}`;
}

function na(field: Field): string {
	return field.na === undefined ? "" : hex(field.na);
}

/** Ids that a captured frame or message carries. */
function capturedIds(): ReadonlySet<number> {
	const file = new URL("../../tests/vectors/victron.jsonl", import.meta.url);
	const ids = new Set<number>();
	for (const line of readFileSync(file, "utf8").trim().split("\n")) {
		const { protocol, frame, expected } = JSON.parse(line);
		if (protocol === "gatt-cbor" && expected.register !== undefined && expected.raw !== undefined)
			ids.add(Number(expected.register));
		if (protocol === "vedirect-hex" && frame.length > 12 && /^:[78A]/.test(frame))
			ids.add(Number.parseInt(frame.slice(4, 6) + frame.slice(2, 4), 16));
	}
	return ids;
}

/** First and last id of what only third parties have described. */
const thirdParty: readonly (readonly [number, number])[] = [[0xec12, 0xec5d]];

/** No source gives their length. */
const assumedLength: readonly number[] = [0x0150, 0x200d, 0x2107, 0x2205, 0xec15, 0xec16, 0xec30, 0xec42];

function proven({ register }: Register, captured: ReadonlySet<number>): string {
	if (captured.has(register)) return "C";
	if (assumedLength.includes(register)) return "?";
	return thirdParty.some(([first, last]) => register >= first && register <= last) ? "T" : "O";
}

function idText({ register, count }: Register): string {
	return count === undefined ? hex(register, 4) : `${hex(register, 4)}–${hex(register + count - 1, 4)}`;
}

function nameText({ name, count }: Register): string {
	return count === undefined ? `\`${name}\`` : `\`${name}_0\` … \`_${count - 1}\``;
}

function row(register: Register, captured: ReadonlySet<number>): string {
	const mark = proven(register, captured);
	const set = register.writable ? "yes" : "";
	let cells: string;
	switch (register.kind) {
		case "structure":
			cells = `${register.size} bytes | ${structureText(register)} |`;
			break;
		case "text":
			cells = "text | |";
			break;
		case "version":
			cells = `${register.size} bytes | a byte, then three of version, low first |`;
			break;
		case "bytes":
			cells = `${register.size === undefined ? "bytes" : `${register.size} bytes`} | hex${register.secret ? ", a key" : ""} |`;
			break;
		default:
			cells = `${typeOf(register)} | ${meaning(register)} | ${na(register)}`;
	}
	return `| ${idText(register)} | ${nameText(register)} | ${cells} | ${set} | ${mark} |`;
}

/** One field is told here, more in a table of their own. */
function structureText({ name, fields }: Extract<Register, { kind: "structure" }>): string {
	if (name.startsWith("history")) return `[its fields](#${name.replaceAll("_", "-")})`;
	return fields
		.map(
			(field) => `\`${field.name}\` bits ${field.start}–${field.start + field.width - 1}: ${meaning(field)}`,
		)
		.join("; ");
}

function structureSection({ name, fields }: Extract<Register, { kind: "structure" }>): string {
	const rows = fields.map(
		(field) =>
			`| ${field.start >> 3} | ${typeOf(field)} | \`${field.name}\` | ${meaning(field)} | ${na(field)} |`,
	);
	return `### ${title(name.replaceAll("_", " "))}\n\n| byte | type | field | value | NA |\n|---|---|---|---|---|\n${rows.join("\n")}`;
}

export function registersTable(): string {
	const captured = capturedIds();
	const rows = table.map((register) => row(register, captured));
	const structures = table.filter((one) => one.kind === "structure" && one.name.startsWith("history"));
	return [
		`| VREG | name | type | value | NA | can be set | proven |\n|---|---|---|---|---|---|---|\n${rows.join("\n")}\n`,
		...structures.map((one) => `${structureSection(one as Extract<Register, { kind: "structure" }>)}\n`),
	].join("\n");
}

/** Values that only registers have. */
export function registerValues(): string {
	return (Object.entries(values) as [string, EnumTable | FlagTable][])
		.map(([name, set]) =>
			Array.isArray(set) ? flagSection([name, set]) : enumSection([name, set as EnumTable]),
		)
		.join("\n");
}

export function labelsTable(): string {
	const kinds = {
		text: "text",
		switch: "`on` or `off`, from ON and OFF",
		product: "product id in hex; also gives `model`",
		firmware: "digits: 208 is 2.08",
	} as const;
	const rows = labels
		.trim()
		.split("\n")
		.map((line) => {
			const label = line.slice(0, line.indexOf(" "));
			const field = labelField(label)!;
			const value = field.kind in kinds ? kinds[field.kind as keyof typeof kinds] : meaning(field as Field);
			return `| \`${label}\` | \`${field.name}\` | ${value} |`;
		});
	return `| label | field | value |\n|---|---|---|\n${rows.join("\n")}`;
}
