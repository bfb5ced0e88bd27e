/** Durations as people write them: whole seconds, or `5 s`, `10 min`, `1.5 h`. */

const seconds: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };

/** @returns seconds, or undefined for what is no duration or not whole seconds. */
export function parseDuration(value: unknown): number | undefined {
	const number = typeof value === "string" ? fromText(value.trim()) : value;
	return typeof number === "number" && Number.isInteger(number) && number >= 0 ? number : undefined;
}

function fromText(text: string): number | undefined {
	let end = 0;
	while (end < text.length && ((text[end]! >= "0" && text[end]! <= "9") || text[end] === ".")) end++;
	const unit = text.slice(end).trim() || "s";
	if (end === 0 || end > 12 || !Object.hasOwn(seconds, unit)) return undefined;
	const value = Number(text.slice(0, end)) * seconds[unit]!;
	// 0.1 h is 360 s, though 0.1 * 3600 need not be exact.
	const whole = Math.round(value);
	return Math.abs(value - whole) < 1e-6 ? whole : undefined;
}

/** In the largest unit that needs no fraction. */
export function formatDuration(value: number): string {
	if (value === 0 || value % 60 !== 0) return `${value} s`;
	return value % 3600 === 0 ? `${value / 3600} h` : `${value / 60} min`;
}
