/** Warnings and errors for people: equal lines in a row become one with a count, and only so many go out. */

export type LogLevel = "warning" | "error";

export interface LogEntry {
	readonly level: LogLevel;
	readonly message: string;
	/** How often the line before came again without being told. */
	readonly repeated?: number;
	/** Lines that were held back before this one. */
	readonly suppressed?: number;
}

/** Lines at once, and how long until the next when they are used up. */
const burst = 10;
const refill = 6_000;
/** A line that keeps coming is told again after this long. */
const repeatInterval = 60_000;

export class BridgeLog {
	private readonly emit: (entry: LogEntry) => void;
	private tokens = burst;
	private refilledAt = 0;
	private suppressed = 0;
	private level: LogLevel = "warning";
	private message = "";
	private repeated = 0;
	private toldAt = 0;

	constructor(emit: (entry: LogEntry) => void) {
		this.emit = emit;
	}

	/**
	 * @param message without secrets.
	 * @param now monotonic milliseconds.
	 */
	write(level: LogLevel, message: string, now: number): void {
		if (level === this.level && message === this.message) {
			this.repeated++;
			this.tick(now);
			return;
		}
		this.flush(now);
		this.level = level;
		this.message = message;
		this.send({ level, message }, now);
	}

	/** Tells of a line that keeps coming, once a minute. */
	tick(now: number): void {
		if (this.repeated > 0 && now - this.toldAt >= repeatInterval) this.flush(now);
	}

	/** Tells how often the last line came again. */
	flush(now: number): void {
		if (this.repeated === 0) return;
		const repeated = this.repeated;
		this.repeated = 0;
		this.send({ level: this.level, message: this.message, repeated }, now);
	}

	private send(entry: LogEntry, now: number): void {
		this.toldAt = now;
		const gained = Math.floor((now - this.refilledAt) / refill);
		if (gained > 0) {
			this.tokens = Math.min(burst, this.tokens + gained);
			this.refilledAt += gained * refill;
		}
		if (this.tokens === 0) {
			this.suppressed++;
			return;
		}
		this.tokens--;
		const suppressed = this.suppressed;
		this.suppressed = 0;
		this.emit(suppressed > 0 ? { ...entry, suppressed } : entry);
	}
}
