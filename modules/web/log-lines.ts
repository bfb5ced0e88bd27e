/** The latest lines of the log, for who opens the page: as text, because objects would take more than they say. */

import type { LogLevel } from "../publish/bridge-log";

const most = 20;
/** Characters of a line. */
const longest = 120;

export class LogLines {
	/** Each begins with `w` or `e`, its level. */
	private readonly lines: string[] = [];
	/** Number of the next line, from 0. */
	next = 0;

	/** @param message without secrets. */
	add(level: LogLevel, message: string): void {
		const cut = message.length > longest ? `${message.slice(0, longest)}…` : message;
		this.lines.push((level === "error" ? "e" : "w") + cut);
		if (this.lines.length > most) this.lines.shift();
		this.next++;
	}

	/** Number of the oldest line that is kept. */
	get first(): number {
		return this.next - this.lines.length;
	}

	/** As JSON; undefined when it is kept no more. */
	line(number: number): string | undefined {
		const line = this.lines[number - this.first];
		if (line === undefined) return undefined;
		return JSON.stringify({ level: line[0] === "e" ? "error" : "warning", message: line.slice(1) });
	}
}
