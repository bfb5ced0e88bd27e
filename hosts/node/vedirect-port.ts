/** The VE.Direct cable of the firmware: a serial port that may go away and come back. */

import { SerialPort } from "serialport";
import { baudRate, portProblem } from "./vedirect-line";

/** Milliseconds until the next attempt. */
const patience = 3000;

export class VeDirectPort {
	readonly #path: string;
	readonly #onData: (data: Buffer) => void;
	readonly #log: (line: string) => void;
	#port: SerialPort | undefined;
	#attempt: NodeJS.Timeout | undefined;
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
		clearTimeout(this.#attempt);
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
		});
	}

	#again(problem: string): void {
		this.#port = undefined;
		if (this.#closed) return;
		this.#say(`${problem}; it is tried again every ${patience / 1000} s`);
		this.#attempt = setTimeout(() => this.#open(), patience).unref();
	}

	#say(news: string): void {
		if (news === this.#said) return;
		this.#said = news;
		this.#log(`VE.Direct at ${this.#path}: ${news}`);
	}
}
