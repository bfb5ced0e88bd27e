/** Wrong passwords: after a few, everybody waits, longer each time. One counter for all clients: they are free to have many addresses. */

const free = 5;
/** Seconds. */
const [first, longest] = [5, 900];

export class Lockout {
	private failures = 0;
	/** Monotonic milliseconds. */
	private until = 0;

	/** Seconds until the next attempt is allowed; 0 is now. @param now monotonic milliseconds. */
	left(now: number): number {
		return Math.max(0, Math.ceil((this.until - now) / 1000));
	}

	failed(now: number): void {
		this.failures++;
		if (this.failures < free) return;
		const seconds = Math.min(longest, first * 2 ** Math.min(this.failures - free, 16));
		this.until = now + seconds * 1000;
	}

	succeeded(): void {
		this.failures = 0;
	}
}
