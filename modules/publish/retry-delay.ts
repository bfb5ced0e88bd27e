/** How long to wait before the next attempt, so that many bridges do not come back at once. */

const first = 1_000;
const last = 60_000;

/**
 * Milliseconds: 1 to 2 s after the first failure, twice that after each further one, 30 to 60 s in the end.
 * @param failures in a row, from 1.
 * @param random 0 to 1.
 */
export function retryDelay(failures: number, random: number): number {
	return Math.min(last, first * 2 ** failures) * (0.5 + random / 2);
}
