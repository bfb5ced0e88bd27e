/** `heliograph year`: the firmware through a simulated year, on a clock that jumps. */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../../hosts/node/cli/usage-error";
import { parseSeed, readSiteFile } from "../site-options";
import { Calendar } from "./calendar";
import { defaultSite, parseYearSite, type YearSite } from "./description";
import { dayPicture } from "./picture";
import { compileFirmware } from "./program";
import { jsonReport, problems, summary, table } from "./report";
import { runYear } from "./run";
import { makeSchedule } from "./schedule";

const help = `Usage: heliograph year [options]

Runs the firmware through a simulated year of sun, clouds, outages and power cuts, and prints what it did, what it
cost and what was lost. Exit 1 when something was not as promised.

  --site FILE        description of the site (JSON); 48° N with two chargers without it
  --seed N           another seed: other weather and other troubles
  --mode MODE        sleep.mode in place of the site's: off, dark or cycle
  --from DATE        first day, YYYY-MM-DD (default 2025-01-01)
  --days N           simulated days (default 365)
  --interval S       seconds between two adverts of a device while the bridge is awake (default 30)
  --pictures FOLDER  draw a winter and a summer day: power-winter.svg, power-summer.svg
  --json             print JSON instead of the table
  --log              print the firmware's own lines, with their times
  --help             show this text

The first advert after a wake comes as soon as a radio would hear it. Later ones come every --interval in place of
several a second: it sets how many messages there are, but not how long the bridge is awake.

A site: {"seed": 1, "latitude": 48, "longitude": 11.5, "time_zone": "Europe/Berlin",
  "battery": {"capacity_ah": 300, "state_of_charge": 80},
  "devices": [{"kind": "solar_charger", "name": "Roof", "peak_power": 800}, {"kind": "battery_monitor", "name": "House"}],
  "troubles": {"wifi_outages": 10, "broker_outages": 10, "power_cuts": 4, "charger_restarts": 1, "vanished_weeks": 1},
  "settings": {"sleep": {"mode": "dark"}, "clock": {"timezone": "CET-1CEST,M3.5.0,M10.5.0/3"}}}
Kinds: solar_charger, battery_monitor, solar_sense. clock.timezone must be that of time_zone.
`;

/** Where the command writes; standard output is one. */
export interface Output {
	write(text: string): unknown;
}

interface Options {
	readonly site: YearSite;
	readonly seed: number;
	readonly firstDay: number;
	readonly days: number;
	/** Seconds. */
	readonly interval: number;
	readonly pictures: string | undefined;
	readonly format: "table" | "json";
	readonly log: boolean;
}

const modes = ["off", "dark", "cycle"];

/**
 * @returns exit code 0: all was as promised; 1: something was not.
 * @throws UsageError, or Node's own for wrong options: wrong usage. Any other: the work failed.
 */
export async function yearCommand(args: readonly string[], output: Output = process.stdout): Promise<number> {
	const options = await readOptions(args);
	if (!options) {
		output.write(help);
		return 0;
	}
	const { site, seed, firstDay, days, interval, pictures } = options;
	const calendar = new Calendar(site.zone);
	const pictured = pictures === undefined ? [] : solstices(options, calendar);
	const result = runYear({
		program: await compileFirmware(),
		site,
		seed,
		firstDay,
		days,
		interval: interval * 1000,
		pictured: pictured.map(({ day }) => day),
		...(process.stderr.isTTY && { onDay: (day: number) => progress(day, days) }),
		...(options.log && {
			onLog: (line: string, now: number) => output.write(`${new Date(now).toISOString()} ${line}\n`),
		}),
	});
	if (pictures !== undefined) {
		await mkdir(pictures, { recursive: true });
		for (const [index, { day, season }] of pictured.entries()) {
			const title = `A ${season} day at ${place(site)}: ${Calendar.date(day)}`;
			const picture = dayPicture(result.series[index]!, calendar, title);
			await writeFile(join(pictures, `power-${season}.svg`), picture);
		}
	}
	if (options.format === "json")
		output.write(`${JSON.stringify(jsonReport(result, firstDay), undefined, "\t")}\n`);
	else output.write(`${table(result)}\n\n${summary(result, firstDay)}\n`);
	return problems(result, firstDay).length === 0 ? 0 : 1;
}

async function readOptions(args: readonly string[]): Promise<Options | undefined> {
	const { values } = parseArgs({
		args: [...args],
		options: {
			site: { type: "string" },
			seed: { type: "string" },
			mode: { type: "string" },
			from: { type: "string", default: "2025-01-01" },
			days: { type: "string", default: "365" },
			interval: { type: "string", default: "30" },
			pictures: { type: "string" },
			json: { type: "boolean" },
			log: { type: "boolean" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) return undefined;
	const described = values.site === undefined ? defaultSite : parseYearSite(await readSiteFile(values.site));
	const seed = parseSeed(values.seed, described.seed);
	const { mode } = values;
	if (mode !== undefined && !modes.includes(mode)) throw new UsageError("--mode must be off, dark or cycle.");
	const firstDay = Calendar.days(values.from);
	if (!Number.isInteger(firstDay)) throw new UsageError("--from must be a date such as 2025-01-01.");
	const days = Number(values.days);
	if (!Number.isInteger(days) || days < 2 || days > 3660)
		throw new UsageError("--days must be a whole number from 2 to 3660.");
	const interval = Number(values.interval);
	if (!(interval >= 1 && interval <= 55))
		throw new UsageError(
			"--interval must be a number from 1 to 55, below the silence that makes a device offline.",
		);
	const { settings } = described;
	const sleep = { ...(settings.sleep as object | undefined), mode };
	return {
		site: mode === undefined ? described : { ...described, settings: { ...settings, sleep } },
		seed,
		firstDay,
		days,
		interval,
		pictures: values.pictures,
		format: values.json ? "json" : "table",
		log: values.log ?? false,
	};
}

/**
 * From three weeks after each solstice, when an ordinary day of the season is, the first day without an outage; as far
 * as they are simulated.
 */
function solstices({ site, seed, firstDay, days }: Options, calendar: Calendar) {
	const { wifi, broker, power } = makeSchedule(site, seed, calendar, firstDay, days);
	const south = site.latitude < 0;
	const found: { day: number; season: "winter" | "summer" }[] = [];
	for (let day = firstDay; day < firstDay + days - 1; day++) {
		const [, month, date] = Calendar.date(day).split("-").map(Number);
		if ((month !== 1 && month !== 7) || date! < 11) continue;
		const [from, to] = [calendar.dayStart(day), calendar.dayStart(day + 1)];
		if ([...wifi, ...broker, ...power].some((span) => span.from < to && from < span.to)) continue;
		const season = (month === 1) !== south ? "winter" : "summer";
		if (!found.some((entry) => entry.season === season)) found.push({ day, season });
	}
	return found;
}

function place({ latitude }: YearSite): string {
	return `${Math.abs(latitude)}° ${latitude < 0 ? "S" : "N"}`;
}

function progress(day: number, days: number): void {
	process.stderr.write(day + 1 === days ? "\r\x1b[K" : `\rday ${day + 1} of ${days}`);
}
