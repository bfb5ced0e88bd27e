/** Reads and writes one statistic in the slice of a device, whatever its encoding. */

import { median } from "./median-sketch";
import { latest } from "./statistics-layout";
import type { Place, Statistic } from "./statistics-table";

export type Period = "today" | "yesterday" | "lifetime";

/**
 * @param bits of `seenBit`.
 * @param base first byte of the slice.
 */
export function hasSeen(view: DataView, base: number, bits: number, period: Period): boolean {
	const at = period === "yesterday" ? latest.seenYesterday : latest.seenToday;
	let seen = view.getUint8(base + at);
	if (period === "lifetime") seen |= view.getUint8(base + latest.seenLifetime);
	return (seen & bits) === bits;
}

/**
 * In the unit that is published, times as UTC in seconds since 1970; lifetime with today in it. Undefined where there
 * is none.
 */
export function statisticValue(
	view: DataView,
	base: number,
	statistic: Statistic,
	period: Period,
): number | undefined {
	const { seen, today, lifetime } = statistic;
	if (!hasSeen(view, base, seen, period)) return undefined;
	if (period === "lifetime") {
		if (lifetime === undefined) return undefined;
		const before = (view.getUint8(base + latest.seenLifetime) & seen) === seen;
		if (!before) return readValue(view, base, today);
		const earlier = readValue(view, base, lifetime);
		return hasSeen(view, base, seen, "today")
			? merged(lifetime.merge, earlier, readValue(view, base, today))
			: earlier;
	}
	const place = statistic[period];
	const value = readValue(view, base, place);
	if (place.as !== "time") return Number.isNaN(value) ? undefined : value;
	// Until the day is known its events have no time.
	return value === 0 || view.getUint16(base + latest.day, true) === 0 ? undefined : value;
}

/** NaN where nothing was measured. */
export function readValue(view: DataView, base: number, place: Place): number {
	const at = base + place.at;
	switch (place.as) {
		case "f32":
			return view.getFloat32(at, true);
		case "f64":
			return view.getFloat64(at, true);
		case "u16":
			return view.getUint16(at, true);
		case "time":
			return view.getUint32(at, true);
		case "centi":
			return view.getUint32(at, true) / 100;
		case "ms":
			return view.getUint32(at, true) / 60_000;
		case "mean":
			return view.getFloat64(at, true) / view.getUint32(at + 8, true);
		case "median":
			return median(view, at);
	}
}

/** A value that is too large for its place becomes the largest that fits. `ms`, `mean` and `median` are only read. */
export function writeValue(view: DataView, base: number, place: Place, value: number): void {
	const at = base + place.at;
	switch (place.as) {
		case "f32":
			view.setFloat32(at, value, true);
			break;
		case "f64":
			view.setFloat64(at, value, true);
			break;
		case "u16":
			view.setUint16(at, Math.min(0xffff, Math.round(value)), true);
			break;
		case "time":
			view.setUint32(at, value, true);
			break;
		case "centi":
			view.setUint32(at, Math.min(0xffff_ffff, Math.round(value * 100)), true);
			break;
	}
}

/** Of an earlier and a later time. */
export function merged(how: "sum" | "min" | "max", earlier: number, later: number): number {
	if (how === "sum") return earlier + later;
	return how === "min" ? Math.min(earlier, later) : Math.max(earlier, later);
}
