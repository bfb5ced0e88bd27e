/** Answers as text for people: taken apart and put together part by part, with no more than one entry in memory. */

import type { LongText } from "../../hosts/ports";
import { formatDuration } from "../settings/duration";
import { isSettingKey, schema } from "../settings/schema";

/** Ends a line on every terminal. */
export const lineEnd = "\r\n";

type Entry = Readonly<Record<string, unknown>>;

/** Lines for one entry of an answer: a member with its name, or an element of the list `name`. */
type Style = (name: string, entry: Entry) => string;

/**
 * Takes the members of an answer apart. `visit` gets `{"uptime":5}` with an empty name, `{"mqtt.base":"victron"}` with
 * the name of the object that it is in, and each element of a list with the list's name.
 */
export class MemberReader {
	private readonly visit: (name: string, entry: Entry) => void;
	private name = "";
	private open = "";
	private depth = 0;
	private quoted = false;
	private escaped = false;
	private text = "";

	constructor(visit: (name: string, entry: Entry) => void) {
		this.visit = visit;
	}

	feed(part: string): void {
		let from = 0;
		const take = (to: number) => {
			this.text += part.slice(from, to);
			from = to + 1;
		};
		for (let at = 0; at < part.length; at++) {
			const character = part[at]!;
			if (this.quoted) {
				if (this.escaped) this.escaped = false;
				else if (character === "\\") this.escaped = true;
				else if (character === '"') this.quoted = false;
			} else if (character === '"') this.quoted = true;
			else if (character === "{" || character === "[") {
				if (++this.depth > 1) continue;
				take(at);
				this.name = String(JSON.parse(this.text.slice(0, -1)));
				this.open = character;
				this.text = "";
			} else if (character === "}" || character === "]") {
				if (--this.depth > 0) continue;
				take(at);
				this.end();
				this.name = "";
				this.open = "";
			} else if (character === "," && this.depth <= 1) {
				take(at);
				this.end();
			}
		}
		take(part.length);
	}

	/** The last member is complete. */
	end(): void {
		const text = this.text;
		this.text = "";
		if (text === "") return;
		this.visit(this.name, JSON.parse(this.open === "[" ? text : `{${text}}`));
	}
}

/** Members of an answer as text. Each part is asked for once, in order. */
export function answerText(members: string | LongText, style: Style): LongText {
	const parts = typeof members === "string" ? { count: 1, part: () => members } : members;
	let lines = "";
	const reader = new MemberReader((name, entry) => {
		lines += style(name, entry);
	});
	return {
		count: parts.count + 1,
		part(index) {
			lines = "";
			if (index < parts.count) reader.feed(parts.part(index));
			else reader.end();
			return lines;
		},
	};
}

/** `mqtt.base  victron`, and devices. */
export function settingLines(name: string, entry: Entry): string {
	if (name === "devices") return deviceLine(name, entry);
	if (name !== "settings") return doneLine(name, entry);
	return eachMember(entry, (key, value) => {
		const duration = isSettingKey(key) && schema[key].kind === "duration" && typeof value === "number";
		return row(key, duration ? formatDuration(value) : shown(value));
	});
}

/** One configured device; nothing else of `settings/get`. */
export function deviceLine(name: string, { address, key, name: own }: Entry): string {
	if (name !== "devices") return "";
	return row(String(address), `${key ? "with a key" : "without a key"}  ${shown(own)}`);
}

/** As `import` takes it. */
export function exportLines(name: string, entry: Entry): string {
	if (name === "devices") return `${JSON.stringify({ devices: [entry] })}${lineEnd}`;
	if (name !== "settings") return "";
	return eachMember(entry, (key, value) => {
		if (typeof value !== "string") return `${JSON.stringify({ [key]: value })}${lineEnd}`;
		let lines = "";
		for (const [index, piece] of pieces(value).entries())
			lines += `${JSON.stringify({ [index === 0 ? key : `${key}+`]: piece })}${lineEnd}`;
		return lines;
	});
}

/** A device with its diagnosis. */
export function diagnosisLines(_name: string, { address, name, state, sentence, rssi }: Entry): string {
	const signal = rssi === undefined ? "" : `  ${rssi} dBm`;
	const title = name ? `${shown(name)} (${address})` : String(address);
	return `${lineEnd}${title}  ${state}${signal}${lineEnd}  ${clean(String(sentence))}${lineEnd}`;
}

const keyWords: Readonly<Record<string, string>> = {
	fits: "key fits",
	wrong: "wrong key",
	none: "no key",
	off: "Instant Readout is off",
};

/** A device that was heard. */
export function heardLine(_name: string, { address, rssi, key, model, type, name }: Entry): string {
	const what = [model ?? type, name].filter((text) => text !== undefined).map(shown);
	return `${address}  ${String(rssi).padStart(4)} dBm  ${(keyWords[String(key)] ?? "").padEnd(22)}  ${what.join("  ")}${lineEnd}`;
}

/** Every member with its name. */
export function rowLines(name: string, entry: Entry): string {
	return eachMember(entry, (key, value) => {
		const duration = key === "uptime" && typeof value === "number";
		return row(name === "" ? key : `${name}.${key}`, duration ? formatDuration(value) : shown(value), 28);
	});
}

/** Registers with what they hold, or why they do not. */
export function registerLines(_name: string, entry: Entry): string {
	return eachMember(entry, (key, value) =>
		row(key, typeof value === "object" && value !== null ? clean(JSON.stringify(value)) : shown(value), 28),
	);
}

/** What remains to be done, if anything. */
export function doneLine(_name: string, { restart_needed }: Entry): string {
	return restart_needed === true ? `Changes hold after a restart: type restart.${lineEnd}` : "";
}

function eachMember(entry: Entry, line: (key: string, value: unknown) => string): string {
	let lines = "";
	for (const key of Object.keys(entry)) lines += line(key, entry[key]);
	return lines;
}

function row(name: string, value: string, width = 22): string {
	return `${name.padEnd(width)}  ${value}${lineEnd}`;
}

function shown(value: unknown): string {
	if (typeof value !== "string") return String(value);
	return value === "" ? "-" : clean(value);
}

/** Without what a terminal would obey: anybody near names his device as he likes. */
function clean(text: string): string {
	let result = "";
	for (const character of text) {
		const code = character.codePointAt(0)!;
		result += code < 0x20 || (code >= 0x7f && code < 0xa0) ? " " : character;
	}
	return result;
}

/** What fits into one line each, as JSON. */
function pieces(text: string): string[] {
	const most = 440;
	const result: string[] = [];
	let piece = "";
	let size = 0;
	for (const character of text) {
		const plain = character >= " " && character <= "~" && character !== '"' && character !== "\\";
		const bytes = plain ? 1 : 6;
		if (size + bytes > most) {
			result.push(piece);
			piece = "";
			size = 0;
		}
		piece += character;
		size += bytes;
	}
	result.push(piece);
	return result;
}
