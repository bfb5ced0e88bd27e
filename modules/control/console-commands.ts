/** Commands of people, each as the requests that it stands for. */

import { settingKeys } from "../settings/schema";
import { suggest } from "../settings/suggest";
import { wholeNumber } from "../settings/text";
import type { What } from "./api";
import {
	deviceLine,
	diagnosisLines,
	doneLine,
	exportLines,
	heardLine,
	registerLines,
	rowLines,
	settingLines,
} from "./console-text";

export interface Asked {
	readonly what: What;
	readonly parameters: Readonly<Record<string, unknown>>;
	/** How the answer's entries become lines. */
	readonly lines: typeof doneLine;
	/** Before and after them. */
	readonly head?: string;
	readonly tail?: string;
}

export type Command =
	| { readonly ask: readonly Asked[] }
	/** One sentence. */
	| { readonly say: string }
	| { readonly local: "help" | "import" | "factory-reset" | "log on" | "log off" };

const names = [
	"help",
	"show",
	"set",
	"unset",
	"device",
	"scan",
	"registers",
	"set-register",
	"fetch-key",
	"status",
	"restart",
	"factory-reset",
	"export",
	"import",
	"log",
] as const;

export const help = [
	"show [KEY]                        settings, secrets as ***",
	"set KEY VALUE                     changes a setting",
	"unset KEY                         back to its default",
	"device list                       the devices in the settings",
	"device add ADDRESS [KEY] [NAME]   adds or changes one; - for no KEY",
	"device set ADDRESS FIELD VALUE    one field of it: key, name, pin or registers",
	"device remove ADDRESS",
	"scan [SECONDS]                    Victron devices around, and whether their keys fit",
	"registers DEVICE NAME...          reads registers, such as pv_voltage or history",
	"set-register DEVICE NAME VALUE    changes a setting of a device; needs mqtt.control",
	"fetch-key ADDRESS [PIN]           fetches the key of a device from itself",
	"status                            the bridge, and each device with its diagnosis",
	"export [--secrets]                everything as JSON lines, for import",
	"import                            JSON lines until an empty line: all of them or none",
	"log on|off                        log lines as they come",
	"restart                           settings hold after it",
	"factory-reset                     forgets everything; asks first",
] as const;

/** @param text without spaces around it, not empty. */
export function parseCommand(text: string): Command {
	const [name, rest] = cut(text);
	switch (name) {
		case "help":
		case "import":
		case "factory-reset":
			return rest === "" ? { local: name } : { say: `${name} takes nothing more` };
		case "show":
			return rest === ""
				? ask("settings/get", {}, settingLines)
				: ask("settings/get", { key: rest }, settingLines);
		case "set":
			return parseSet(rest);
		case "unset":
			if (rest === "") return { say: "unset takes a key, such as mqtt.host" };
			return ask("settings/set", { settings: { [rest]: null } }, doneLine, { head: "Back to the default." });
		case "device":
			return parseDevice(...cut(rest));
		case "scan":
			return parseScan(rest);
		case "registers":
			return parseRegisters(...cut(rest));
		case "set-register":
			return parseSetRegister(...cut(rest));
		case "fetch-key":
			return parseFetchKey(...cut(rest));
		case "status":
			if (rest !== "") return { say: "status takes nothing more" };
			return { ask: [asked("status", {}, rowLines), asked("devices", {}, diagnosisLines)] };
		case "restart":
			if (rest !== "") return { say: "restart takes nothing more" };
			return ask("restart", {}, doneLine, { head: "It restarts." });
		case "export":
			if (rest !== "" && rest !== "--secrets") return { say: "export takes --secrets or nothing" };
			return ask("settings/get", rest === "" ? {} : { secrets: true }, exportLines, { tail: "" });
		case "log":
			if (rest !== "on" && rest !== "off") return { say: "log takes on or off" };
			return { local: `log ${rest}` };
		default:
			return { say: unknown(name) };
	}
}

function asked(what: What, parameters: Asked["parameters"], lines: Asked["lines"]): Asked {
	return { what, parameters, lines };
}

function ask(
	what: What,
	parameters: Asked["parameters"],
	lines: Asked["lines"],
	more: Pick<Asked, "head" | "tail"> = {},
): Command {
	return { ask: [{ ...asked(what, parameters, lines), ...more }] };
}

/** The name is not repeated: it may be half of a password. */
function unknown(name: string): string {
	const meant = suggest(name, names) ?? (settingKeys.some((key) => key === name) ? "set" : undefined);
	return `there is no such command; ${meant === undefined ? "type help" : `did you mean ${meant}?`}`;
}

function parseSet(text: string): Command {
	const [key, rest] = cut(text);
	if (rest === "") return { say: 'set takes a key and a value, such as set mqtt.base victron; "" is empty' };
	const value = unquoted(rest);
	if (value === undefined) return { say: 'the quotes hold no JSON text, such as "two \\"words\\""' };
	return ask("settings/set", { settings: { [key]: value } }, doneLine, { head: "Stored." });
}

function parseDevice(action: string, rest: string): Command {
	if (action === "list" && rest === "") return ask("settings/get", { key: "devices" }, deviceLine);
	if (action === "remove" && rest !== "")
		return ask("devices/remove", { address: rest }, doneLine, { head: "Removed." });
	const [address, more] = cut(rest);
	const [key, last] = cut(more);
	if (action === "set" && more !== "")
		return ask("devices/add", { address, [key]: last === '""' ? "" : last }, doneLine, { head: "Stored." });
	if (action !== "add" || rest === "")
		return {
			say: "device takes list, add ADDRESS [KEY] [NAME], set ADDRESS FIELD VALUE, or remove ADDRESS",
		};
	const name = unquoted(last);
	if (name === undefined) return { say: "the quotes hold no JSON text" };
	const parameters: Record<string, string> = { address };
	if (key !== "" && key !== "-") parameters.key = key;
	if (last !== "") parameters.name = name;
	return ask("devices/add", parameters, doneLine, { head: "Stored." });
}

function parseRegisters(device: string, rest: string): Command {
	if (rest === "")
		return { say: "registers takes a device and registers: registers Roof pv_voltage history" };
	const registers = rest.split(" ").filter((name) => name !== "");
	return ask("registers", { device, registers }, registerLines);
}

function parseSetRegister(device: string, rest: string): Command {
	const [register, text] = cut(rest);
	if (text === "")
		return {
			say: "set-register takes a device, a register and a value: set-register Roof float_voltage 13.6",
		};
	const value = Number.isFinite(Number(text)) ? Number(text) : text;
	return ask("registers/set", { device, register, value }, registerLines);
}

function parseFetchKey(address: string, pin: string): Command {
	if (address === "") return { say: "fetch-key takes an address and, unless it is 000000, a PIN" };
	const parameters = pin === "" ? { address } : { address, pin };
	return ask("keys/fetch", parameters, doneLine, { head: "The key is stored." });
}

function parseScan(text: string): Command {
	const duration = text === "" ? 10 : wholeNumber(text);
	if (!(duration >= 1 && duration <= 60)) return { say: "scan takes 1 to 60 seconds" };
	return ask("scan", { duration }, heardLine, { head: `Heard in ${duration} s:` });
}

/** First word and what follows it, without the spaces between. */
function cut(text: string): [first: string, rest: string] {
	const end = text.indexOf(" ");
	return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end).trim()];
}

/** Text in quotes is JSON, so that it may begin with a space or hold a line end; undefined where it is none. */
function unquoted(text: string): string | undefined {
	if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
	try {
		return JSON.parse(text) as string;
	} catch {
		return undefined;
	}
}
