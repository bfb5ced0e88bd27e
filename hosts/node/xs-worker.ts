/**
 * One XS engine in a process of its own: the worker of the package `@agoric/xsnap`, spoken to over its pipes.
 * The package's own JavaScript client is not used because it freezes the primordials of this process (SES),
 * which the libraries beside it do not survive.
 *
 * Frames are netstrings (`<length>:<bytes>,`) whose first byte tells what they are: to XS `e` evaluate, `?` command,
 * `/` the answer to an upcall; from XS `.` done (meter as JSON, 0x01, result), `!` exception, `?` an upcall.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Duplex, Readable, Writable } from "node:stream";

/** What one command cost. `compute` is in computrons, XS's deterministic meter; `heap` counts live slots. */
export interface Meter {
	readonly compute: number;
	readonly heap: number;
}

export interface Result {
	readonly reply: Buffer;
	readonly meter: Meter;
}

/** The engine is gone; `message` says why in words for people. */
export class EngineError extends Error {}

const exitReasons: Readonly<Record<number, string>> = {
	2: "its pipe to this process broke",
	11: "it ran out of memory",
	12: "its stack overflowed",
	15: "an exception was not handled",
	16: "it ran out of names",
	17: "it computed for too long",
};

const [evaluate, command, answer] = ["e", "?", "/"];
const [done, failed, upcall] = [0x2e, 0x21, 0x3f];
const colon = 0x3a;

/** Path of the engine, or undefined where the package's install step has not built it. */
export function enginePath(): string | undefined {
	const platform = process.platform === "darwin" ? "mac" : "lin";
	const root = dirname(createRequire(import.meta.url).resolve("@agoric/xsnap/package.json"));
	const path = join(root, "xsnap-native/xsnap/build/bin", platform, "release/xsnap-worker");
	return existsSync(path) ? path : undefined;
}

export class XsWorker {
	readonly #process: ChildProcess;
	readonly #toEngine: Writable;
	readonly #onUpcall: (request: Buffer) => Uint8Array;
	#received: Buffer = Buffer.alloc(0);
	#waiting: { resolve: (result: Result) => void; reject: (error: Error) => void } | undefined;
	#ended: EngineError | undefined;
	/** Resolves when the engine is gone, with the reason; undefined after `close`. */
	readonly exited: Promise<EngineError | undefined>;

	/** @param onUpcall answers XS's synchronous calls; it must not throw. */
	constructor(onUpcall: (request: Buffer) => Uint8Array) {
		const path = enginePath();
		if (path === undefined)
			throw new EngineError("the XS engine is not built: run npm ci with a C compiler and make installed");
		this.#onUpcall = onUpcall;
		this.#process = spawn(path, ["heliograph"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
		this.#toEngine = this.#process.stdio[3] as Duplex;
		const fromEngine = this.#process.stdio[4] as Readable;
		this.#toEngine.on("error", () => {}); // the exit event tells why
		fromEngine.on("data", (bytes: Buffer) => this.#receive(bytes));
		this.exited = new Promise((resolve) => {
			this.#process.once("error", (error) => this.#end(resolve, `it did not start (${error.message})`));
			this.#process.once("exit", (code, signal) => {
				if (code === 0) resolve(undefined);
				const reason = signal
					? `it was ended by ${signal}`
					: (exitReasons[code ?? -1] ?? `exit code ${code}`);
				this.#end(resolve, reason);
			});
		});
	}

	get pid(): number | undefined {
		return this.#process.pid;
	}

	/** Runs a script in the engine's global scope. */
	evaluate(source: string): Promise<Result> {
		return this.#request(evaluate!, Buffer.from(source));
	}

	/** Calls `handleCommand` in the engine. One call at a time. */
	command(message: Uint8Array): Promise<Result> {
		return this.#request(command!, message);
	}

	close(): void {
		this.#ended ??= new EngineError("the XS engine was closed");
		this.#process.kill();
	}

	#request(kind: string, message: Uint8Array): Promise<Result> {
		if (this.#ended) return Promise.reject(this.#ended);
		if (this.#waiting) return Promise.reject(new EngineError("the XS engine is busy"));
		return new Promise((resolve, reject) => {
			this.#waiting = { resolve, reject };
			this.#write(kind, message);
		});
	}

	#write(kind: string, message: Uint8Array): void {
		this.#toEngine.write(
			Buffer.concat([Buffer.from(`${message.length + 1}:${kind}`), message, Buffer.from(",")]),
		);
	}

	#receive(bytes: Buffer): void {
		this.#received = this.#received.length ? Buffer.concat([this.#received, bytes]) : bytes;
		for (;;) {
			const at = this.#received.indexOf(colon);
			if (at < 0) return;
			const length = Number(this.#received.toString("latin1", 0, at));
			const end = at + 1 + length;
			if (this.#received.length < end + 1) return;
			const frame = this.#received.subarray(at + 1, end);
			this.#received = this.#received.subarray(end + 1);
			this.#frame(frame);
		}
	}

	#frame(frame: Buffer): void {
		if (frame[0] === upcall) {
			this.#write(answer!, this.#onUpcall(frame.subarray(1)));
			return;
		}
		const waiting = this.#waiting;
		this.#waiting = undefined;
		if (frame[0] === done) {
			const separator = frame.indexOf(1);
			const meter = JSON.parse(frame.toString("latin1", 1, separator)) as {
				compute: number;
				currentHeapCount: number;
			};
			waiting?.resolve({
				reply: frame.subarray(separator + 1),
				meter: { compute: meter.compute, heap: meter.currentHeapCount },
			});
		} else if (frame[0] === failed)
			waiting?.reject(new EngineError(`the XS engine threw: ${frame.toString("utf8", 1)}`));
	}

	#end(resolve: (error: EngineError | undefined) => void, reason: string): void {
		const closed = this.#ended;
		this.#ended ??= new EngineError(`the XS engine stopped: ${reason}`);
		resolve(closed ? undefined : this.#ended);
		this.#waiting?.reject(this.#ended);
		this.#waiting = undefined;
	}
}
