/** `heliograph vedirect`: registers of a device on a VE.Direct cable. */

import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { nameOf } from "victron/registers";
import type { Refusal } from "victron/vedirect/frame";
import type { RequestOutcome } from "victron/vedirect/session";
import { VeDirectLine } from "../vedirect-line";
import {
	historyDays,
	historyOf,
	historyTotal,
	idsOf,
	type Json,
	parseSeconds,
	print,
	shown,
} from "./registers";
import { UsageError } from "./usage-error";
import { type SetRequest, setRequest } from "./vedirect-registers";

const help = `Usage: heliograph vedirect --port DEV get REG…
       heliograph vedirect --port DEV set REG VALUE
       heliograph vedirect --port DEV watch [--duration S]
       heliograph vedirect --port DEV history

Asks a charger, battery monitor or inverter on a VE.Direct USB cable. REG is a name such as battery_voltage or an
id such as 0xED8D; docs/registers.md lists them. Prints JSON.

  get              the registers' values; null is not available
  set              changes a setting; the device keeps it. Numbers in the register's unit, or a word such as off
  watch            a line for each text block ({"text":…}) and each value that the device sends by itself
                   ({"register":…}), until Ctrl-C
  history          a solar charger's totals and days, today first

  --port DEV       serial port, such as /dev/ttyUSB0
  --duration S     end watching after so many seconds
  --help           show this text
`;

const refusals: Readonly<Record<Refusal, string>> = {
	unknown_register: "the device does not have this register",
	not_supported: "the device does not support this",
	bad_parameter: "the device does not accept this value now",
	unknown_command: "the device does not know this command",
};

/** The bytes of an answer. @throws Error in a sentence, when there is none or it is no. */
function answerOf(id: number, outcome: RequestOutcome, line: VeDirectLine): Uint8Array | Refusal {
	switch (outcome.outcome) {
		case "value":
			return outcome.value;
		case "refused":
			return outcome.reason;
		case "closed":
			throw new Error(`${line.path}: the port went away`);
		default:
			throw new Error(
				`${line.path}: no answer to ${nameOf(id)}; check that the cable is VE.Direct, the device is on, and no other program uses it`,
			);
	}
}

/** Registers can share a name: the device has one of them. */
async function getOne(line: VeDirectLine, ids: readonly number[]): Promise<Json | Refusal> {
	let refusal: Refusal = "unknown_register";
	for (const id of ids) {
		const value = answerOf(id, await line.request({ kind: "get", id }), line);
		if (typeof value !== "string") return shown(id, value);
		refusal = value;
	}
	return refusal;
}

async function get(line: VeDirectLine, names: readonly string[]): Promise<void> {
	const wanted = names.map((name) => [name, idsOf(name)] as const);
	const values: Record<string, unknown> = {};
	const problems: string[] = [];
	for (const [name, ids] of wanted) {
		const answer = await getOne(line, ids);
		if (typeof answer === "string") problems.push(`${name}: ${refusals[answer]}`);
		else Object.assign(values, answer);
	}
	if (Object.keys(values).length > 0) print(values);
	if (problems.length > 0) throw new Error(problems.join("; "));
}

async function set(line: VeDirectLine, request: SetRequest): Promise<void> {
	const { id } = request;
	const value = answerOf(id, await line.request(request), line);
	if (typeof value !== "string") return print(shown(id, value));
	const hint =
		value === "bad_parameter" && nameOf(id) !== "battery_type"
			? "; battery settings can be changed only while battery_type is user"
			: "";
	throw new Error(`${nameOf(id)}: ${refusals[value]}${hint}`);
}

async function history(line: VeDirectLine): Promise<void> {
	const read = async (id: number): Promise<Uint8Array | Refusal> =>
		answerOf(id, await line.request({ kind: "get", id }), line);
	const total = await read(historyTotal);
	if (typeof total === "string") throw new Error(`${line.path}: the device has no history`);
	const days: Uint8Array[] = [];
	for (const id of historyDays) {
		const day = await read(id);
		if (typeof day === "string") break;
		days.push(day);
	}
	print(historyOf(total, days));
}

/** Seconds without a word before that is said. */
const silence = 5;

async function watch(path: string, duration: number | undefined): Promise<void> {
	const stop = new AbortController();
	const interrupt = (): void => stop.abort();
	let heard = 0;
	let damaged = 0;
	const line = await VeDirectLine.open(path, {
		onText(fields) {
			heard++;
			print({ text: fields });
		},
		onRegister(id, value) {
			heard++;
			print({ register: shown(id, value) });
		},
		onFault() {
			damaged++;
		},
	});
	process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
	const notice = setTimeout(() => {
		if (heard === 0) process.stderr.write(`heliograph: nothing has come from ${path} yet\n`);
	}, 1000 * silence).unref();
	const end = delay(duration === undefined ? 2 ** 31 - 1 : 1000 * duration, true, {
		signal: stop.signal,
	}).catch(() => true);
	const ended = await Promise.race([end, line.closed]);
	clearTimeout(notice);
	process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
	stop.abort();
	await line.close();
	if (damaged > 0) process.stderr.write(`heliograph: ${damaged} damaged blocks or frames left out\n`);
	if (!ended) throw new Error(`${path}: the port went away`);
	if (heard === 0) throw new Error(`${path}: nothing came that is VE.Direct`);
}

export async function vedirect(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		// A negative VALUE is no option.
		args: argv.map((word) => (/^-\d/.test(word) ? ` ${word}` : word)),
		allowPositionals: true,
		allowNegative: false,
		options: {
			port: { type: "string" },
			duration: { type: "string" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const [what, ...words] = positionals;
	const work = jobOf(what, words, values.duration);
	if (values.port === undefined)
		throw new UsageError("vedirect needs --port DEV, the serial port of the cable, such as /dev/ttyUSB0");
	await work(values.port);
	return 0;
}

/** @throws UsageError before a port is opened. */
function jobOf(
	what: string | undefined,
	words: readonly string[],
	duration: string | undefined,
): (path: string) => Promise<void> {
	if (duration !== undefined && what !== "watch") throw new UsageError("--duration is for watch");
	switch (what) {
		case "get":
			if (words.length === 0) throw new UsageError("get needs a REG such as battery_voltage");
			words.forEach(idsOf);
			return (path) => withLine(path, (line) => get(line, words));
		case "set": {
			const [name, value, ...rest] = words;
			if (name === undefined || value === undefined || rest.length > 0)
				throw new UsageError("set needs a REG and a VALUE, such as set charge_current_max 10");
			const request = setRequest(name, value);
			return (path) => withLine(path, (line) => set(line, request));
		}
		case "history":
		case "watch": {
			if (words.length > 0) throw new UsageError(`${what} takes no ${words[0]}`);
			if (what === "history") return (path) => withLine(path, history);
			const seconds = parseSeconds("--duration", duration);
			return (path) => watch(path, seconds);
		}
		default:
			throw new UsageError(
				`vedirect takes get, set, watch or history${what === undefined ? "" : `, not ${what}`}`,
			);
	}
}

async function withLine(path: string, work: (line: VeDirectLine) => Promise<void>): Promise<void> {
	const line = await VeDirectLine.open(path);
	try {
		await work(line);
	} finally {
		await line.close();
	}
}
