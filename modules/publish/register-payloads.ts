/** Registers as messages: all of a source as a JSON object, and one by itself. */

import type { LongText } from "../../hosts/ports";
import { hexText } from "../victron/hex";
import { decodeRegister, namedFields, registerId } from "../victron/registers";
import type { RegisterValues } from "./register-values";

/**
 * A JSON object of the dictionary's names. What is not known, or has another length than it should, is hex under its
 * id, `"0xED8D":"2f05"`; a structure whose fields do not include its own name is an object.
 * @param values do not change any more.
 * @param tail members behind them, JSON without braces; may be empty.
 */
export function registersPayload(values: RegisterValues, tail: string): LongText {
	const places: number[] = [];
	for (let at = 0; at < values.end; at = values.after(at)) if (members(values, at) !== "") places.push(at);
	const count = places.length;
	return {
		count: count + 2,
		part(index) {
			if (index === 0) return "{";
			if (index > count) return `${count > 0 && tail !== "" ? "," : ""}${tail}}`;
			return (index > 1 ? "," : "") + members(values, places[index - 1]!);
		},
	};
}

/** Empty where the value is not available. */
function members(values: RegisterValues, at: number): string {
	if (values.isShadowed(at)) return "";
	const id = values.id(at);
	const reading = decodeRegister(id, values.value(at));
	if (reading.outcome !== "value") return `"${registerId(id)}":"${reading.raw}"`;
	return JSON.stringify(namedFields(reading)).slice(1, -1);
}

/** Unsigned decimal of 1, 2 or 4 bytes, without scale; of any other number lower-case hex, as they came. */
export function rawRegister(value: Uint8Array): string {
	const { length } = value;
	if (length !== 1 && length !== 2 && length !== 4) return hexText(value);
	let number = 0;
	for (let i = length - 1; i >= 0; i--) number = number * 256 + value[i]!;
	return String(number);
}
