/** What the firmware stores, as preferences do on a device: in a file, or only in memory without one. */

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { StoredText } from "./protocol";

export type StoredValues = Record<string, Record<string, StoredText>>;

export class StateFile {
	readonly #path: string | undefined;
	readonly #values: StoredValues;

	/** @throws Error in a sentence when the file is there and cannot be read. */
	constructor(path?: string) {
		this.#path = path;
		this.#values = path === undefined ? {} : readValues(path);
	}

	get values(): StoredValues {
		return this.#values;
	}

	/** Undefined deletes. The file is whole at any time: it is written aside and then renamed. */
	set(domain: string, key: string, value: StoredText | undefined): void {
		const values = this.#values[domain] ?? {};
		this.#values[domain] = values;
		if (value === undefined) delete values[key];
		else values[key] = value;
		if (this.#path === undefined) return;
		const aside = `${this.#path}.new`;
		writeFileSync(aside, `${JSON.stringify(this.#values, undefined, "\t")}\n`);
		renameSync(aside, this.#path);
	}
}

function readValues(path: string): StoredValues {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
		throw new Error(`${path}: this file cannot be read (${(error as NodeJS.ErrnoException).code})`);
	}
	const values: unknown = parse(text);
	if (!isObject(values) || !Object.values(values).every(isObject))
		throw new Error(`${path}: this is no state of heliograph's; remove it or name another file`);
	return values as StoredValues;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is object {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
