/** Databases as VictronConnect writes them, by the public descriptions of their tables. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import initSqlJs from "sql.js";

/** The tables of keys and addresses, empty. */
export const connectTables = `
	create table advertisementKeys (macAddress text primary key, advertisementKey text);
	create table macAddresses (address text primary key, macAddress text);
`;

/** The bytes of a database after these statements. */
export async function databaseBytes(...statements: readonly string[]): Promise<Uint8Array> {
	const { Database } = await initSqlJs();
	const database = new Database();
	try {
		for (const statement of statements) database.exec(statement);
		return database.export();
	} finally {
		database.close();
	}
}

/** Writes a database to this path and makes the folders on the way. */
export async function writeDatabase(path: string, ...statements: readonly string[]): Promise<string> {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, await databaseBytes(...statements));
	return path;
}
