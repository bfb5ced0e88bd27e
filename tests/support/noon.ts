/** A POSIX time zone where it is about noon: the day of the statistics does not end while a test runs, whenever that is. */
export function noonZone(): string {
	return `<NOON>${new Date().getUTCHours() - 12}`;
}
