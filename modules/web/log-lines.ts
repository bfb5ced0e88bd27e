/** The latest lines of the log, for who opens the page. */

import type { LogLevel } from "../publish/bridge-log";

export interface LogLine {
	readonly level: LogLevel;
	readonly message: string;
}

const most = 20;
/** Characters of a line. */
const longest = 200;

export class LogLines {
	readonly #lines: LogLine[] = [];
	/** Number of the next line, from 0. */
	next = 0;

	/** @param message without secrets. */
	add(level: LogLevel, message: string): void {
		this.#lines.push({
			level,
			message: message.length > longest ? `${message.slice(0, longest)}…` : message,
		});
		if (this.#lines.length > most) this.#lines.shift();
		this.next++;
	}

	/** Number of the oldest line that is kept. */
	get first(): number {
		return this.next - this.#lines.length;
	}

	line(number: number): LogLine | undefined {
		return this.#lines[number - this.first];
	}
}
