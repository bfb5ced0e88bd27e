/**
 * VE.Smart networks in VictronConnect's database: table `networks`, a row each with id (4 hex digits), key (32) and name,
 * in this order. What its columns are called is not known, so they are told by their form.
 *
 * Source: the help of pmarches/monitorPowerToMQTT.
 */

import { hexText } from "victron/hex";
import type { SqliteFile, SqlValue } from "./sqlite-file";

export interface ConnectNetwork {
	/** 4 and 32 lower-case hex digits. */
	readonly id: string;
	readonly key: string;
	/** Empty without one. */
	readonly name: string;
}

/** Of a device that is in no network. */
const none = "ffff";

/** Each network once; a table that cannot be read has none. */
export function readNetworks(
	file: Pick<SqliteFile, "rows">,
	tables: ReadonlyMap<string, readonly string[]>,
): ConnectNetwork[] {
	const networks = new Map<string, ConnectNetwork>();
	for (const [table, columns] of tables) {
		if (table.toLowerCase() !== "networks") continue;
		try {
			for (const row of file.rows(table, columns)) {
				const network = parseNetwork(row);
				if (network !== undefined) networks.set(network.id, network);
			}
		} catch {
			// the keys of the devices are told all the same
		}
	}
	return [...networks.values()];
}

function parseNetwork(row: readonly SqlValue[]): ConnectNetwork | undefined {
	const texts = row.map((value) =>
		value instanceof Uint8Array ? hexText(value) : String(value ?? "").trim(),
	);
	const id = texts.find((text) => /^[0-9a-f]{4}$/i.test(text))?.toLowerCase();
	const key = texts.find((text) => /^[0-9a-f]{32}$/i.test(text))?.toLowerCase();
	if (id === undefined || key === undefined || id === none) return undefined;
	const rest = texts.slice(texts.findIndex((text) => text.toLowerCase() === key) + 1);
	// without control characters, which a terminal would obey
	const name = rest.find((text) => text !== "")?.replace(/[\p{Cc}\p{Cf}]/gu, "") ?? "";
	return { id, key, name: name.slice(0, 64) };
}
