/** Registers as people list them: names of the dictionary, ids, and `history` for a charger's. */

import { allNames, findRegister, registerIds } from "../victron/registers";
import { suggest } from "./suggest";
import { show } from "./text";

/** Names in a list. */
export const mostRegisters = { setting: 16, request: 32 } as const;

/** In total, today, yesterday. */
const history = [0x104f, 0x1050, 0x1051] as const;

/** The ids, each once; a name may stand for several. Or one sentence. */
export type RegisterList = { readonly ids: readonly number[] } | { readonly problem: string };

/** The words of a list with commas. */
export function registerNames(text: string): string[] {
	const names: string[] = [];
	for (const word of text.split(",")) {
		const name = word.trim();
		if (name !== "" && !names.includes(name)) names.push(name);
	}
	return names;
}

/** @param most names that are accepted. The sentence follows the list's own name. */
export function parseRegisters(names: readonly unknown[], most: number): RegisterList {
	if (names.length > most) return { problem: `has ${names.length} names; accepted: ${most} at most` };
	const ids: number[] = [];
	for (const name of names) {
		const found = typeof name === "string" ? idsOf(name) : [];
		if (found.length === 0) return { problem: `has ${unknown(name)}` };
		for (const id of found) {
			if (findRegister(id)?.secret) return { problem: `has ${show(name)}, a key, which is never told` };
			if (!ids.includes(id)) ids.push(id);
		}
	}
	return { ids };
}

function idsOf(name: string): readonly number[] {
	return name === "history" ? history : registerIds(name);
}

function unknown(name: unknown): string {
	const meant = typeof name === "string" ? suggest(name, ["history", ...allNames()]) : undefined;
	return `${show(name)}, which is no register; accepted: ${meant ?? "names such as battery_voltage, ids such as 0xED8D"}`;
}
