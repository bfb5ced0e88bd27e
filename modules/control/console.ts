/**
 * The serial console: a line in, an answer out. A line that begins with `{` is a request of a program, and its answer is
 * one line of JSON; any other is a command of a person, and its answer is text. Both become the same requests.
 */

import type { LongText, SerialLine, Timers } from "../../hosts/ports";
import { type Asked, help, parseCommand } from "./console-commands";
import { Import, parseObject } from "./console-import";
import { LineReader } from "./console-line";
import { answerText, doneLine, lineEnd } from "./console-text";
import { type Desk, type Reply, responseText } from "./desk";

/** Milliseconds. */
const confirmLimit = 30_000;
const importLimit = 60_000;
/** Requests whose answers are still to come. */
const mostPending = 4;

const brace = 0x7b;

export interface ConsoleOptions {
	readonly line: SerialLine;
	readonly desk: Desk;
	readonly timers: Timers;
}

/** A program's request is answered by its id; undefined without one. */
type Asker = { readonly program: true; readonly id: unknown } | { readonly program: false };

/** The next lines are for something else than commands. */
type Mode =
	| { readonly kind: "confirm"; readonly limit: unknown }
	| { readonly kind: "import"; readonly import: Import; readonly asker: Asker; limit: unknown };

const person: Asker = { program: false };

export class Console {
	private readonly options: ConsoleOptions;
	private readonly reader: LineReader;
	private mode: Mode | undefined;
	private pending = 0;
	private logs = false;

	constructor(options: ConsoleOptions) {
		this.options = options;
		this.reader = new LineReader({
			onLine: (text) => this.line(text.trim()),
			onCancel: () => this.leaveMode(),
			onDropped: (first, problem) => this.dropped(first, problem),
		});
	}

	start(): void {
		this.options.line.open((data) => this.reader.feed(data));
	}

	/** A line of the log, for the person who has turned it on. */
	log(line: string): void {
		if (this.logs) this.say(line);
	}

	private line(text: string): void {
		const mode = this.mode;
		if (mode?.kind === "import") this.importLine(mode, text);
		else if (mode?.kind === "confirm" && !text.startsWith("{")) this.confirmed(text);
		else if (text.startsWith("{")) this.program(text);
		else if (text !== "") this.command(text);
	}

	private dropped(first: number, problem: string): void {
		if (this.mode?.kind === "import") {
			const { import: lines } = this.mode;
			lines.lines++;
			lines.refuse(problem);
			this.importGoesOn(this.mode);
		} else this.answer(first === brace ? { program: true, id: undefined } : person, { error: problem });
	}

	private program(text: string): void {
		const request = parseObject(text);
		if (request === undefined) {
			this.answer({ program: true, id: undefined }, { error: "this line is no JSON object" });
			return;
		}
		const { id, request: what, ...parameters } = request;
		const asker: Asker = { program: true, id };
		if (typeof what !== "string")
			this.answer(asker, { error: 'request is missing; accepted: text such as "status"' });
		else if (what === "import") this.beginImport(asker);
		else this.ask(what, parameters, (reply) => this.answer(asker, reply));
	}

	private command(text: string): void {
		const command = parseCommand(text);
		if ("say" in command) this.say(command.say);
		else if ("ask" in command) for (const asked of command.ask) this.askFor(asked);
		else
			switch (command.local) {
				case "help":
					for (const line of help) this.say(line);
					break;
				case "import":
					this.say("JSON lines, then an empty one:");
					this.beginImport(person);
					break;
				case "factory-reset":
					this.say("This forgets every setting and all that is kept. Type yes within 30 s.");
					this.mode = { kind: "confirm", limit: this.limit(confirmLimit) };
					break;
				default:
					this.logs = command.local === "log on";
					this.say(this.logs ? "Log lines come as they are." : "No log lines any more.");
			}
	}

	private askFor({ what, parameters, lines, head, tail }: Asked): void {
		this.ask(what, parameters, (reply) => {
			if ("error" in reply) {
				this.say(reply.error);
				return;
			}
			if (head !== undefined) this.say(head);
			if (reply.members !== undefined) this.options.line.write(answerText(reply.members, lines));
			if (tail !== undefined) this.say(tail);
		});
	}

	private ask(what: string, parameters: object, done: (reply: Reply) => void): void {
		if (this.pending >= mostPending) {
			done({ error: "too many requests at once: wait for the answers" });
			return;
		}
		this.pending++;
		this.options.desk.request("console", what, parameters, (reply) => {
			this.pending--;
			done(reply);
		});
	}

	private confirmed(text: string): void {
		this.leaveMode();
		const reset = { what: "factory-reset", parameters: { confirm: true }, lines: doneLine } as const;
		if (text === "yes") this.askFor({ ...reset, head: "It restarts." });
		else this.say("Nothing was changed.");
	}

	private beginImport(asker: Asker): void {
		this.leaveMode();
		const limit = this.limit(importLimit);
		this.mode = { kind: "import", import: new Import(), asker, limit };
		if (asker.program) this.answer(asker, {});
	}

	private importLine(mode: Mode & { kind: "import" }, text: string): void {
		if (text === "" && mode.asker.program) return;
		if (text !== "" && text !== "end") {
			mode.import.line(text);
			this.importGoesOn(mode);
			return;
		}
		this.leaveMode();
		const outcome = mode.import.end();
		const { asker } = mode;
		if ("error" in outcome) this.answer(asker, outcome);
		else if (asker.program)
			this.ask("settings/set", outcome.parameters, (reply) => this.answer(asker, reply));
		else this.askFor({ what: "settings/set", ...outcome, lines: doneLine, head: "Stored." });
	}

	/** A program waits for this before it sends the next line: none is lost in a busy moment. */
	private importGoesOn(mode: Mode & { kind: "import" }): void {
		this.options.timers.clear(mode.limit);
		mode.limit = this.limit(importLimit);
		if (mode.asker.program) this.answer(mode.asker, { members: `"lines":${mode.import.lines}` });
	}

	private limit(delay: number): unknown {
		return this.options.timers.set(() => {
			const mode = this.mode;
			this.mode = undefined;
			const asker = mode?.kind === "import" ? mode.asker : person;
			this.answer(asker, { error: "that took too long; nothing was changed" });
		}, delay);
	}

	private leaveMode(): void {
		if (this.mode !== undefined) this.options.timers.clear(this.mode.limit);
		this.mode = undefined;
	}

	private answer(asker: Asker, reply: Reply): void {
		if (asker.program) this.options.line.write(ended(responseText(asker.id, reply)));
		else if ("error" in reply) this.say(reply.error);
	}

	private say(line: string): void {
		this.options.line.write(`${line}${lineEnd}`);
	}
}

function ended(text: LongText): LongText {
	const { count } = text;
	return { count: count + 1, part: (index) => (index < count ? text.part(index) : lineEnd) };
}
