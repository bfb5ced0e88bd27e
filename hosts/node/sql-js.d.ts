/** What is used of sql.js, SQLite as WebAssembly; the package brings no types. */

declare module "sql.js" {
	export type SqlValue = number | string | Uint8Array | null;

	export class Database {
		/** @param bytes a database file; it is copied, and changes stay in memory. */
		constructor(bytes?: Uint8Array);
		/** One result for each statement that has rows. */
		exec(sql: string): { columns: string[]; values: SqlValue[][] }[];
		/** The database as the bytes of a file. */
		export(): Uint8Array;
		close(): void;
	}

	export default function initSqlJs(): Promise<{ Database: typeof Database }>;
}
