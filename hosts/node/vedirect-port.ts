/** The VE.Direct cable of the firmware: a serial port that may go away and come back. */

import { statSync } from "node:fs";
import { SerialPort } from "serialport";
import { baudRate, portProblem } from "./vedirect-line";

/** Milliseconds until the next attempt, and between two looks whether it is still the same port. */
const patience = 3000;

export class VeDirectPort {
	readonly #path: string;
	readonly #onData: (data: Buffer) => void;
	readonly #log: (line: string) => void;
	#port: SerialPort | undefined;
	#timer: NodeJS.Timeout | undefined;
	/** What was said last: the same is not said again. */
	#said = "";
	#closed = false;

	/** @param log takes a line for people whenever there is news. */
	constructor(path: string, onData: (data: Buffer) => void, log: (line: string) => void) {
		this.#path = path;
		this.#onData = onData;
		this.#log = log;
		this.#open();
	}

	/** A frame; dropped where the port is away. */
	write(frame: string): void {
		if (this.#port?.isOpen) this.#port.write(frame, "latin1");
	}

	close(): void {
		this.#closed = true;
		clearTimeout(this.#timer);
		if (this.#port?.isOpen) this.#port.close();
	}

	#open(): void {
		const port = new SerialPort({ path: this.#path, baudRate, autoOpen: false });
		port.on("data", this.#onData);
		port.on("error", () => port.isOpen && port.close());
		port.once("close", () => this.#again("the port is gone"));
		port.open((error) => {
			if (error) return this.#again(portProblem(error.message));
			if (this.#closed) return port.close();
			this.#port = port;
			this.#say("connected");
			this.#watch(port, nodeOf(this.#path));
		});
	}

	/** A port that went away while it was being read gives nothing for ever, and no error. */
	#watch(port: SerialPort, node: string): void {
		this.#timer = setTimeout(() => {
			if (!port.isOpen) return;
			if (nodeOf(this.#path) === node) this.#watch(port, node);
			else port.close();
		}, patience).unref();
	}

	#again(problem: string): void {
		this.#port = undefined;
		clearTimeout(this.#timer);
		if (this.#closed) return;
		this.#say(`${problem}; it is tried again every ${patience / 1000} s`);
		this.#timer = setTimeout(() => this.#open(), patience).unref();
	}

	#say(news: string): void {
		if (news === this.#said) return;
		this.#said = news;
		this.#log(`VE.Direct at ${this.#path}: ${news}`);
	}
}

/** Tells what is at a path from what comes there later; empty where there is nothing. */
function nodeOf(path: string): string {
	try {
		const { ctimeMs, ino, rdev } = statSync(path);
		return `${rdev} ${ino} ${ctimeMs}`;
	} catch {
		return "";
	}
}
