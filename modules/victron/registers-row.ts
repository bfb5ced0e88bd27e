/**
 * A register or a field of one as a line of words: a line takes a tenth of the flash that its object would, and the
 * object is made when it is asked for.
 *
 * `name type word…`, where the type is
 * - `u16`, `s32`: a number of so many bits, unsigned or signed; `e8`: an enum; `f16`: flags; `g32`: groups of bits. All
 *   ones, of signed numbers the largest, is "not available" in numbers and enums; not with a star: `u8*`.
 * - a kind without bits, such as `text`.
 *
 * and the words, in any order: `/100` a divisor, `-27315` a bias, `@8` the first bit, `16` a size in bytes, `19-34` the
 * least and the largest, `+writable` a trait, and the set of values or the unit.
 */

import { auxMode, bmsError, chargerError, deviceState, monitorMode, outputState } from "./enums";
import { alarmReason, bmsFlags, bmsIo, bmsWarningsAlarms, offReason, smartLithiumError } from "./flags";
import * as values from "./registers-values";

const sets: Readonly<Record<string, object>> = {
	activeAcInputCode: values.activeAcInputCode,
	advertisementMode: values.advertisementMode,
	alarmReason,
	auxMode,
	batteryType: values.batteryType,
	bleCapabilities: values.bleCapabilities,
	bmsError,
	bmsFlags,
	bmsIo,
	bmsWarningsAlarms,
	chargerError,
	daylight: values.daylight,
	deviceMode: values.deviceMode,
	deviceState,
	historyState: values.historyState,
	linkCommand: values.linkCommand,
	loadControl: values.loadControl,
	loadControlFlags: values.loadControlFlags,
	monitorMode,
	networkInfo: values.networkInfo,
	networkMode: values.networkMode,
	networkStatus: values.networkStatus,
	offOn: values.offOn,
	offReason,
	outputState,
	smartLithiumError,
	trackerMode: values.trackerMode,
};

/** What a line says, by the names of `record.ts` and `registers.ts`. */
export interface Row {
	[property: string]: unknown;
	readonly name: string;
	start?: number;
	width?: number;
}

/**
 * @param words of a line; the name is at `from`.
 * @param start first bit, where no word says it.
 */
export function readRow(words: readonly string[], from: number, start: number): Row {
	const type = words[from + 1]!;
	const row: Row = { name: words[from]!, kind: type };
	const width = Number.parseInt(type.slice(1), 10);
	let set = "";
	if (width > 0) {
		row.start = start;
		row.width = width;
		const letter = type[0];
		if (letter === "f" || letter === "g") row.kind = set = letter === "f" ? "flags" : "groups";
		else {
			if (letter === "s") row.signed = true;
			if (!type.endsWith("*")) row.na = 2 ** (letter === "s" ? width - 1 : width) - 1;
			row.kind = letter === "e" ? "enum" : "number";
			set = letter === "e" ? "values" : "unit";
		}
	}
	const count = words.length;
	for (let i = from + 2; i < count; i++) {
		const word = words[i]!;
		const first = word[0]!;
		if (first === "/") row.divisor = Number(word.slice(1));
		else if (first === "-") row.bias = Number(word);
		else if (first === "@") row.start = Number(word.slice(1));
		else if (first === "+") row[word.slice(1)] = true;
		else if (first > "9" || first < "0") row[set] = sets[word] ?? word;
		else {
			const sizes = word.split("-");
			row.size = Number(sizes[sizes.length - 1]);
			if (sizes.length > 1) row.least = Number(sizes[0]);
		}
	}
	return row;
}
