/**
 * A charger counts the yield of its own day and begins again at its own sunrise, or when it was without power. Yield
 * over any other time is the sum of what the counter rose; after a fall, what it shows rose from zero.
 */

/**
 * Hundredths of a kWh that the charger made since its counter was seen last. After an absence that is all it made
 * unseen, or what it made since its counter began again.
 * @param before the counter when it was seen last, in 0.01 kWh.
 * @param now in 0.01 kWh.
 */
export function yieldSince(before: number, now: number): number {
	return now >= before ? now - before : now;
}

/** Code of a day without data. */
const absent = 0;
/** Codes below are hundredths of a kWh plus one; those from here on count in steps of 0.32 kWh. */
const coarse = 0x8000;

/**
 * The yield of a day in 16 bits: exact up to 327.66 kWh, then to 0.32 kWh up to 10,813.
 * @param hundredths 0.01 kWh, or undefined for a day without data.
 */
export function dayCode(hundredths: number | undefined): number {
	if (hundredths === undefined) return absent;
	if (hundredths < coarse - 1) return hundredths + 1;
	return Math.min(0xffff, coarse + Math.round((hundredths - (coarse - 1)) / 32));
}

/** In 0.01 kWh; undefined for a day without data. */
export function dayYield(code: number): number | undefined {
	if (code === absent) return undefined;
	return code < coarse ? code - 1 : coarse - 1 + (code - coarse) * 32;
}
