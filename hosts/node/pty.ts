/**
 * A pseudo-terminal that stands for the serial line: whoever opens its path is at the console. No logic is here. It keeps
 * no process alive. Linux and macOS.
 */

import {
	closeSync,
	constants,
	lstatSync,
	openSync,
	rmSync,
	symlinkSync,
	unlinkSync,
	writeSync,
} from "node:fs";
import type { ReadStream } from "node:tty";
import * as nodePty from "@lydell/node-pty";

/** Bytes that may wait for a reader; a text that is too much is dropped. */
const mostWaiting = 65_536;
/** Milliseconds until the next attempt where nobody reads. */
const patience = 20;

/** What the package's `open` gives, beyond its typings. */
interface Terminal {
	readonly _master: ReadStream;
	readonly _slave: ReadStream;
	/** Of the master: it does not block. */
	readonly _fd: number;
	/** Path of the slave. */
	readonly _pty: string;
}

const { open } = nodePty as unknown as { open(options: { encoding: null }): Terminal };

export class Pty {
	readonly #master: ReadStream;
	readonly #fd: number;
	/** Kept open, so that the line does not end when its reader goes; never read, that would steal the bytes. */
	readonly #slave: number;
	readonly #link: string | undefined;
	#waiting: Buffer = Buffer.alloc(0);
	#attempt: NodeJS.Timeout | undefined;
	/** Where it is opened. */
	readonly path: string;

	/**
	 * @param link a symbolic link to it, until `close`.
	 * @throws Error in a sentence.
	 */
	constructor(link: string | undefined, onData: (data: Buffer) => void) {
		if (process.platform === "win32") throw new Error("a pseudo-terminal needs Linux or macOS");
		const terminal = open({ encoding: null });
		this.#master = terminal._master;
		this.#fd = terminal._fd;
		this.#slave = openSync(terminal._pty, constants.O_RDWR | constants.O_NOCTTY);
		terminal._slave.setRawMode(true);
		terminal._slave.destroy();
		this.#master.on("data", onData);
		this.#master.on("error", () => {}); // the line has ended
		this.#master.unref();
		if (link !== undefined) {
			try {
				placeLink(link, terminal._pty);
			} catch (error) {
				this.close();
				throw error;
			}
		}
		this.#link = link;
		this.path = link ?? terminal._pty;
	}

	write(text: string | Uint8Array): void {
		const bytes = Buffer.from(text);
		if (this.#waiting.length + bytes.length > mostWaiting) return;
		this.#waiting = Buffer.concat([this.#waiting, bytes]);
		if (this.#attempt === undefined) this.#flush();
	}

	close(): void {
		if (this.#link !== undefined) rmSync(this.#link, { force: true });
		clearTimeout(this.#attempt);
		this.#waiting = Buffer.alloc(0);
		this.#master.destroy();
		closeSync(this.#slave);
	}

	/** Not by the stream: that would wait for the reader, and everything with it. */
	#flush(): void {
		this.#attempt = undefined;
		try {
			while (this.#waiting.length > 0)
				this.#waiting = this.#waiting.subarray(writeSync(this.#fd, this.#waiting));
		} catch (error) {
			const later = (error as NodeJS.ErrnoException).code === "EAGAIN";
			if (later) this.#attempt = setTimeout(() => this.#flush(), patience).unref();
			else this.#waiting = Buffer.alloc(0);
		}
	}
}

/** A link of an earlier run is replaced; anything else is somebody's file. */
function placeLink(link: string, path: string): void {
	try {
		if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(link);
		symlinkSync(path, link);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		const reason = code === "EEXIST" ? "there is such a file already" : `no link can be made there (${code})`;
		throw new Error(`${link}: ${reason}`);
	}
}
