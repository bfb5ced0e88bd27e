/** A VE.Direct device on a serial port of this computer: 19200 baud, 8N1. */

import { SerialPort } from "serialport";
import type { Request } from "victron/vedirect/frame";
import { type RequestOutcome, type SessionOptions, VeDirectSession } from "victron/vedirect/session";
import { nodeTimers } from "./node-timers";

export const baudRate = 19_200;

export type LineEvents = Pick<SessionOptions, "onText" | "onRegister" | "onFault">;

export class VeDirectLine {
	readonly #port: SerialPort;
	readonly #session: VeDirectSession;
	readonly path: string;
	/** When the port goes away, or is closed. */
	readonly closed: Promise<void>;

	/** @throws Error in a sentence. */
	static async open(path: string, events: LineEvents = {}): Promise<VeDirectLine> {
		const port = new SerialPort({ path, baudRate, autoOpen: false });
		await new Promise<void>((resolve, reject) =>
			port.open((error) => (error ? reject(new Error(`${path}: ${portProblem(error.message)}`)) : resolve())),
		);
		return new VeDirectLine(path, port, events);
	}

	private constructor(path: string, port: SerialPort, events: LineEvents) {
		this.path = path;
		this.#port = port;
		this.#session = new VeDirectSession({
			...events,
			timers: nodeTimers(),
			write: (text) => port.write(text, "latin1"),
		});
		port.on("data", (bytes: Buffer) => this.#session.receive(bytes));
		port.on("error", () => port.close());
		this.closed = new Promise((resolve) =>
			port.once("close", () => {
				this.#session.close();
				resolve();
			}),
		);
	}

	/** Never rejects, and ends within a few seconds. */
	request(request: Request): Promise<RequestOutcome> {
		return new Promise((resolve) => this.#session.request(request, resolve));
	}

	async close(): Promise<void> {
		if (this.#port.isOpen) this.#port.close();
		await this.closed;
	}
}

/** Why a port cannot be opened, in words. */
export function portProblem(message: string): string {
	if (message.includes("No such file")) return "there is no such port";
	if (message.includes("Permission denied"))
		return "no permission to use this port (Debian: add yourself to the group dialout)";
	if (message.includes("lock") || message.includes("busy")) return "another program uses this port";
	return `not a serial port, or it cannot be set to ${baudRate} baud`;
}
