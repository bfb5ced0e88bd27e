/**
 * Victron's registers (VREG): ids of 16 bits, the same over Bluetooth, VE.Smart networking and VE.Direct. Bytes are
 * little-endian. The table is `registers-table.ts`; records and registers share fields, decoder and encoder.
 */

import { decodeFields, type Fields, padding } from "./decode";
import { encodeRecord, type FieldValues } from "./encode";
import { hexBytes, hexText } from "./hex";
import type { Field, NumberField } from "./record";
import { readRow } from "./registers-row";
import { registers } from "./registers-table";

interface RegisterTraits {
	/** VREG id. */
	readonly register: number;
	/** Registers in a row with this layout: ids `register` to `register + count - 1`, names with `_0`, `_1`… */
	readonly count?: number;
	/** A setting that people may change. */
	readonly writable?: true;
	/** A key: never in a log, a topic or a response. */
	readonly secret?: true;
}

/** One value: `start` is 0 and `width` its whole bytes. */
export type ValueRegister = Field & RegisterTraits;

/** Several fields. */
export interface StructureRegister extends RegisterTraits {
	readonly kind: "structure";
	readonly name: string;
	/** Bytes. */
	readonly size: number;
	/** Bytes of the shortest form that devices send; `size` when absent. */
	readonly least?: number;
	readonly fields: readonly Field[];
}

/** Text up to a zero byte or its end, bytes as hex, or a firmware version. */
export interface OpaqueRegister extends RegisterTraits {
	readonly kind: "text" | "bytes" | "version";
	readonly name: string;
	/** Bytes, where that is fixed. */
	readonly size?: number;
}

export type Register = ValueRegister | StructureRegister | OpaqueRegister;

/** What the bytes of a register say. */
export type RegisterReading =
	| {
			readonly outcome: "value";
			readonly register: Register;
			/** The register's, and in a row of them its number: `history_day_3`. */
			readonly name: string;
			/**
			 * A value stands under `name`, an enum's code also under `<name>_code`; a structure has its own fields. What is
			 * not available is absent. A `secret` register's is a key, as hex.
			 */
			readonly fields: Fields;
	  }
	/** Not in the table; `raw` is lower-case hex, as below. */
	| { readonly outcome: "unknown"; readonly raw: string }
	| {
			readonly outcome: "wrong_length";
			readonly register: Register;
			readonly name: string;
			readonly raw: string;
	  };

/** The bytes of a value, or one sentence that says why there are none. */
export type RegisterBytes =
	| { readonly outcome: "bytes"; readonly bytes: Uint8Array }
	| { readonly outcome: "refused"; readonly sentence: string };

export type RegisterValue = number | string | readonly string[] | undefined;

/** The register with this id, made anew; or undefined. */
export function findRegister(id: number): Register | undefined {
	const lines = registers[id >> 8] ?? "";
	const low = id & 0xff;
	let at = lines.indexOf(`\n${(0x100 | low).toString(16).slice(1)}`) + 1;
	for (let dots = 0; at === 0; dots += 2) {
		dots = lines.indexOf("..", dots);
		if (dots < 0) return undefined;
		if (low > lowByte(lines, dots - 2) && low <= lowByte(lines, dots + 2)) at = dots - 2;
	}
	const end = lines.indexOf("\n", at);
	const words = lines.slice(at, end).split(" ");
	const ids = words[0]!;
	const row = readRow(words, 1, 0);
	row.register = (id - low) | lowByte(ids, 0);
	if (ids.length > 2) row.count = lowByte(ids, 4) - lowByte(ids, 0) + 1;
	if (row.kind === "structure") row.fields = fieldsBelow(lines, end);
	return row as unknown as Register;
}

/** Two hex digits. */
function lowByte(lines: string, at: number): number {
	return Number.parseInt(lines.slice(at, at + 2), 16);
}

/** @param end of the line above. */
function fieldsBelow(lines: string, end: number): Field[] {
	const fields: Field[] = [];
	let start = 0;
	while (lines[end + 1] === "\t") {
		const next = lines.indexOf("\n", end + 1);
		const field = readRow(lines.slice(end + 2, next).split(" "), 0, start) as unknown as Field;
		fields.push(field);
		start = field.start + field.width;
		end = next;
	}
	return fields;
}

/** @param id one of `register`. */
export function registerName(register: Register, id: number): string {
	return register.count === undefined ? register.name : `${register.name}_${id - register.register}`;
}

/** Its name, or `0xED8D` where it is not known. */
export function nameOf(id: number): string {
	const register = findRegister(id);
	return register ? registerName(register, id) : registerId(id);
}

