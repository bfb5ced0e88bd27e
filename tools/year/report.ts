/** The year as a table by month, and what it says about the promises. */

import { totalOf } from "../../modules/power/energy-model";
import { Calendar } from "./calendar";
import type { Account } from "./ledger";
import type { Night } from "./nights";
import type { YearResult } from "./run";

const hour = 3_600_000;

interface Column {
	readonly head: readonly [string, string];
	readonly cell: (month: Account, result: YearResult) => string;
}

const columns: readonly Column[] = [
	{ head: ["month", ""], cell: ({ month }) => month },
	{ head: ["awake", "h"], cell: (month) => (awake(month) / hour).toFixed(1) },
	{ head: ["WiFi", "h"], cell: (month) => ((month.joining + month.connected) / hour).toFixed(1) },
	{ head: ["wakes", ""], cell: ({ boots }) => String(boots) },
	{ head: ["connec-", "tions"], cell: ({ connections }) => String(connections) },
	{ head: ["messages", ""], cell: ({ messages }) => String(messages) },
	{ head: ["sleep", "mAh"], cell: (month, { ledger }) => ledger.energy(month).deepSleep.toFixed(1) },
	{ head: ["boot", "mAh"], cell: (month, { ledger }) => ledger.energy(month).boot.toFixed(1) },
	{ head: ["scan", "mAh"], cell: (month, { ledger }) => ledger.energy(month).scan.toFixed(1) },
	{ head: ["WiFi", "mAh"], cell: (month, { ledger }) => ledger.energy(month).wifi.toFixed(0) },
	{ head: ["all", "mAh"], cell: (month, { ledger }) => totalOf(ledger.energy(month)).toFixed(0) },
	{ head: ["silence", "min"], cell: ({ unexcusedSilence }) => (unexcusedSilence / 60_000).toFixed(0) },
	{ head: ["readings", ""], cell: ({ readings }) => String(readings) },
	{ head: ["thinned", ""], cell: ({ thinned }) => String(thinned) },
	{ head: ["lost in", "power cut"], cell: ({ lostInCut }) => String(lostInCut) },
	{ head: ["lost", ""], cell: ({ lostAsleep }) => String(lostAsleep) },
	{ head: ["flash", "writes"], cell: ({ storeWrites }) => String(storeWrites) },
];

export function awake({ booting, scanning, joining, connected }: Account): number {
	return booting + scanning + joining + connected;
}

export function table(result: YearResult): string {
	const rows = [...result.months, sum(result.months)].map((month) =>
		columns.map(({ cell }) => cell(month, result)),
	);
	const heads = [0, 1].map((line) => columns.map(({ head }) => head[line as 0 | 1]));
	const all = [...heads, ...rows];
	const widths = columns.map((_, index) => Math.max(...all.map((row) => row[index]!.length)));
	return all
		.map((row) =>
			row.map((text, index) => (index === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[index]!))),
		)
		.map((row) => row.join("  ").trimEnd())
		.join("\n");
}

/** The largest silences are a maximum, the rest adds up. */
function sum(months: readonly Account[]): Account {
	const total: Record<string, unknown> = { ...months[0]! };
	for (const month of months.slice(1))
		for (const [key, value] of Object.entries(month)) {
			if (typeof value !== "number") continue;
			const before = total[key] as number;
			total[key] = key.toLowerCase().includes("silence") ? Math.max(before, value) : before + value;
		}
	return { ...(total as unknown as Account), month: "all" };
}

/** mAh that a night without an outage may take in `dark`. */
export const nightLimit = 5;

interface NightReport {
	/** Without an outage: how many, the middle one and the most in mAh. */
	readonly nights: number;
	readonly median: number;
	readonly most: number;
	/** With one: how many, and the most in mAh. */
	readonly disturbed: number;
	readonly disturbedMost: number;
}

export function nightReport(nights: readonly Night[]): NightReport {
	const energies = nights.filter(({ disturbed }) => !disturbed).map(({ energy }) => energy);
	energies.sort((a, b) => a - b);
	const others = nights.filter(({ disturbed }) => disturbed).map(({ energy }) => energy);
	return {
		nights: energies.length,
		median: energies[energies.length >> 1] ?? 0,
		most: energies[energies.length - 1] ?? 0,
		disturbed: others.length,
		disturbedMost: Math.max(0, ...others),
	};
}

