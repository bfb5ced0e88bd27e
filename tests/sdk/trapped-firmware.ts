/** The firmware with traps in the simulator, in a folder that the test fills and looks into. */

import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { output, root, run } from "../../tools/sdk.mjs";
import { freePort } from "../support/brokers";
import { simulatorCommand } from "../support/simulator";

/** Commands of `traps/traps.ts`. */
export type Command = "throw" | "throwLater" | "restart" | "sleep" | "read";
const signals: Readonly<Record<Command, number>> = {
	throw: 20,
	throwLater: 19,
	restart: 18,
	sleep: 17,
	read: 16,
};

/** The firmware's own manifest, with a main module that sets the traps before the real one. */
export function buildTrapped(): string {
	const text = readFileSync(join(root, "manifest.json"), "utf8").replaceAll('"./', `"${root}`);
	const manifest = JSON.parse(text);
	manifest.config = { air: 0 };
	manifest.modules.firmware = manifest.modules.main;
	manifest.modules.traps = join(root, "tests/sdk/traps/traps");
	manifest.modules.main = join(root, "tests/sdk/traps/main");
	manifest.preload.push("firmware", "traps");
	const folder = join(output, "traps");
	mkdirSync(folder, { recursive: true });
	const path = join(folder, "manifest.json");
	writeFileSync(path, JSON.stringify(manifest));
	run("mcconfig", ["-i", "-m", "-p", "lin", "-o", output, "-t", "build", path]);
	return join(output, "bin", "lin", "mc", "instrument", "traps", "mc.so");
}

export class TrappedFirmware {
	/** Of preferences and retained memory. */
	readonly folder = mkdtempSync(join(tmpdir(), "heliograph-traps-"));
	#said = "";
	#end: (signal: NodeJS.Signals) => Promise<void> = () => Promise.resolve();
	#airPort = 0;

	/** What it said so far, restarts included. */
	get output(): string {
		return this.#said;
	}

	file(name: string): string {
		return join(this.folder, name);
	}

	/** @param preferences text of the whole file, of which `airPort` is part; undefined for no file. */
	async start(
		program: string,
		preferences: ((airPort: number) => string) | undefined,
		variables: Readonly<Record<string, string>> = {},
	): Promise<void> {
		this.#airPort = await freePort();
		if (preferences) writeFileSync(this.file("modpreferences.json"), preferences(this.#airPort));
		const command = await simulatorCommand(program, this.folder);
		const child = spawn(command.program, command.words, {
			stdio: ["ignore", "pipe", "pipe"],
			env: { ...command.env, ...variables },
		});
		for (const stream of [child.stdout, child.stderr])
			stream.on("data", (bytes) => {
				this.#said += bytes;
			});
		const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
		this.#end = async (signal) => {
			child.kill(signal);
			await gone;
		};
		await this.says("listening to the simulated air");
	}

	/** Waits until it has said this, so many times. */
	async says(words: string, times = 1): Promise<void> {
		const limit = Date.now() + 30_000;
		while (this.#said.split(words).length <= times) {
			if (Date.now() > limit) throw new Error(`it never said "${words}": ${this.#said}`);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	command(command: Command): Promise<void> {
		const text = JSON.stringify({ address: "", rssi: signals[command], manufacturerData: "" });
		const socket = createSocket("udp4");
		return new Promise((resolve, reject) => {
			socket.send(text, this.#airPort, "127.0.0.1", (error) => {
				socket.close();
				if (error) reject(error);
				else resolve();
			});
		});
	}

	async end(): Promise<void> {
		await this.#end("SIGKILL");
		rmSync(this.folder, { recursive: true, force: true });
	}
}
