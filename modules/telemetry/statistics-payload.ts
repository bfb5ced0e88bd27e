/** Statistics as JSON, of one device and of all chargers together. */

import { days, seenBit, sliceSize } from "./statistics-layout";
import { statistics, yieldStatistic } from "./statistics-table";
import { hasSeen, type Period, statisticValue } from "./statistics-value";
import { dayYield } from "./yield-counter";

const periods: readonly Period[] = ["today", "yesterday", "lifetime"];

/**
 * `{"today":{…},"yesterday":{…},"lifetime":{…},"days":[…]}`. `lifetime` has today in it. `days`, of a device that counts
 * yield, are the 30 before today, oldest first, null for one without data.
 * @param base first byte of the slice.
 */
export function statisticsPayload(view: DataView, base: number): string {
	let text = "";
	for (const period of periods)
		text += `${text === "" ? "{" : ","}"${period}":${section(view, base, period)}`;
	if (!hasSeen(view, base, seenBit.yield, "lifetime")) return `${text}}`;
	return `${text},"days":${history((day) => dayOf(view, base, day))}}`;
}

function section(view: DataView, base: number, period: Period): string {
	let text = "";
	for (const statistic of statistics) {
		const value = statisticValue(view, base, statistic, period);
		if (value === undefined) continue;
		const comma = text === "" ? "{" : ",";
		text += `${comma}"${statistic.name}":${statistic.today.as === "time" ? time(value) : rounded(value, statistic.decimals)}`;
	}
	return text === "" ? "{}" : `${text}}`;
}

/**
 * All chargers together: `{"pv_power":…,"today":{"yield":…},"yesterday":{…},"lifetime":{…},"days":[…]}`. A charger has
 * both PV power and yield; GX devices and SolarSense tell of the same energy a second time. What is unknown is absent.
 * @param view the slices of all devices.
 * @param pvPower W; undefined while no charger is heard.
 */
export function networkPayload(view: DataView, pvPower: number | undefined): string {
	const chargers: number[] = [];
	for (let base = 0; base < view.byteLength; base += sliceSize)
		if (hasSeen(view, base, seenBit.yield | seenBit.pv, "lifetime")) chargers.push(base);
	let text = pvPower === undefined ? "{" : `{"pv_power":${rounded(pvPower, 0)},`;
	for (const period of periods) {
		const sum = total(chargers, (base) => statisticValue(view, base, yieldStatistic, period));
		text += `"${period}":${sum === undefined ? "{}" : `{"yield":${rounded(sum, 2)}}`},`;
	}
	return `${text}"days":${history((day) => total(chargers, (base) => dayOf(view, base, day)))}}`;
}

/** Undefined when no charger has the value. */
function total(chargers: readonly number[], value: (base: number) => number | undefined): number | undefined {
	let sum: number | undefined;
	for (const base of chargers) {
		const one = value(base);
		if (one !== undefined) sum = (sum ?? 0) + one;
	}
	return sum;
}

/** Yield of a day of the history, in kWh. */
function dayOf(view: DataView, base: number, day: number): number | undefined {
	const hundredths = dayYield(view.getUint16(base + days.start + 2 * day, true));
	return hundredths === undefined ? undefined : hundredths / 100;
}

function history(yieldOf: (day: number) => number | undefined): string {
	let text = "";
	for (let day = 0; day < days.count; day++) {
		const value = yieldOf(day);
		text += `${day === 0 ? "[" : ","}${value === undefined ? null : rounded(value, 2)}`;
	}
	return `${text}]`;
}

function rounded(value: number, decimals: number): number {
	const scale = 10 ** decimals;
	return Math.round(value * scale) / scale;
}

/** @param seconds UTC since 1970. */
function time(seconds: number): string {
	return `"${new Date(seconds * 1000).toISOString()}"`;
}
