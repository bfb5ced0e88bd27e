/** What the firmware stores, as preferences do on a device: in a file, or only in memory without one. */

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { StoredText } from "./protocol";

export type StoredValues = Record<string, Record<string, StoredText>>;

export class StateFile {
	readonly #path: string | undefined;
	readonly #values: StoredValues;
	readonly #onError: (sentence: string) => void;

	/**
	 * @param onError a change could not be written: it is kept in memory, and written with the next one.
	 * @throws Error in a sentence when the file cannot be read, or not be written.
	 */
	constructor(path?: string, onError: (sentence: string) => void = () => {}) {
		this.#path = path;
		this.#onError = onError;
		this.#values = path === undefined ? {} : readValues(path);
		const problem = this.#write();
		if (problem !== undefined) throw new Error(problem);
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
		const problem = this.#write();
		if (problem !== undefined) this.#onError(problem);
	}

	/** @returns what is wrong. */
	#write(): string | undefined {
		if (this.#path === undefined) return undefined;
		const aside = `${this.#path}.new`;
		try {
			writeFileSync(aside, `${JSON.stringify(this.#values, undefined, "\t")}\n`);
			renameSync(aside, this.#path);
			return undefined;
		} catch (error) {
			return `${this.#path}: this file cannot be written (${(error as NodeJS.ErrnoException).code})`;
		}
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
