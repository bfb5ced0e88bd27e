/** One value by its setting: what it must be, and what is wrong with it. */

import { certificateProblem } from "./certificate";
import { formatDuration, parseDuration } from "./duration";
import { isHost } from "./host-name";
import { parsePublicKey } from "./public-key";
import { mostRegisters, parseRegisters, registerNames } from "./register-list";
import { longestText, type Setting } from "./schema";
import { isHexDigit, kindOf, show, utf8Length, wholeNumber } from "./text";
import { isTimezone } from "./timezone";
import { parseWindow } from "./window";

/**
 * A valid value (durations in seconds), or what is wrong and what is accepted, which follows the key in a sentence.
 * A problem repeats text only where a setting takes a few words or a number, never what a secret or a free text holds.
 */
export type Outcome = { readonly value: string | number | boolean } | { readonly problem: string };

/** A device with them fits into a line of the serial console. */
const longestRegisters = 300;

/** What a setting accepts, for sentences and the documentation. */
export function accepted(setting: Setting): string {
	switch (setting.kind) {
		case "text":
		case "secret":
			return `text of at most ${bytesOf(setting)} bytes`;
		case "certificate":
			return `certificates in PEM or base64 DER, at most ${longestText} bytes, or empty`;
		case "host":
			return "a name, x.local or an address, without scheme and port";
		case "topic":
			return `topic levels without +, # and outer slashes${setting.optional ? ", or empty" : ""}`;
		case "level":
			return "text without /, + and #";
		case "timezone":
			return "a POSIX TZ string such as CET-1CEST,M3.5.0,M10.5.0/3";
		case "window":
			return "HH:MM/minutes such as 20:00/60, with 1 to 1440 minutes, or empty";
		case "network_id":
			return "4 hex digits such as b36f, or empty";
		case "public_key":
			return "PEM (BEGIN PUBLIC KEY), or X and Y as 128 hex digits, or empty";
		case "port":
			return "0 to 65535";
		case "duration":
			return `${formatDuration(setting.min)} to ${formatDuration(setting.max)}, in whole seconds or as text such as 10 min`;
		case "milliseconds":
			return `${setting.min} to ${setting.max} ms, in whole milliseconds`;
		case "voltage":
			return `0 to ${setting.max} V`;
		case "gpio":
			return `0 to ${setting.max}, or ${setting.min} for none`;
		case "choice":
			return setting.choices.join(", ");
		case "boolean":
			return "true, false";
		case "address":
			return "6 hex pairs such as fa:ac:27:84:c6:6f";
		case "key":
			return "32 hex digits";
		case "name":
			return "at most 64 characters";
		case "pin":
			return "6 digits, or empty";
		case "registers":
			return `names or ids of at most ${mostRegisters.setting} registers, separated by commas, ${longestRegisters} characters`;
	}
}

/** @param value from JSON, a preference, the console or a form: numbers and booleans may come as text. */
export function parseValue(setting: Setting, value: unknown): Outcome {
	switch (setting.kind) {
		case "port":
			return parsePort(setting, value);
		case "duration": {
			const seconds = parseDuration(value);
			if (seconds !== undefined && seconds >= setting.min && seconds <= setting.max)
				return { value: seconds };
			return refuse(setting, `is ${show(value)}`);
		}
		case "milliseconds":
		case "gpio": {
			const text = typeof value === "string" ? value.trim() : undefined;
			const whole = text === undefined ? value : text === "-1" ? -1 : wholeNumber(text);
			if (
				typeof whole === "number" &&
				Number.isInteger(whole) &&
				whole >= setting.min &&
				whole <= setting.max
			)
				return { value: whole };
			return refuse(setting, `is ${show(value)}`);
		}
		case "voltage": {
			const volts = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
			if (typeof volts === "number" && volts >= 0 && volts <= setting.max)
				return { value: Math.round(volts * 100) / 100 };
			return refuse(setting, `is ${show(value)}`);
		}
		case "choice":
			if (typeof value === "string" && setting.choices.includes(value)) return { value };
			return refuse(setting, `is ${show(value)}`);
		case "boolean":
			if (value === true || value === "true") return { value: true };
			if (value === false || value === "false") return { value: false };
			return refuse(setting, `is ${show(value)}`);
		case "registers":
			return typeof value === "string" ? parseNames(setting, value) : refuse(setting, `is ${kindOf(value)}`);
		default:
			return typeof value === "string" ? parseText(setting, value) : refuse(setting, `is ${kindOf(value)}`);
	}
}