/** The fields as they stand beside those of other registers: a structure that does not name itself is one member. */
export function namedFields({
	fields,
	name,
	register,
}: Extract<RegisterReading, { outcome: "value" }>): Readonly<Record<string, unknown>> {
	return register.kind === "structure" && !(register.name in fields) ? { [name]: fields } : fields;
}

/** `0xED8D`. */
export function registerId(id: number): string {
	return `0x${(0x1_0000 + id).toString(16).slice(1).toUpperCase()}`;
}

/** Names of all, of a row of them the first. */
export function allNames(): string[] {
	const names: string[] = [];
	for (const high of Object.keys(registers))
		for (const line of registers[Number(high)]!.split("\n")) {
			const [ids, name] = line.split(" ");
			if (ids && !ids.startsWith("\t")) names.push(ids.length > 2 ? `${name}_0` : name!);
		}
	return names;
}

/** Ids that `text` may mean: `0xED8D`, `ED8D`, or a name, which several registers can share. Empty: none. */
export function registerIds(text: string): readonly number[] {
	const cut = text.lastIndexOf("_");
	const ids = [
		...idsNamed(text, text, 0),
		...idsNamed(text, text.slice(0, Math.max(cut, 0)), Number(text.slice(cut + 1))),
	];
	if (ids.length > 0) return ids;
	const bytes = hexBytes(text.startsWith("0x") ? text.slice(2) : text);
	return bytes?.length === 2 ? [(bytes[0]! << 8) | bytes[1]!] : [];
}

/** Ids with the name `text`: `ahead` of a line that says `name`. */
function idsNamed(text: string, name: string, ahead: number): number[] {
	const ids: number[] = [];
	for (const high of Object.keys(registers)) {
		const lines = registers[Number(high)]!;
		for (let at = lines.indexOf(` ${name} `); at > 0; at = lines.indexOf(` ${name} `, at + 1)) {
			const id = Number(high) * 0x100 + lowByte(lines, lines.lastIndexOf("\n", at) + 1) + ahead;
			const register = findRegister(id);
			if (register && registerName(register, id) === text) ids.push(id);
		}
	}
	return ids;
}

/** Reads any bytes of any register. Nothing throws. */
export function decodeRegister(id: number, bytes: Uint8Array): RegisterReading {
	const register = findRegister(id);
	if (!register) return { outcome: "unknown", raw: hexText(bytes) };
	const name = registerName(register, id);
	const [least, most] = sizes(register);
	const length = bytes.length;
	if (length < least || length > most)
		return { outcome: "wrong_length", register, name, raw: hexText(bytes) };
	const fields: Fields = {};
	switch (register.kind) {
		case "text":
			fields[name] = textOf(bytes);
			break;
		case "bytes":
			fields[name] = hexText(bytes);
			break;
		case "version":
			fields[name] = firmwareVersion(bytes);
			break;
		default: {
			const padded = new Uint8Array(length + padding);
			padded.set(bytes);
			decodeFields({ fields: fieldsOf(register) }, new DataView(padded.buffer), length, fields);
		}
	}
	return { outcome: "value", register, name, fields };
}

/**
 * The bytes that say a value. Undefined is "not available" (no flag for flags). Bytes, and registers that are not in
 * the table, are hex. Whether the register may be written is the caller's question.
 */
export function encodeRegister(id: number, value: RegisterValue): RegisterBytes {
	const register = findRegister(id);
	const name = register ? registerName(register, id) : registerId(id);
	const kind = register?.kind ?? "bytes";
	if (!register || kind === "bytes") {
		const bytes = typeof value === "string" ? hexBytes(value) : undefined;
		const [least, most] = register ? sizes(register) : [1, Number.MAX_SAFE_INTEGER];
		if (bytes && bytes.length >= least && bytes.length <= most) return { outcome: "bytes", bytes };
		return refused(`${name} must be ${least === most ? `${least} bytes` : "bytes"} in hex`);
	}
	if (kind === "text") {
		const bytes = typeof value === "string" ? asciiBytes(value) : undefined;
		return bytes ? { outcome: "bytes", bytes } : refused(`${name} must be text of ASCII letters`);
	}
	if (kind === "version") {
		const bytes = typeof value === "string" ? versionBytes(value) : undefined;
		return bytes ? { outcome: "bytes", bytes } : refused(`${name} must be a version such as 1.16`);
	}
	const fields = fieldsOf(register);
	const field = fields.find((one) => one.name === register.name);
	if (!field) return refused(`${name} can only be read`);
	const bytes = encodeRecord({ fields }, wanted(field, value));
	const reading = decodeRegister(id, bytes);
	// Bytes that do not read as the value: it was clamped or not known.
	if (reading.outcome === "value" && same(field, reading.fields, value)) return { outcome: "bytes", bytes };
	return refused(`${name} must be ${accepted(field)}`);
}

