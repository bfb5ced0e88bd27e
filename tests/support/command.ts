/** The command line as people use it: real processes, their output and their exit codes. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Finished {
	/** Undefined when a signal ended it. */
	readonly code: number | undefined;
	readonly stdout: string;
	readonly stderr: string;
}

/** A command that runs. */
export class Command {
	readonly #child: ChildProcess;
	stdout = "";
	stderr = "";
	readonly finished: Promise<Finished>;

	constructor(words: readonly string[], input = "", program = [process.execPath, "bin/heliograph.mjs"]) {
		const [file, ...first] = program;
		this.#child = spawn(file!, [...first, ...words], { cwd: root, stdio: ["pipe", "pipe", "pipe"] });
		this.#child.stdout!.on("data", (bytes) => {
			this.stdout += bytes;
		});
		this.#child.stderr!.on("data", (bytes) => {
			this.stderr += bytes;
		});
		this.#child.stdin!.on("error", () => {}); // it ended without reading
		this.#child.stdin!.end(input);
		this.finished = new Promise((resolve) => {
			this.#child.once("close", (code) =>
				resolve({ code: code ?? undefined, stdout: this.stdout, stderr: this.stderr }),
			);
		});
	}

	get pid(): number {
		return this.#child.pid!;
	}

	/** Stops reading its standard output, as `head` does. */
	hangUp(): void {
		this.#child.stdout!.destroy();
	}

	signal(name: NodeJS.Signals): void {
		this.#child.kill(name);
	}

	/** Waits until it has said so. The limit is for a test that fails, not a measurement. */
	async says(pattern: RegExp, limit = 30_000): Promise<RegExpExecArray> {
		const end = Date.now() + limit;
		for (;;) {
			const found = pattern.exec(this.stdout + this.stderr);
			if (found) return found;
			if (this.#child.exitCode !== null || Date.now() > end)
				throw new Error(`never said ${pattern}: ${this.stdout}${this.stderr}`);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}
}

/** Runs `heliograph` to its end. */
export function heliograph(words: readonly string[], input = ""): Promise<Finished> {
	return new Command(words, input).finished;
}

/** Files for one test. */
export class Folder {
	readonly path = mkdtempSync(join(tmpdir(), "heliograph-"));

	/** Text as it is, anything else as JSON; gives the path. */
	write(name: string, content: unknown): string {
		const file = join(this.path, name);
		writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
		return file;
	}

	/** An adverts file. */
	adverts(name: string, adverts: Iterable<object>): string {
		return this.write(name, [...adverts].map((advert) => `${JSON.stringify(advert)}\n`).join(""));
	}

	remove(): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}
