/** The C side: the chip's serial lines. `port` is 0 for the UART, 1 for the USB of the chip itself, 2 for VE.Direct. */

export class SerialPort {
	/**
	 * False where there is none. In a build for development the first two belong to the debugger.
	 * @param rx of VE.Direct: its GPIO. @param tx likewise, -1 for none. False when the chip cannot give them to it.
	 */
	static open(port: number, rx?: number, tx?: number): boolean {
		return native("xs_serial_open").call(this, port, rx, tx);
	}

	/** What has come in, 256 bytes at most. */
	static read(port: number): ArrayBuffer | undefined {
		return native("xs_serial_read").call(this, port);
	}

	/** @returns bytes that it took: all or none. At most 64 at once, over VE.Direct 240. */
	static write(port: number, bytes: ArrayBuffer): number {
		return native("xs_serial_write").call(this, port, bytes);
	}
}
