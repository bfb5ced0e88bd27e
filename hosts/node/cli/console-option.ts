/** `--console [PATH]`: the firmware's console on a pseudo-terminal. */

import type { Firmware } from "../firmware";
import { Pty } from "../pty";

export const consoleHelp = `  --console [PATH]   open the serial console as a pseudo-terminal, with a link to it at PATH
`;

/** Made before the firmware, which writes to it from its start on. */
export class ConsolePty {
	readonly #pty: Pty;
	#firmware: Firmware | undefined;

	/** Until the process ends. @param path empty for no link. @throws Error in a sentence. */
	constructor(path: string) {
		this.#pty = new Pty(path === "" ? undefined : path, (data) => this.#firmware?.serial(data));
		process.once("exit", () => this.#pty.close());
	}

	get path(): string {
		return this.#pty.path;
	}

	readonly write = (text: string): void => this.#pty.write(text);

	connect(firmware: Firmware): void {
		this.#firmware = firmware;
	}
}
