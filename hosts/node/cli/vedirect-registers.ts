/** Registers as `heliograph vedirect` takes and shows them. */

import {
	decodeRegister,
	encodeRegister,
	findRegister,
	type RegisterValue,
	registerId,
	registerIds,
	registerName,
} from "victron/registers";
import type { Request } from "victron/vedirect/frame";
import { UsageError } from "./usage-error";

export type Json = Readonly<Record<string, unknown>>;

export type SetRequest = Request & { readonly kind: "set" };

/** Ids that a word may mean. @throws UsageError when there is none. */
export function idsOf(text: string): readonly number[] {
	const ids = registerIds(text);
	if (ids.length === 0)
		throw new UsageError(
			`there is no register ${text}: give a name such as battery_voltage or an id such as 0xED8D`,
		);
	return ids;
}

export function nameOf(id: number): string {
	const register = findRegister(id);
	return register ? registerName(register, id) : registerId(id);
}

/** What a register says, under its name or its id. Keys are not shown. */
export function shown(id: number, bytes: Uint8Array): Json {
	const reading = decodeRegister(id, bytes);
	if (reading.outcome !== "value") return { [nameOf(id)]: { raw: reading.raw } };
	const { register, name, fields } = reading;
	if (register.secret) return { [name]: "***" };
	if (register.kind === "structure" && !(name in fields)) return { [name]: fields };
	return { [name]: null, ...fields };
}

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
