/** When things go wrong in the year: drawn once from the seed, so that a seed gives the same year again. */

import { mulberry32, type Random, subSeed } from "../simulate/random";
import type { Calendar } from "./calendar";
import type { YearSite } from "./description";

/** From when until when, UTC milliseconds. */
export interface Span {
	readonly from: number;
	readonly to: number;
}

export interface Schedule {
	readonly wifi: readonly Span[];
	/** A `silent` one answers no more and closes nothing. */
	readonly broker: readonly (Span & { readonly silent: boolean })[];
	readonly power: readonly Span[];
	/** Charger by its place among the chargers, at noon. */
	readonly restarts: readonly { readonly at: number; readonly charger: number }[];
	/** Device by its place in the description. */
	readonly vanished: readonly (Span & { readonly device: number })[];
}

const minute = 60_000;
const hour = 60 * minute;
const week = 7 * 24 * hour;

/**
 * @param days of the simulation, from `firstDay`, local days since 1970. Of the year's troubles a shorter simulation
 * has its part.
 */
export function makeSchedule(
	site: YearSite,
	seed: number,
	calendar: Calendar,
	firstDay: number,
	days: number,
): Schedule {
	const from = calendar.dayStart(firstDay);
	const to = calendar.dayStart(firstDay + days);
	const count = (perYear: number) => Math.round((perYear * Math.min(days, 365)) / 365);
	const random = (use: string) => mulberry32(subSeed(seed, use));
	// one hour at the start is left alone: it begins with a firmware that has just been set up
	const spans = (use: string, perYear: number, least: number, most: number) =>
		draw(random(use), count(perYear), { from: from + hour, to }, least, most);
	const { troubles } = site;
	const kinds = random("broker kinds");
	const chargers = site.devices.filter(({ kind }) => kind === "solar_charger").length;
	return {
		wifi: spans("wifi", troubles.wifiOutages, 5 * minute, 40 * hour),
		broker: spans("broker", troubles.brokerOutages, minute, 30 * hour).map((span) => ({
			...span,
			silent: kinds() < 0.5,
		})),
		power: spans("power", troubles.powerCuts, minute, 8 * hour),
		restarts: noons(random("restarts"), chargers === 0 ? 0 : count(troubles.chargerRestarts)),
		vanished: draw(random("vanished"), count(troubles.vanishedWeeks), { from, to }, week, week).map(
			(span, index) => ({ ...span, device: lastCharger(site, index) }),
		),
	};

	function noons(next: Random, number: number) {
		// between May and September, or in the middle of what is simulated, where noon has something to forget
		const middle = firstDay + Math.floor(days * 0.35);
		return Array.from({ length: number }, (_, index) => ({
			at: calendar.dayStart(middle + Math.floor(next() * days * 0.35)) + 12 * hour,
			charger: index % chargers,
		}));
	}
}

/** Chargers vanish first, from the last one on. */
function lastCharger(site: YearSite, index: number): number {
	const order = site.devices
		.map(({ kind }, device) => ({ kind, device }))
		.sort(
			(a, b) =>
				Number(a.kind !== "solar_charger") - Number(b.kind !== "solar_charger") || b.device - a.device,
		);
	return order[index % order.length]!.device;
}

/** Lengths are spread evenly by their logarithm: many short ones, a few long ones. In order, none over another. */
function draw(next: Random, number: number, { from, to }: Span, least: number, most: number): Span[] {
	const spans: Span[] = [];
	for (let tries = 0; spans.length < number && tries < 100 * number; tries++) {
		const length = least * (most / least) ** next();
		const begin = from + next() * (to - from);
		const span = { from: Math.round(begin), to: Math.round(begin + length) };
		if (span.to < to && !spans.some((other) => span.from < other.to && other.from < span.to))
			spans.push(span);
	}
	return spans.sort((a, b) => a.from - b.from);
}
