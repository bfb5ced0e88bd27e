/** The live view of `npm start`: what an MQTT client sees, as a table. Pure text; colours are SGR codes. */

import { recordByType } from "victron/records/index";

export interface DeviceView {
	readonly name: string;
	readonly payload: Readonly<Record<string, unknown>>;
	readonly availability: string;
	/** Milliseconds since the last message. */
	readonly age: number;
}

export interface View {
	readonly version: string;
	readonly broker: string;
	readonly site: string;
	/** Seconds. */
	readonly uptime: number;
	readonly bridgeState: string;
	readonly base: string;
	readonly port: number;
	readonly devices: readonly DeviceView[];
	/** Counters of the health topic. */
	readonly counters: Readonly<Record<string, number>>;
	/** The latest warning or error, or nothing. */
	readonly problem: string;
}

export const style = {
	bold: (text: string) => `\x1b[1m${text}\x1b[0m`,
	dim: (text: string) => `\x1b[2m${text}\x1b[0m`,
	green: (text: string) => `\x1b[32m${text}\x1b[0m`,
	yellow: (text: string) => `\x1b[33m${text}\x1b[0m`,
	cyan: (text: string) => `\x1b[36m${text}\x1b[0m`,
};

/** Shown in the heading, or for programs and not for eyes. */
const headFields = ["type", "product_id", "model", "timestamp", "rssi", "device_state"];

function two(value: number): string {
	return String(Math.floor(value)).padStart(2, "0");
}

function duration(seconds: number): string {
	return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `Battery voltage` in the middle of a line; `PV power` stays. */
function inLine(label: string): string {
	const second = label.charAt(1);
	return second === second.toLowerCase() ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

/** `battery_voltage` of 13.88 V as `battery voltage 13.88 V`. */
function values(payload: DeviceView["payload"]): string[] {
	const record = recordByType(String(payload.type));
	const shown: string[] = [];
	for (const [name, value] of Object.entries(payload)) {
		if (headFields.includes(name) || name.endsWith("_code")) continue;
		const field = record?.fields.find((candidate) => candidate.name === name);
		const label = inLine(field?.label ?? name.replaceAll("_", " "));
		if (field?.kind === "number") {
			const decimals = Math.max(0, Math.ceil(Math.log10(field.divisor ?? 1)));
			const text = typeof value === "number" ? value.toFixed(decimals) : String(value);
			shown.push(`${label} ${style.bold(text)}${field.unit ? ` ${field.unit}` : ""}`);
		} else if (Array.isArray(value)) {
			if (value.length) shown.push(`${label} ${style.yellow(value.join(", "))}`);
		} else if (value !== "none") shown.push(`${label} ${style.bold(String(value))}`);
	}
	return shown;
}

/** Characters on the screen: without the SGR codes. */
export function visibleLength(text: string): number {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR codes begin with escape
	return text.replace(/\x1b\[\d+m/g, "").length;
}

function wrap(parts: readonly string[], width: number): string[] {
	const lines: string[] = [];
	let line = "";
	for (const part of parts) {
		const longer = line ? `${line}${style.dim(" · ")}${part}` : part;
		if (line && visibleLength(longer) > width) {
			lines.push(line);
			line = part;
		} else line = longer;
	}
	if (line) lines.push(line);
	return lines;
}

function deviceLines(device: DeviceView, width: number): string[] {
	const { payload } = device;
	const alive = device.availability === "online" ? style.green("●") : style.yellow("○");
	const state = payload.device_state === undefined ? "" : style.cyan(` ${payload.device_state}`);
	const age = device.age < 1500 ? "now" : `${Math.round(device.age / 1000)} s ago`;
	const model = style.dim(String(payload.model ?? payload.type ?? ""));
	const head = `${alive} ${style.bold(device.name)}  ${model} ${state}`;
	const tail = style.dim(`${payload.rssi ?? "?"} dBm  ${age.padStart(8)}`);
	const gap = Math.max(2, width - visibleLength(head) - visibleLength(tail));
	return [
		`${head}${" ".repeat(gap)}${tail}`,
		...wrap(values(payload), width - 4).map((line) => `    ${line}`),
		"",
	];
}

export function renderView(view: View, width: number): string[] {
	const title =
		style.bold("Heliograph ") + style.dim(`${view.version} · Victron Bluetooth to MQTT, on the XS engine`);
	const uptime = style.dim(duration(view.uptime));
	const state =
		view.bridgeState === "online" ? style.green("online") : style.yellow(view.bridgeState || "connecting");
	const count = (name: string) => view.counters[name] ?? 0;
	return [
		`${title}${" ".repeat(Math.max(2, width - visibleLength(title) - visibleLength(uptime)))}${uptime}`,
		"",
		`  broker  ${style.bold(view.broker)}  ${state}    site  ${view.site}`,
		`  try     ${style.cyan(`mosquitto_sub -h 127.0.0.1 -p ${view.port} -t '${view.base}/#' -v`)}`,
		"",
		...view.devices.flatMap((device) => deviceLines(device, width)),
		style.dim(
			`  adverts ${count("received")} · same data ${count("duplicate")} · decoded ${count("decoded")} · published ${count("published")}`,
		),
		view.problem ? style.yellow(`  ! ${view.problem}`) : style.dim("  Ctrl-C ends it"),
	];
}
