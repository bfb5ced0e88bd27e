/** A daily window of time: `HH:MM/minutes`. */

import { wholeNumber } from "./text";

/** Minutes of a day. */
const day = 1440;

/** In minutes. */
export interface Window {
	/** Since local midnight, 0 to 1439. */
	readonly start: number;
	/** 1 to 1440. */
	readonly length: number;
}

/** Undefined for a text that is none. */
export function parseWindow(text: string): Window | undefined {
	if (text[2] !== ":" || text[5] !== "/") return undefined;
	const hours = wholeNumber(text.slice(0, 2));
	const minutes = wholeNumber(text.slice(3, 5));
	const length = wholeNumber(text.slice(6));
	if (!(hours < 24 && minutes < 60 && length >= 1 && length <= day)) return undefined;
	return { start: hours * 60 + minutes, length };
}
