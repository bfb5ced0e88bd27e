/**
 * A SQLite file of another program, read only: its bytes are copied into memory and SQLite (WebAssembly) works there,
 * so the file is neither locked nor changed, and nothing is written beside it.
 */

import { readFileSync, statSync } from "node:fs";
import initSqlJs, { type Database, type SqlValue } from "sql.js";

export type { SqlValue } from "sql.js";

/** Bytes; VictronConnect's database has a few hundred thousand. */
const largest = 256 * 1024 * 1024;
const mostRows = 10_000;
/** What every SQLite file begins with: https://www.sqlite.org/fileformat.html, 1.3. */
const magic = "SQLite format 3\0";

/** The file is not what was looked for: another one has to be named. */
export class WrongFileError extends Error {}

export class SqliteFile {
	readonly #path: string;
	readonly #database: Database;

	/**
	 * @throws WrongFileError where there is no file or it is no SQLite database, Error where it cannot be read; both in
	 * a sentence that begins with the path and quotes nothing of the file.
	 */
	static async open(path: string): Promise<SqliteFile> {
		const bytes = readBytes(path);
		if (bytes.toString("latin1", 0, magic.length) !== magic)
			throw new WrongFileError(`${path}: this is not a SQLite database`);
		const { Database } = await initSqlJs();
		try {
			return new SqliteFile(path, new Database(bytes));
		} catch {
			throw damaged(path);
		}
	}

	private constructor(path: string, database: Database) {
		this.#path = path;
		this.#database = database;
	}

	/** The columns of each ordinary table, by its name. */
	tables(): ReadonlyMap<string, readonly string[]> {
		const tables = new Map<string, string[]>();
		const sql =
			"select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table'";
		for (const [table, column] of this.#query(sql)) {
			const columns = tables.get(String(table));
			if (columns) columns.push(String(column));
			else tables.set(String(table), [String(column)]);
		}
		return tables;
	}

	/** The columns' values of at most 10,000 rows, in their order in the table. */
	rows(table: string, columns: readonly string[]): SqlValue[][] {
		return this.#query(`select ${columns.map(quoted).join(", ")} from ${quoted(table)} limit ${mostRows}`);
	}

	close(): void {
		this.#database.close();
	}

	#query(sql: string): SqlValue[][] {
		try {
			return this.#database.exec(sql)[0]?.values ?? [];
		} catch {
			throw damaged(this.#path);
		}
	}
}

/**
 * Whether the program that the database belongs to may have changes beside it, in a write-ahead log or in a journal of a
 * change under way, which a copy of the file lacks.
 */
export function hasUnwrittenChanges(path: string): boolean {
	return ["-wal", "-journal"].some((ending) => {
		try {
			return statSync(path + ending).size > 0;
		} catch {
			return false;
		}
	});
}

function quoted(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}

function damaged(path: string): Error {
	const advice = hasUnwrittenChanges(path)
		? "close the program that has it open, and try again"
		: "copy it again";
	return new Error(`${path}: this database is damaged or only a part of it: ${advice}`);
}

function readBytes(path: string): Buffer {
	try {
		const file = statSync(path);
		if (file.isDirectory()) throw new WrongFileError(`${path}: this is a folder, not a file`);
		// A pipe or a device could be read for ever.
		if (!file.isFile()) throw new WrongFileError(`${path}: this is not a file`);
		if (file.size > largest)
			throw new WrongFileError(`${path}: this file is larger than ${largest / 1024 / 1024} MB`);
		return readFileSync(path);
	} catch (error) {
		if (error instanceof WrongFileError) throw error;
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "ENOTDIR") throw new WrongFileError(`${path}: there is no such file`);
		throw new Error(`${path}: ${unreadable(code)}`);
	}
}

function unreadable(code: string | undefined): string {
	if (code === "EACCES" || code === "EPERM") return "this file may not be read";
	if (code === "EBUSY") return "another program has this file open: close it, and try again";
	return `this file cannot be read (${code})`;
}
