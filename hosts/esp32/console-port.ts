/** The C side: the chip's serial lines. `port` is 0 for the UART and 1 for the USB of the chip itself. */

export class ConsolePort {
	/** False where there is none. In a build for development it belongs to the debugger. */
	static open(port: number): boolean {
		return native("xs_console_open").call(this, port);
	}

	/** What has come in, 256 bytes at most. */
	static read(port: number): ArrayBuffer | undefined {
		return native("xs_console_read").call(this, port);
	}

	/** @returns bytes that it took: all or none. At most 64 at once. */
	static write(port: number, bytes: ArrayBuffer): number {
		return native("xs_console_write").call(this, port, bytes);
	}
}
