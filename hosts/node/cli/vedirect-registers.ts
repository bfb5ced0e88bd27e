/** What `heliograph vedirect` sets. */

import { encodeRegister, findRegister, type RegisterValue } from "victron/registers";
import type { Request } from "victron/vedirect/frame";
import { idsOf } from "./registers";
import { UsageError } from "./usage-error";

export type SetRequest = Request & { readonly kind: "set" };

/** What a word on the command line is for the register. */
function parseValue(id: number, text: string): RegisterValue {
	const register = findRegister(id);
	if (register?.kind === "flags") return text === "" ? [] : text.split(",");
	const number = text.trim() === "" ? Number.NaN : Number(text);
	return Number.isNaN(number) ? text : number;
}

/** @throws UsageError when the register cannot be set, or not to this. */
export function setRequest(name: string, text: string): SetRequest {
	const id = idsOf(name).find((one) => findRegister(one)?.writable);
	if (id === undefined) throw new UsageError(`${name} is not a setting: it can only be read`);
	const encoded = encodeRegister(id, parseValue(id, text));
	if (encoded.outcome === "refused") throw new UsageError(encoded.sentence);
	return { kind: "set", id, value: encoded.bytes };
}