type TopicSetting = Extract<Setting, { optional?: true }>;
type TextSetting = Exclude<
	Setting,
	{ kind: "port" | "duration" | "milliseconds" | "voltage" | "gpio" | "choice" | "boolean" | "registers" }
>;

function parseText(setting: TextSetting, text: string): Outcome {
	const length = utf8Length(text);
	if (length === undefined) return refuse(setting, "has a NUL or half a character in it");
	if (length > bytesOf(setting)) return refuse(setting, `has ${length} bytes, more than ${bytesOf(setting)}`);
	switch (setting.kind) {
		case "text":
		case "secret":
			return { value: text };
		case "certificate": {
			const problem = text.trim() === "" ? undefined : certificateProblem(text);
			return problem === undefined ? { value: text.trim() } : refuse(setting, problem);
		}
		case "host":
			return text === "" || isHost(text) ? { value: text } : refuse(setting, "is no host");
		case "topic":
			return parseTopic(setting, text);
		case "level": {
			const character = firstOf(text, "/+#");
			return character ? refuse(setting, `has ${character} in it`) : { value: text };
		}
		case "timezone":
			return isTimezone(text) ? { value: text } : refuse(setting, "is no time zone");
		case "window":
			return text === "" || parseWindow(text) ? { value: text } : refuse(setting, "is no window of time");
		case "network_id": {
			const id = text.trim().toLowerCase();
			const valid = id === "" || (id.length === 4 && hexDigits(id) === 4);
			return valid ? { value: id } : refuse(setting, "is no id of a network");
		}
		case "public_key": {
			if (text.trim() === "") return { value: "" };
			const outcome = parsePublicKey(text);
			return "key" in outcome ? { value: outcome.key } : refuse(setting, outcome.problem);
		}
		case "address":
			return parseAddress(setting, text.trim());
		case "key":
			return parseKey(text.trim());
		case "name": {
			const characters = [...text].length;
			return characters <= 64 ? { value: text } : refuse(setting, `has ${characters} characters`);
		}
		case "pin": {
			const pin = text.trim();
			const valid = pin === "" || (pin.length === 6 && wholeNumber(pin) >= 0);
			return valid ? { value: pin } : refuse(setting, "is no PIN");
		}
	}
}

function parseNames(setting: Setting, text: string): Outcome {
	const names = registerNames(text);
	const parsed = parseRegisters(names, mostRegisters.setting);
	if ("problem" in parsed) return parsed;
	const value = names.join(", ");
	return value.length <= longestRegisters ? { value } : refuse(setting, `has ${value.length} characters`);
}

function bytesOf(setting: TextSetting): number {
	return ("bytes" in setting && setting.bytes) || longestText;
}

function refuse(setting: Setting, problem: string): Outcome {
	return { problem: `${problem}; accepted: ${accepted(setting)}` };
}

function parsePort(setting: Setting, value: unknown): Outcome {
	const port = typeof value === "string" ? wholeNumber(value.trim()) : value;
	if (typeof port === "number" && Number.isInteger(port) && port >= 0 && port <= 65535)
		return { value: port };
	return refuse(setting, `is ${show(value)}`);
}

function parseTopic(setting: TopicSetting, text: string): Outcome {
	if (text === "") return setting.optional ? { value: text } : refuse(setting, "is empty");
	const wildcard = firstOf(text, "+#");
	if (wildcard) return refuse(setting, `has the wildcard ${wildcard} in it`);
	if (text.startsWith("/")) return refuse(setting, "begins with a slash");
	if (text.endsWith("/")) return refuse(setting, "ends with a slash");
	return { value: text };
}

function firstOf(text: string, characters: string): string | undefined {
	for (const character of text) if (characters.includes(character)) return character;
	return undefined;
}

function parseAddress(setting: Setting, text: string): Outcome {
	const pairs = text.toLowerCase().split(text.includes("-") ? "-" : ":");
	const valid = pairs.length === 6 && pairs.every((pair) => pair.length === 2 && hexDigits(pair) === 2);
	return valid ? { value: pairs.join(":") } : refuse(setting, "is no Bluetooth address");
}

function parseKey(text: string): Outcome {
	const digits = hexDigits(text);
	if (digits !== text.length) {
		const characters = `${text.length} ${text.length === 1 ? "character" : "characters"}`;
		return { problem: `has ${characters}, ${digits} of them hex digits; a key has 32 hex digits` };
	}
	if (digits === 32 || digits === 0) return { value: text.toLowerCase() };
	return { problem: `has ${digits} hex ${digits === 1 ? "digit" : "digits"}; a key has 32` };
}

function hexDigits(text: string): number {
	let digits = 0;
	for (const character of text) if (isHexDigit(character)) digits++;
	return digits;
}
