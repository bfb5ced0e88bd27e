/** The machine form of the console, from a computer: one line of JSON out, one in. */

import { randomBytes } from "node:crypto";
import { StringDecoder } from "node:string_decoder";
import { SerialPort } from "serialport";
import type { Requests, What } from "../../modules/control/api";

const baudRate = 115_200;
/** Milliseconds in which the device answers anything but a scan. */
const patience = 10_000;
const lockLimit = 1000;
/** Characters of an answer: more is noise. */
const longestAnswer = 1 << 20;
/** Ctrl-C: whatever somebody has begun is forgotten. */
const cancel = "\x03";

/** The device has refused, or its answer did not come; the message is one sentence. */
export class LinkError extends Error {}

type Answer = Readonly<Record<string, unknown>>;

export class SerialLink {
	readonly #port: SerialPort;
	#text = "";
	/** Of no other program: answers to one that has gone may still be on the line. */
	readonly #name = randomBytes(4).toString("hex");
	#last = 0;
	#gone = false;
	#answered: (answer: Answer) => void = () => {};
	#failed: (error: LinkError) => void = () => {};

	private constructor(port: SerialPort) {
		this.#port = port;
		const decoder = new StringDecoder("utf8");
		port.on("data", (data: Buffer) => this.#receive(decoder.write(data)));
		port.on("error", () => {}); // `close` tells
		port.on("close", () => {
			this.#gone = true;
			this.#failed(new LinkError(`${port.path}: the serial port is gone`));
		});
	}

	/** A port that was just closed may be locked for a moment. @throws LinkError. */
	static async open(path: string): Promise<SerialLink> {
		const until = performance.now() + lockLimit;
		for (;;) {
			try {
				return await SerialLink.#open(path);
			} catch (error) {
				const { message } = error as Error;
				const locked = isLocked(message) && performance.now() < until;
				if (!locked) throw new LinkError(`${path}: ${plainReason(message)}`);
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
		}
	}

	static #open(path: string): Promise<SerialLink> {
		return new Promise((resolve, reject) => {
			const port = new SerialPort({ path, baudRate }, (error) => {
				if (error) reject(error);
				else resolve(new SerialLink(port));
			});
		});
	}

	/**
	 * Asks until an answer comes: the device may still be starting.
	 * @param limit milliseconds. @throws LinkError.
	 */
	async greet(limit: number): Promise<Requests["status"]["answer"]> {
		const until = performance.now() + limit;
		for (;;) {
			this.#write(`${cancel}\r\n`);
			try {
				return await this.request("status", {}, Math.min(2000, limit));
			} catch (error) {
				if (this.#gone || performance.now() > until) throw error;
			}
		}
	}

	/** @param limit milliseconds. @throws LinkError with the device's sentence. */
	request<W extends What>(
		request: W,
		parameters: Requests[W]["parameters"],
		limit = patience,
	): Promise<Requests[W]["answer"]> {
		const id = this.#nextId();
		const line = JSON.stringify({ id, request, ...parameters });
		return this.#exchange(id, line, limit) as Promise<Requests[W]["answer"]>;
	}

	/**
	 * Stores settings: all of them or none, whatever happens on the way.
	 * @param lines as `import` takes them. @throws LinkError with the device's sentence.
	 */
	async import(lines: readonly string[]): Promise<Requests["settings/set"]["answer"]> {
		const id = this.#nextId();
		try {
			await this.#exchange(id, JSON.stringify({ id, request: "import" }), patience);
			for (const [index, line] of lines.entries()) {
				const { lines: count } = await this.#exchange(id, line, patience);
				if (count !== index + 1) throw new LinkError("the serial line has lost a part; nothing was changed");
			}
			return (await this.#exchange(id, "end", patience)) as Requests["settings/set"]["answer"];
		} catch (error) {
			if (!this.#gone) this.#write(cancel);
			throw error;
		}
	}

	close(): Promise<void> {
		return new Promise((resolve) => {
			if (this.#gone) resolve();
			else this.#port.close(() => resolve());
		});
	}

	#write(text: string): void {
		if (!this.#gone) this.#port.write(text);
	}

	#nextId(): string {
		return `${this.#name}-${++this.#last}`;
	}

	async #exchange(id: string, line: string, limit: number): Promise<Answer> {
		if (this.#gone) throw new LinkError(`${this.#port.path}: the serial port is gone`);
		let timer: NodeJS.Timeout | undefined;
		const answer = await new Promise<Answer>((resolve, reject) => {
			this.#answered = (answer) => {
				// noise in a request leaves no id to answer to
				if (answer.id === id || (answer.id === undefined && answer.status === "error")) resolve(answer);
			};
			this.#failed = reject;
			timer = setTimeout(() => reject(new LinkError("the device does not answer any more")), limit);
			this.#write(`${line}\r\n`);
		}).finally(() => {
			clearTimeout(timer);
			this.#answered = () => {};
			this.#failed = () => {};
		});
		if (answer.status !== "ok") throw new LinkError(`the device says: ${printable(answer.error)}`);
		return answer;
	}

	/** Other lines are a person's, or noise. */
	#receive(text: string): void {
		const lines = (this.#text + text).split(/[\r\n]+/);
		this.#text = lines.pop()!;
		if (this.#text.length > longestAnswer) this.#text = "";
		for (const line of lines) {
			if (!line.startsWith("{")) continue;
			try {
				this.#answered(JSON.parse(line) as Answer);
			} catch {
				// cut off, or mixed up
			}
		}
	}
}

/** Without what a terminal would obey. */
export function printable(value: unknown): string {
	return String(value).replace(/[\p{Cc}\p{Cf}]/gu, " ");
}

function isLocked(message: string): boolean {
	return /lock|busy/i.test(message);
}

function plainReason(message: string): string {
	if (/no such file|cannot find/i.test(message)) return "there is no such port";
	if (/permission|access denied/i.test(message))
		return "this port may not be opened (on Linux, add yourself to the group dialout)";
	if (isLocked(message)) return "another program has this port open";
	return `this port cannot be opened (${message.replace(/^Error: /, "").split("\n")[0]})`;
}
