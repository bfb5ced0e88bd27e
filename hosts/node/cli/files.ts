/** Files and addresses that people give on the command line. Every error names the file and what is wrong. */

import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import type { TimedAdvert } from "../replay";
import { UsageError } from "./usage-error";

function readText(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		throw new UsageError(`${path}: ${fileReason(error)}`);
	}
}

function fileReason(error: unknown): string {
	const code = (error as NodeJS.ErrnoException).code;
	if (code === "ENOENT") return "there is no such file";
	if (code === "EACCES") return "this file may not be read";
	if (code === "EISDIR") return "this is a folder, not a file";
	return `this file cannot be read (${code})`;
}

/** JSON of a file. The parser's own message is not shown: it quotes the text, which may hold a key. */
export function readJson(path: string): unknown {
	const text = readText(path);
	try {
		return JSON.parse(text);
	} catch (error) {
		const position = /position (\d+)/.exec((error as Error).message)?.[1];
		const line = position === undefined ? undefined : text.slice(0, Number(position)).split("\n").length;
		throw new UsageError(`${path}${line ? `:${line}` : ""}: this is not JSON`);
	}
}

/** Lines of a file, read in pieces: a replay may be longer than memory. */
function* lines(path: string): Generator<string> {
	let file: number;
	try {
		file = openSync(path, "r");
	} catch (error) {
		throw new UsageError(`${path}: ${fileReason(error)}`);
	}
	try {
		const piece = Buffer.alloc(65536);
		const decoder = new TextDecoder();
		let rest = "";
		for (let length = read(file, piece, path); length > 0; length = read(file, piece, path)) {
			const parts = (rest + decoder.decode(piece.subarray(0, length), { stream: true })).split("\n");
			rest = parts.pop()!;
			yield* parts;
		}
		if (rest) yield rest;
	} finally {
		closeSync(file);
	}
}

function read(file: number, piece: Buffer, path: string): number {
	try {
		return readSync(file, piece);
	} catch (error) {
		throw new UsageError(`${path}: ${fileReason(error)}`);
	}
}

/** The adverts of a replay, checked as they are read: `{"at","address","rssi","manufacturerData"}` a line. */
export function* readAdverts(path: string): Generator<TimedAdvert> {
	let number = 0;
	let last = 0;
	for (const line of lines(path)) {
		number++;
		if (line.trim() === "") continue;
		const problem = (text: string) => new UsageError(`${path}:${number}: ${text}`);
		let value: { at?: unknown; address?: unknown; manufacturerData?: unknown };
		try {
			value = JSON.parse(line);
		} catch {
			throw problem("this line is not JSON");
		}
		if (typeof value !== "object" || value === null) throw problem("this line is not an object");
		const { at, address, manufacturerData } = value;
		if (typeof at !== "number" || !(at >= 0)) throw problem("at must be seconds from the start");
		if (at < last) throw problem(`at goes back from ${last} to ${at}`);
		if (typeof address !== "string") throw problem("address must be text like fa:ac:27:84:c6:6f");
		if (typeof manufacturerData !== "string" || !/^([0-9a-f]{2})*$/i.test(manufacturerData))
			throw problem("manufacturerData must be pairs of hex digits");
		last = at;
		yield { at, text: line };
	}
}

/** Host and port of `127.0.0.1:5566`. */
export function parseEndpoint(option: string, text: string): { host: string; port: number } {
	const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
	const port = Number(match?.[3]);
	if (!match || port < 1 || port > 65535) throw new UsageError(`${option} ${text}: expected host:port`);
	return { host: (match[1] ?? match[2])!, port };
}

/** The address of `--http`, which may stand without one. */
export function parseHttp(text: string | undefined): { host: string; port: number } | undefined {
	if (text === undefined) return undefined;
	return parseEndpoint("--http", text);
}

/** What an option means that nothing follows, where its value may be left out: the parser wants one. */
const leftOut: Readonly<Record<string, string>> = { "--http": "127.0.0.1:8080", "--console": "" };

export function withDefaults(argv: readonly string[]): string[] {
	return argv.map((word, at) => {
		const next = argv[at + 1];
		const alone = Object.hasOwn(leftOut, word) && (next === undefined || next.startsWith("-"));
		return alone ? `${word}=${leftOut[word]}` : word;
	});
}

/** Settings of `mqtt://user:password@host:port` (or `mqtts:`), as they stand under `mqtt` in the settings. */
export function parseBroker(text: string): Record<string, unknown> {
	let url: URL | undefined;
	let username = "";
	let password = "";
	try {
		url = new URL(text);
		username = decodeURIComponent(url.username);
		password = decodeURIComponent(url.password);
	} catch {
		url = undefined;
	}
	if (!url || (url.protocol !== "mqtt:" && url.protocol !== "mqtts:") || !url.hostname)
		throw new UsageError("--broker takes mqtt://host:port or mqtts://host:port");
	const tls = url.protocol === "mqtts:";
	return {
		host: url.hostname.replace(/^\[|\]$/g, ""),
		port: Number(url.port) || (tls ? 8883 : 1883),
		tls,
		...(username ? { username } : {}),
		...(password ? { password } : {}),
	};
}

/** `12`, `0.5` or `max`. */
export function parseSpeed(text: string): number | "max" {
	if (text === "max") return text;
	const speed = Number(text);
	if (!(speed > 0 && speed <= 10_000))
		throw new UsageError(`--speed ${text}: expected a factor up to 10000, or max`);
	return speed;
}
