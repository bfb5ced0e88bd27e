/** A real message bus of its own, at an address of its own. */

import { type ChildProcess, spawn } from "node:child_process";
import { Folder } from "./command";

export class DBusDaemon {
	readonly #child: ChildProcess;
	readonly #folder: Folder;
	readonly address: string;

	/** @param program path of dbus-daemon. */
	static async start(program: string): Promise<DBusDaemon> {
		const folder = new Folder();
		const address = `unix:path=${folder.path}/bus`;
		const config = folder.write(
			"bus.conf",
			`<busconfig>
	<listen>${address}</listen>
	<policy context="default">
		<allow send_destination="*"/>
		<allow receive_sender="*"/>
		<allow own="*"/>
		<allow user="*"/>
	</policy>
</busconfig>`,
		);
		const child = spawn(program, [`--config-file=${config}`, "--nofork", "--nopidfile", "--print-address"], {
			stdio: ["ignore", "pipe", "ignore"],
		});
		await new Promise((resolve, reject) => {
			child.stdout!.once("data", resolve);
			child.once("exit", () => reject(new Error("dbus-daemon ended")));
			child.once("error", reject);
		});
		return new DBusDaemon(child, folder, address);
	}

	private constructor(child: ChildProcess, folder: Folder, address: string) {
		this.#child = child;
		this.#folder = folder;
		this.address = address;
	}

	stop(): void {
		this.#child.kill();
		this.#folder.remove();
	}
}
