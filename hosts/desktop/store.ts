/**
 * What is kept, in files of the current folder: preferences as the one JSON text that people write, and bytes in files of
 * their own, as they would have to be in memory otherwise. The SDK's own preferences begin before the folder is known.
 */

import { File } from "file";
import type { Store, StoredValue } from "../ports";

const path = "./modpreferences.json";
/** Bytes. */
const longest = { text: 32_768, bytes: 4096 };

type Domains = Record<string, Record<string, unknown> | undefined>;

export class FileStore implements Store {
	readonly #domains: Domains;

	/** Takes what is no JSON object for nothing, and keeps it under another name: it would be written over. */
	constructor() {
		const domains = read();
		if (domains === undefined) {
			trace("modpreferences.json is damaged, and now modpreferences.damaged: the defaults hold\n");
			File.rename(path, "modpreferences.damaged");
		}
		this.#domains = domains ?? {};
	}

	/** @throws TypeError when somebody wrote an object or a list. */
	get(domain: string, key: string): StoredValue | undefined {
		const file = fileOf(domain, key);
		if (File.exists(file)) return bytesOf(file);
		const value = this.#domains[domain]?.[key];
		if (value !== null && typeof value === "object") throw new TypeError(`${domain}.${key} is no value`);
		return value as StoredValue | undefined;
	}

	set(domain: string, key: string, value: StoredValue): void {
		if (value instanceof ArrayBuffer) {
			write(fileOf(domain, key), value);
			return;
		}
		const values = this.#domains[domain] ?? {};
		this.#domains[domain] = values;
		values[key] = value;
		this.save();
	}

	delete(domain: string, key: string): void {
		File.delete(fileOf(domain, key));
		const values = this.#domains[domain];
		if (values?.[key] === undefined) return;
		delete values[key];
		if (Object.keys(values).length === 0) delete this.#domains[domain];
		this.save();
	}

	keys(domain: string): readonly string[] {
		return Object.keys(this.#domains[domain] ?? {});
	}

	private save(): void {
		write(path, JSON.stringify(this.#domains));
	}
}

/** Undefined where the file is damaged. */
function read(): Domains | undefined {
	if (!File.exists(path)) return {};
	const file = new File(path);
	try {
		const value: unknown = file.length <= longest.text && JSON.parse(file.read(String));
		return typeof value === "object" && value !== null && !Array.isArray(value)
			? (value as Domains)
			: undefined;
	} catch {
		return undefined;
	} finally {
		file.close();
	}
}

function bytesOf(name: string): ArrayBuffer | undefined {
	const file = new File(name);
	const bytes = file.length > 0 && file.length <= longest.bytes ? file.read(ArrayBuffer) : undefined;
	file.close();
	return bytes;
}

function write(name: string, content: ArrayBuffer | string): void {
	File.delete(name);
	const file = new File(name, true);
	file.write(content);
	file.close();
}

function fileOf(domain: string, key: string): string {
	return `./${domain}.${key}`;
}