export function summary(result: YearResult, firstDay: number): string {
	const { nights, most, median, disturbed, disturbedMost } = nightReport(result.nights);
	const { wifi, broker, power, restarts, vanished } = result.schedule;
	const lines = [
		`Troubles: ${wifi.length} WiFi outages, ${broker.length} broker outages, ${power.length} power cuts, ` +
			`${restarts.length} charger restarts, ${vanished.length} devices away for a week.`,
		nights + disturbed === 0
			? "Nights: none was slept through."
			: `Nights without an outage: ${nights}, ${median.toFixed(1)} mAh in the middle, ${most.toFixed(1)} mAh at most; ` +
				`with one: ${disturbed}, ${disturbedMost.toFixed(1)} mAh at most.`,
	];
	for (const { charger, truth, checked, wrong, incomplete, missing } of result.yields)
		lines.push(
			`Yield of ${charger}: ${truth.toFixed(2)} kWh; ${checked} days published, ${wrong.length} of them wrong, ` +
				`${missing} missing; ${incomplete} more that nobody could hear wholly.`,
		);
	for (const { topic, longest, unexcused, expireAfter } of result.silences)
		lines.push(
			`Silence of ${topic}: ${longest.toFixed(2)} h, ${unexcused.toFixed(2)} h without outages` +
				(expireAfter === undefined ? "." : `; its values expire after ${expireAfter.toFixed(2)} h.`),
		);
	const found = problems(result, firstDay);
	lines.push(
		found.length === 0 ? "Every promise was kept." : "Not as promised:",
		...found.map((text) => `  ${text}`),
	);
	return lines.join("\n");
}

/** What was not as the firmware promises, a sentence each; empty when all is well. */
export function problems(result: YearResult, firstDay: number): string[] {
	const { yields, silences, faults, faultCount, months, unpublished, nights, mode } = result;
	const found = unpublished.map((name) => `Not one reading of ${name} came.`);
	for (const { charger, wrong, invented, missing, unheard } of yields) {
		for (const { day, truth, published } of [...wrong, ...invented].slice(0, 5))
			found.push(
				`The yield of ${charger} on ${Calendar.date(firstDay + day)} was ${truth} kWh and was published as ${published}.`,
			);
		if (unheard > 0) found.push(`${charger} was not heard wholly on ${unheard} days, for no reason.`);
		if (missing > 0) found.push(`The yield of ${charger} was not published for ${missing} days.`);
	}
	for (const { topic, expired, expiredAt } of silences)
		if (expired > 0)
			found.push(`${topic} expired ${expired} times without an outage, first after ${expiredAt}.`);
	const { most } = nightReport(nights);
	if (mode === "dark" && most > nightLimit)
		found.push(`A night without an outage took ${most.toFixed(1)} mAh, more than ${nightLimit}.`);
	const lost = months.reduce((total, { lostAsleep }) => total + lostAsleep, 0);
	if (lost > 0) found.push(`${lost} readings were let through, not thinned, and never arrived.`);
	if (faultCount > 0)
		found.push(`${faultCount} exceptions left the firmware, such as ${faults[0]!.split("\n")[0]}`);
	return found;
}

/** The same as JSON; times in hours, energies in mAh. */
export function jsonReport(result: YearResult, firstDay: number): unknown {
	const { ledger, months, nights, silences, yields, faults, faultCount, wills, waiting } = result;
	return {
		months: months.map((month) => {
			const energy = ledger.energy(month);
			return {
				month: month.month,
				awake: awake(month) / hour,
				asleep: month.asleep / hour,
				unpowered: month.unpowered / hour,
				wifi: (month.joining + month.connected) / hour,
				wakes: month.boots,
				sleeps: month.sleeps,
				connections: month.connections,
				messages: month.messages,
				energy: { ...energy, total: totalOf(energy) },
				silence: month.silence / hour,
				unexcused_silence: month.unexcusedSilence / hour,
				readings: month.readings,
				thinned: month.thinned,
				lost_in_power_cut: month.lostInCut,
				lost: month.lostAsleep,
				store_writes: month.storeWrites,
				store_bytes: month.storeBytes,
			};
		}),
		nights: nightReport(nights),
		silences,
		yields: yields.map(({ wrong, invented, ...rest }) => ({
			...rest,
			wrong: wrong.map((entry) => ({ ...entry, day: Calendar.date(firstDay + entry.day) })),
			invented: invented.map((entry) => ({ ...entry, day: Calendar.date(firstDay + entry.day) })),
		})),
		faults,
		fault_count: faultCount,
		last_wills: wills,
		waiting,
		problems: problems(result, firstDay),
	};
}