/** `1.16`, `3.14-beta-02`. @param version 24 bits; with a zero on top it is one of 16 bits. */
export function versionText(version: number): string {
	const two = (at: number): string => (0x100 | ((version >> at) & 0xff)).toString(16).slice(1);
	const major = (at: number): string => ((version >> at) & 0xff).toString(16);
	if (version >> 16 === 0) return `${major(8)}.${two(0)}`;
	return `${major(16)}.${two(8)}${(version & 0xff) === 0xff ? "" : `-beta-${two(0)}`}`;
}

/** Of the first instance; undefined for what is no version. */
function versionBytes(text: string): Uint8Array | undefined {
	let version = 0;
	for (const part of text.split("-beta-").join(".").split("."))
		version = (version << 8) | Number(`0x${part}`);
	return versionText(version) === text ? Uint8Array.of(0, version, version >> 8, version >> 16) : undefined;
}

/** A byte for the instance, then 24 bits; all ones where there is no firmware. */
function firmwareVersion(bytes: Uint8Array): string | undefined {
	const version = bytes[1]! | (bytes[2]! << 8) | (bytes[3]! << 16);
	return version === 0xff_ffff ? undefined : versionText(version);
}

function fieldsOf(register: Register): readonly Field[] {
	return register.kind === "structure" ? register.fields : [register as ValueRegister];
}

/** Least and most bytes. */
function sizes(register: Register): readonly [number, number] {
	if ("width" in register) return [register.width >> 3, register.width >> 3];
	if (register.kind === "structure") return [register.least ?? register.size, register.size];
	return register.size === undefined ? [0, Number.MAX_SAFE_INTEGER] : [register.size, register.size];
}

/** UTF-8 up to a zero; undefined when there is none (all bytes 0xFF). What is not UTF-8 is read as Latin-1. */
function textOf(bytes: Uint8Array): string | undefined {
	let escaped = "";
	let plain = "";
	for (const byte of bytes) {
		if (byte === 0) break;
		escaped += `%${(0x100 | byte).toString(16).slice(1)}`;
		plain += String.fromCharCode(byte);
	}
	if (plain.length > 0 && bytes.every((byte) => byte === 0xff)) return undefined;
	try {
		return decodeURIComponent(escaped);
	} catch {
		return plain;
	}
}

function asciiBytes(text: string): Uint8Array | undefined {
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code < 0x20 || code > 0x7e) return undefined;
		bytes[i] = code;
	}
	return bytes;
}

/** An enum's code may stand for its slug. */
function wanted(field: Field, value: RegisterValue): FieldValues {
	return field.kind === "enum" && typeof value === "number"
		? { [`${field.name}_code`]: value }
		: { [field.name]: value };
}

function same(field: Field, fields: Fields, value: RegisterValue): boolean {
	const read = fields[field.name];
	if (value === undefined) return read === undefined || (Array.isArray(read) && read.length === 0);
	if (field.kind === "enum")
		return typeof value === "number" ? fields[`${field.name}_code`] === value : read === value;
	if (field.kind === "number")
		return (
			typeof value === "number" && typeof read === "number" && Math.abs(read - value) <= step(field) * 0.51
		);
	return (
		Array.isArray(value) && Array.isArray(read) && read.length === value.length && value.every(isIn, read)
	);
}

function isIn(this: readonly string[], name: string): boolean {
	return this.includes(name);
}

function step(field: NumberField): number {
	return 1 / (field.divisor ?? 1);
}

function accepted(field: Field): string {
	switch (field.kind) {
		case "number": {
			const all = field.width === 32 ? 0xffff_ffff : (1 << field.width) - 1;
			const [least, most] = field.signed ? [-(all + 1) / 2, (all - 1) / 2] : [0, all];
			const edge = (raw: number): number => (raw + (field.bias ?? 0)) / (field.divisor ?? 1);
			const top = field.na === undefined ? most : most - 1;
			return `a number from ${edge(least)} to ${edge(top)}${field.unit ? ` ${field.unit}` : ""}`;
		}
		case "enum":
			return `one of ${Object.values(field.values).join(", ")}, or a code`;
		case "flags":
			return `a list of ${field.flags.filter((flag) => flag !== "").join(", ")}`;
		case "groups":
			return "a list of its names";
	}
}

function refused(sentence: string): RegisterBytes {
	return { outcome: "refused", sentence };
}
