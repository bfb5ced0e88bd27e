/** Registers as the command line takes and shows them. */

import { decodeRegister, findRegister, namedFields, nameOf, registerIds } from "victron/registers";
import { UsageError } from "./usage-error";

export type Json = Readonly<Record<string, unknown>>;

/** Ids that a word may mean. @throws UsageError when there is none. */
export function idsOf(text: string): readonly number[] {
	const ids = registerIds(text);
	if (ids.length === 0)
		throw new UsageError(
			`there is no register ${text}: give a name such as battery_voltage or an id such as 0xED8D`,
		);
	return ids;
}

/** What a register says, under its name or its id. Keys are not shown. */
export function shown(id: number, bytes: Uint8Array): Json {
	const reading = decodeRegister(id, bytes);
	if (reading.outcome !== "value")
		return { [nameOf(id)]: findRegister(id)?.secret ? "***" : { raw: reading.raw } };
	const { register, name } = reading;
	return register.secret ? { [name]: "***" } : { [name]: null, ...namedFields(reading) };
}

export function print(value: Json): void {
	process.stdout.write(`${JSON.stringify(value)}\n`);
}

export const historyTotal = 0x104f;
const historyDay = 0x1050;
/** Today and the days before. */
export const historyDays: readonly number[] = Array.from({ length: 31 }, (_, ago) => historyDay + ago);

/** @param days as far as the device has them, today first. */
export function historyOf(total: Uint8Array, days: readonly Uint8Array[]): Json {
	const fields = (id: number, bytes: Uint8Array): Json => {
		const reading = decodeRegister(id, bytes);
		return reading.outcome === "value" ? reading.fields : { raw: reading.raw };
	};
	return {
		total: fields(historyTotal, total),
		days: days
			.map((bytes, ago): Json => ({ days_ago: ago, ...fields(historyDay + ago, bytes) }))
			.filter(({ history_state: state }) => state !== "unwritten"),
	};
}

/** Undefined where it is not given. @throws UsageError */
export function parseSeconds(option: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const seconds = Number(text);
	if (!(seconds > 0 && seconds < 1e6)) throw new UsageError(`${option} must be a number of seconds above 0`);
	return seconds;
}
